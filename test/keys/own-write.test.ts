import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initialKeys, type KeysEvent, reduceKeys } from '../../source/store/keys.js';
import type { Feed } from '../../source/store/keys-state.js';

const written: KeysEvent = {
  type: 'write-ended',
  result: { outcome: 'done', message: '', steps: [], auditPath: '' },
};

/** The directories that are read again after a key was written in this session. */
function readAgain(feed: Feed): readonly string[] {
  const facts = { contextName: 'c', source: 'flags', writable: true, endpoints: [] };
  const started = reduceKeys(initialKeys, { type: 'session-started', facts, nowMs: 0 }).state;
  const opened = reduceKeys(started, {
    type: 'connection-changed',
    state: { kind: 'ready', endpoint: 'http://m1' },
    nowMs: 0,
  }).state;
  const { state } = reduceKeys(opened, { type: 'feed-changed', feed });
  return reduceKeys(state, written).effects.flatMap((effect) =>
    effect.type === 'list-directory' ? [effect.path] : [],
  );
}

describe('the keys pane after a key was written in this session', () => {
  it('reads what is open again where changes may not be watched', () =>
    assert.deepEqual(readAgain({ kind: 'refused', reason: 'no role' }), ['']));
  it('waits for the feed where there is one', () =>
    assert.deepEqual(readAgain({ kind: 'live', from: 1, revision: 1 }), []));
});
