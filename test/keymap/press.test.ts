import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Binding } from '../../source/keymap/binding.js';
import { hintsOf, keyLabels } from '../../source/keymap/labels.js';
import { findBinding, pastedPresses, pressesOf } from '../../source/keymap/press.js';

const names = (chunk: string): readonly string[] => pressesOf(chunk).map(({ name }) => name);

describe('presses', () => {
  it('takes a chunk apart: a slow line delivers several keys at once', () => {
    assert.deepEqual(names('jjj'), ['j', 'j', 'j']);
    assert.deepEqual(names('j\r'), ['j', 'return']);
    assert.deepEqual(names('a b\t\x7f'), ['a', 'space', 'b', 'tab', 'backspace']);
  });

  it('keeps a character together that is made of several', () => {
    assert.deepEqual(names('e\u0301漢'), ['e\u0301', '漢']);
  });

  it('drops control characters that no key sends', () => {
    assert.deepEqual(names('a\x00\x9b\x1cb'), ['a', 'b']);
  });

  it('drops what a paste brings that would not be seen, turn a line round, or tower over it', () => {
    assert.deepEqual(names(`a\u202eb\u2066\u200b\ufeffc${'\u0301'.repeat(50)}d`), ['a', 'b', 'd']);
  });

  it('lets a paste only type', () => {
    const presses = pastedPresses('rm -rf\r\n\tq\x1b\x03');
    assert.equal(presses.map(({ text }) => text).join(''), 'rm -rf q');
    assert.equal(pastedPresses('x'.repeat(1_000_000)).length, 4_096);
    assert.ok(presses.every(({ name }) => !['return', 'tab', 'escape'].includes(name)));
  });
});

const bindings: readonly Binding<{ readonly isReady: boolean }, string>[] = [
  { keys: ['down', 'j'], action: 'list.down', description: 'next', hint: 'next', run: () => ['down'] },
  {
    keys: ['return'],
    action: 'list.open',
    description: 'open',
    hint: 'open',
    disabled: ({ isReady }) => (isReady ? undefined : 'Nothing is here yet.'),
    run: () => ['open'],
  },
  { keys: ['G'], action: 'list.last', description: 'last', run: () => ['last'] },
];

describe('bindings', () => {
  it('are found by any of their keys, and letters by their case', () => {
    assert.equal(findBinding(bindings, { name: 'j', text: 'j' })?.action, 'list.down');
    assert.equal(findBinding(bindings, { name: 'down', text: '' })?.action, 'list.down');
    assert.equal(findBinding(bindings, { name: 'g', text: 'g' }), undefined);
  });

  it('hint at what works now, by their first key', () => {
    assert.deepEqual(hintsOf(bindings, { isReady: true }), [
      { key: '↓', text: 'next' },
      { key: '⏎', text: 'open' },
    ]);
    assert.deepEqual(hintsOf(bindings, { isReady: false }), [{ key: '↓', text: 'next' }]);
  });

  it('are labelled as keyboards are', () => {
    assert.equal(keyLabels({ keys: ['pageup', 'ctrl+b', 'space'] }), 'PgUp ctrl+b space');
  });
});
