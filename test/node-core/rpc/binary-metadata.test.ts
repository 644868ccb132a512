import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64Flaw } from '../../../node-core/rpc/binary-metadata.js';
import { goQuote } from '../../../node-core/rpc/go-quote.js';

/** Offsets as `encoding/base64` of Go tells them. */
const flaws: readonly (readonly [text: string, at: number | undefined])[] = [
  ['', undefined],
  ['YQ', undefined],
  ['YQ==', undefined],
  ['YWI=', undefined],
  ['YWJj', undefined],
  ['YR', undefined],
  ['YWJjZ', 4],
  ['!!!', 0],
  ['YQ=', 2],
  ['YQ=x', 2],
  ['=YQ=', 0],
  ['YQ==YQ==', 4],
  ['YWI=YWI=', 4],
  ['_-_-', 0],
];

test('base64 is read as grpc-go reads it, and a flaw is where Go says', () => {
  for (const [text, at] of flaws) {
    assert.equal(base64Flaw(text), at, text);
  }
});

test('a text is quoted as %q of Go', () => {
  const bytes = (text: string) => Buffer.from(text).toString('latin1');
  assert.equal(goQuote('a"b\\c'), '"a\\"b\\\\c"');
  assert.equal(goQuote(bytes('café 日本')), '"café 日本"');
  assert.equal(goQuote(bytes('\u200b\u00ad\u{e0001}')), '"\\u200b\\u00ad\\U000e0001"');
  assert.equal(goQuote('caf\xe9\x7f'), '"caf\\xe9\\x7f"');
  assert.equal(goQuote('\x01\t'), '"\\x01\\t"');
});
