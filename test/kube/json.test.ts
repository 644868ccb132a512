import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JsonError, parseJson } from '../../source/kube/json.js';
import { isMap, type KubeTree } from '../../source/kube/tree.js';
import { seededRandom, testSeed } from '../node-core/mvcc/seeded-random.js';

/** As JSON.parse has it, to compare with it. */
function plain(tree: KubeTree): unknown {
  if (isMap(tree)) return Object.fromEntries(Array.from(tree, ([name, value]) => [name, plain(value)]));
  return Array.isArray(tree) ? tree.map((item: KubeTree) => plain(item)) : tree;
}

describe('exact JSON', () => {
  for (const [text, value] of [
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9223372036854775808', -9_223_372_036_854_775_808n],
    ['18446744073709551616', 18_446_744_073_709_551_616n],
    ['-0', 0],
    ['1.50', 1.5],
    ['1e3', 1_000],
    [' "a\\u00e9\\n" ', 'aé\n'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\ud83d"', '\ufffd'],
    ['null', null],
    ['[]', []],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseJson(text), value));
  }

  it('takes the last of a name that comes twice', () => {
    assert.deepEqual(plain(parseJson('{"a":1,"a":2}')), { a: 2 });
  });

  for (const text of [
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{"a"}',
    '{a:1}',
    '01',
    '+1',
    '1.',
    '.5',
    '1e',
    'nul',
    'NaN',
    '"a',
    '"a\nb"',
    '"\\x"',
    '"\\u12"',
    '1 2',
    '[1][2]',
    "'a'",
    '1e999',
    `1${'0'.repeat(400)}`,
    `${'['.repeat(600)}${']'.repeat(600)}`,
  ]) {
    it(`refuses ${text.slice(0, 20)}`, () => assert.throws(() => parseJson(text), JsonError));
  }

  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    const seed = testSeed();
    const random = seededRandom(seed);
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '1',
      '-2.5',
      'true',
      'null',
      ' ',
      '\n',
      '"',
      'x',
    ];
    for (let round = 0; round < 5_000; round += 1) {
      const text = Array.from({ length: 1 + random.below(9) }, () => random.pick(pieces)).join('');
      let want: unknown = JsonError;
      try {
        want = JSON.parse(text);
      } catch {
        assert.throws(() => parseJson(text), JsonError, `TEST_SEED=${seed}: ${text}`);
        continue;
      }
      assert.deepEqual(plain(parseJson(text)), want, `TEST_SEED=${seed}: ${text}`);
    }
  });
});
