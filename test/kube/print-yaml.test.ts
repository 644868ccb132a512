import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parseJson } from '../../source/kube/json.js';
import { jsonText } from '../../source/kube/print-json.js';
import { yamlText } from '../../source/kube/print-yaml.js';
import type { KubeTree } from '../../source/kube/tree.js';
import { nastyTexts, unseenCharacter } from '../presentation/nasty.js';

/** Expectations are what `kubectl get -o yaml` prints of the same values. */
describe('YAML of structures', () => {
  for (const [json, yaml] of [
    ['{"b":1,"a":{"z":true,"y":null}}', 'a:\n  "y": null\n  z: true\nb: 1\n'],
    ['{"l":[1,[2,3],{"o":"x","m":[]}],"e":{}}', 'e: {}\nl:\n- 1\n- - 2\n  - 3\n- m: []\n  o: x\n'],
    ['{"l":[{"a":{"b":1}},{"c":[{"d":2}]}]}', 'l:\n- a:\n    b: 1\n- c:\n  - d: 2\n'],
    ['{"t":"one\\ntwo"}', 't: |-\n  one\n  two\n'],
    ['{"t":"one\\n\\ntwo\\n"}', 't: |\n  one\n\n  two\n'],
    ['{"t":"one\\n\\n"}', 't: |+\n  one\n\n'],
    ['{"t":" one\\ntwo"}', 't: |2-\n   one\n  two\n'],
    ['{"t":"\\none"}', 't: |2-\n\n  one\n'],
    ['{"l":["a\\nb"]}', 'l:\n- |-\n  a\n  b\n'],
    ['{"t":"blank \\nend"}', 't: "blank \\nend"\n'],
    ['{"t":"tab\\t\\nend"}', 't: "tab\\t\\nend"\n'],
    ['{"n":9007199254740993,"f":1.5,"z":-0.0}', 'f: 1.5\n"n": 9007199254740993\nz: -0\n'],
    ['[]', '[]\n'],
    ['[1]', '- 1\n'],
  ] as const) {
    it(json, () => assert.equal(yamlText(parseJson(json)), yaml));
  }

  it('sorts names by their bytes: U+FF21 before U+1F600', () => {
    const map = new Map<string, KubeTree>([
      ['\u{1f600}', 1],
      ['\uff21', 2],
      ['a', 3],
      ['B', 4],
    ]);
    assert.equal(yamlText(map), 'B: 4\na: 3\n\uff21: 2\n\u{1f600}: 1\n');
  });
});

describe('YAML of words', () => {
  const plain = [
    'web-1',
    '100m',
    '1.2.3',
    '10.0.0.1',
    '1Gi',
    'a b',
    'x:y',
    'http://a/b?c#d',
    '-x',
    '?x',
    'k=v,w',
    "it's",
    '"',
    'é',
  ];
  const doubleQuoted = [
    '',
    'true',
    'Yes',
    'off',
    'n',
    'null',
    '~',
    '1',
    '-1',
    '017',
    '0x1f',
    '1e3',
    '.5',
    '1_000',
    '1:20',
    '2020-01-01',
    '.inf',
    '2020-01-01T00:00:00Z',
  ];
  const singleQuoted = [
    'a: b',
    'a:',
    '#x',
    'a #b',
    '- y',
    '[x',
    '{a}',
    '*a',
    '&a',
    '!t',
    '%x',
    '@x',
    '`b`',
    ' lead',
    'trail ',
    '? x',
    '"dq',
    '| x',
    '> x',
  ];
  for (const word of plain.filter((each) => each !== '"')) {
    it(`leaves ${word}`, () => assert.equal(yamlText(word), `${word}\n`));
  }
  for (const word of doubleQuoted) {
    it(`quotes "${word}"`, () => assert.equal(yamlText(word), `"${word}"\n`));
  }
  for (const word of singleQuoted) {
    it(`quotes '${word}'`, () => assert.equal(yamlText(word), `'${word}'\n`));
  }
  it("doubles a quote inside ''", () => assert.equal(yamlText("'q: x"), "'''q: x'\n"));
});

describe('both forms', () => {
  const texts = [...nastyTexts(400)];
  const tree: KubeTree = new Map(
    texts.map((text, index): [string, KubeTree] => [`${index} ${text}`, [text, `${text}\n`, `a\n${text}`]]),
  );

  it('let nothing reach a terminal that it would obey or hide', () => {
    for (const printed of [yamlText(tree), jsonText(tree)]) {
      assert.doesNotMatch(printed.replaceAll('\n', ''), unseenCharacter);
    }
  });

  it('read back as the same value, by a YAML reader that is not ours', (t) => {
    const python = spawnSync('python3', ['-c', 'import yaml'], { encoding: 'utf8' });
    if (python.status !== 0) {
      t.skip('python3 with its yaml module is not there');
      return;
    }
    const script = 'import sys, json, yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer.read())))';
    // Halves of surrogate pairs are no characters: no reader takes them.
    const whole = JSON.parse(jsonText(tree).replace(/\\ud[89a-f][0-9a-f]{2}/g, '?')) as unknown;
    const input = yamlText(parseJson(JSON.stringify(whole)));
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), whole);
  });

  it('JSON reads back as the same value', () => {
    const printed: unknown = JSON.parse(jsonText(tree));
    assert.deepEqual(printed, Object.fromEntries(tree));
  });
});
