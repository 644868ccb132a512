import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonTokens } from '../../source/presentation/json-text.js';
import { prettyJson } from '../../source/presentation/pretty-json.js';

describe('pretty JSON', () => {
  it('is what JSON.stringify writes', () => {
    const values = [
      {},
      [],
      [[], {}, [{}]],
      { a: 1, b: [true, null, 'x,{"y":[1]}'], c: { d: { e: [1, 2, { f: '"' }] } } },
      ['\\', '\\"', '\n'],
      [1.5e10, -0.25],
    ];
    for (const value of values) {
      assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
      assert.equal(prettyJson(JSON.stringify(value, null, 7)), JSON.stringify(value, null, 2));
    }
  });

  it('keeps every digit of a number and every member, also of the same name', () => {
    const text = '{"resourceVersion":9223372036854775807,"a":1.000,"a":2}';
    assert.equal(prettyJson(text)?.replaceAll(/\s/g, ''), text);
  });

  it('is nothing for what is not JSON', () => {
    for (const text of ['', '{', '{a:1}', '[1,]', 'plain', '{"a":1}}'])
      assert.equal(prettyJson(text), undefined);
  });

  it('takes strings of any length', () => {
    const long = JSON.stringify({ a: '\\"\n'.repeat(2_000_000) });
    assert.equal(prettyJson(long)?.length, long.length + 5);
  });

  it('does not grow with nesting alone', () => {
    const depth = 5_000;
    const pretty = prettyJson('['.repeat(depth) + ']'.repeat(depth));
    assert.ok(pretty === undefined || pretty.length < 200 * depth);
  });
});

describe('tokens of a line', () => {
  const kindsOf = (line: string) => jsonTokens(line).map(({ kind, text }) => `${kind} ${text}`);

  it('tell names from strings', () => {
    assert.deepEqual(kindsOf('  "a": "b",'), [
      'space   ',
      'name "a"',
      'punctuation :',
      'space  ',
      'string "b"',
      'punctuation ,',
    ]);
    assert.deepEqual(kindsOf('-1.5e3'), ['number -1.5e3']);
    assert.deepEqual(kindsOf('null'), ['word null']);
  });

  it('are the whole line', () => {
    for (const line of ['  "a": "b\\"c",', '"unended', '😀 ¬ ] } 12x', '\t"ü": 1e']) {
      assert.equal(
        jsonTokens(line)
          .map(({ text }) => text)
          .join(''),
        line,
      );
    }
  });
});
