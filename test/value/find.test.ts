import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textDocument, type ValueDocument } from '../../source/store/value-document.js';
import { countUpTo, Finder } from '../../source/store/value-find.js';

function findIn(document: ValueDocument, query: string, characters = 1_000) {
  const finder = new Finder(document, query);
  while (finder.advance(characters));
  return finder.found();
}

const text = (value: string): ValueDocument => textDocument(value, 'text');
const bytes = (value: string): ValueDocument => ({
  kind: 'bytes',
  format: 'hex',
  about: [],
  bytes: Buffer.from(value, 'latin1'),
});
const starts = (document: ValueDocument, query: string, characters?: number): readonly number[] => [
  ...findIn(document, query, characters).starts,
];

describe('finding in a value', () => {
  it('ignores case unless there are capitals', () => {
    assert.deepEqual(starts(text('Web web WEB'), 'web'), [0, 4, 8]);
    assert.deepEqual(starts(text('Web web WEB'), 'Web'), [0]);
  });

  it('takes what is typed as it is, and not as a pattern', () => {
    assert.deepEqual(starts(text('a.b a+b (x) [y] \\d -'), '.'), [1]);
    for (const sign of ['.', '+', '(', '[', '\\', '-', '/', '^', '$', '|', '{', '*', '?', ']', ')', '}']) {
      assert.deepEqual(starts(text(`ab ${sign} cd`), sign), [3], sign);
    }
  });

  it('finds the same however large the steps are', () => {
    const line = 'aXbaxb😀aab';
    const all = line.repeat(50);
    for (const query of ['a', 'axb', 'aa', '😀', 'ba', 'baxb😀a']) {
      const wanted: number[] = [];
      const lower = all.toLowerCase();
      for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, at + query.length))
        wanted.push(at);
      for (const step of [1, 2, 7, 64, 10_000]) {
        assert.deepEqual(starts(text(all), query, step), wanted, `${query} in steps of ${step}`);
      }
    }
  });

  it('finds bytes by their text and by their numbers', () => {
    assert.deepEqual(starts(bytes('k8s\0\nPod\xff\0k8s\0'), 'k8s', 3), [0, 10]);
    assert.deepEqual(starts(bytes('k8s\0\nPod\xff\0k8s\0'), '0xff00', 2), [8]);
    assert.deepEqual(starts(bytes('a\xff'), '0xFF', 1), [1]);
  });

  it('says how much it has looked at, and when there are more than it keeps', () => {
    const finder = new Finder(text('x'.repeat(100)), 'y');
    assert.ok(finder.advance(10));
    assert.equal(finder.found().searched, 10);
    assert.equal(finder.found().isWhole, false);
    const many = findIn(text('x'.repeat(1_000_010)), 'x', 100_000);
    assert.equal(many.starts.length, 1_000_000);
    assert.equal(many.isWhole, false);
    assert.equal(findIn(text('x'), '').starts.length, 0);
  });

  it('counts what is at most a number', () => {
    const numbers = Uint32Array.of(1, 3, 3, 9);
    assert.deepEqual(
      [0, 1, 2, 3, 8, 9, 10].map((limit) => countUpTo(numbers, limit)),
      [0, 1, 1, 3, 3, 4, 4],
    );
  });
});
