import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Key } from 'ink';
import { readInput, readPaste } from '../../source/app/input.js';

const noKey: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

const names = (input: string, key: Partial<Key> = {}): readonly string[] =>
  readInput(input, { ...noKey, ...key }).presses.map(({ name }) => name);

describe('input', () => {
  it('names keys as bindings do', () => {
    assert.deepEqual(names('', { upArrow: true }), ['up']);
    assert.deepEqual(names('', { tab: true, shift: true }), ['shift+tab']);
    assert.deepEqual(names('c', { ctrl: true }), ['ctrl+c']);
    assert.deepEqual(names('x', { meta: true }), ['alt+x']);
    assert.deepEqual(names('T', { shift: true }), ['T']);
    assert.deepEqual(names('\r', { return: true }), ['return']);
  });

  it('takes apart what a slow line delivers at once', () => {
    assert.deepEqual(names('jjj'), ['j', 'j', 'j']);
    assert.equal(readInput('jjj', noKey).isPaste, false);
  });

  it('takes more than anyone types at once for a paste', () => {
    assert.equal(readInput('kubectl get pods -A; etcdctl del --prefix /', noKey).isPaste, true);
    assert.equal(readPaste('q').isPaste, true);
  });

  it('takes a key that is held down for what it is, however late it comes', () => {
    assert.equal(readInput('j'.repeat(40), noKey).isPaste, false);
    assert.equal(names('j'.repeat(40)).length, 40);
  });

  it('is nothing when nothing was pressed', () => {
    assert.deepEqual(names(''), []);
    assert.deepEqual(names('', { ctrl: true }), []);
  });
});
