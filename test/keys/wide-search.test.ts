import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchReport } from '../../source/search/key-search.js';
import { initialKeys, type KeysEvent, type KeysState, reduceKeys } from '../../source/store/keys.js';

const extent = { keys: 1_000, revision: 7, bytes: 100_000 };

const report = (searched: number): SearchReport => ({
  searched,
  of: 1_000,
  matchCount: 1,
  cost: { requests: 1, bytes: 10 },
  revision: 7,
  shifts: [],
  position: 'm',
  isDone: searched === 1_000,
});

function after(state: KeysState, ...events: readonly KeysEvent[]) {
  let next = { state, effects: [] as readonly { readonly type: string }[] };
  for (const event of events) next = reduceKeys(next.state, event);
  return next;
}

const ready: KeysEvent = {
  type: 'connection-changed',
  state: { kind: 'ready', endpoint: 'http://a' },
  nowMs: 0,
};

function offered(): { readonly state: KeysState; readonly number: number } {
  const begun = after(
    initialKeys,
    { type: 'search-begun' },
    { type: 'search-typed', text: 'pod' },
    { type: 'search-widened', isEverywhere: true },
  );
  assert.deepEqual(
    begun.effects.map(({ type }) => type),
    ['plan-search'],
  );
  const number = begun.state.search?.number ?? 0;
  return {
    number,
    state: after(begun.state, { type: 'search-planned', number, extent, cost: 'little' }).state,
  };
}

test('nothing is read before the cost is agreed to', () => {
  const { state } = offered();
  const declined = after(state, { type: 'search-left' });
  assert.deepEqual(
    declined.effects.map(({ type }) => type),
    ['search-keys'],
  );
  assert.equal(declined.state.search?.text, 'pod');
  assert.deepEqual(
    after(state, { type: 'search-agreed' }).effects.map(({ type }) => type),
    ['search-all'],
  );
});

test('esc stops a search and keeps what was found; esc again leaves it', () => {
  const { state, number } = offered();
  const match = { path: 'a/pod', score: 3, isDirectory: false };
  const running = after(
    state,
    { type: 'search-agreed' },
    { type: 'search-told', number, matches: [match], report: report(400) },
  );
  const stopped = after(running.state, { type: 'search-left' });
  assert.deepEqual(stopped.effects, [{ type: 'stop-search' }]);
  // What was still on its way is told too, and does not make it run again.
  const late = after(stopped.state, { type: 'search-told', number, matches: [match], report: report(500) });
  assert.deepEqual([late.state.search?.wide?.phase.kind, late.state.search?.searched], ['stopped', 500]);
  assert.deepEqual(late.state.search?.matches, [match]);
  assert.equal(after(late.state, { type: 'search-left' }).state.search, undefined);
});

test('a search that was cut goes on where it stopped once the server is back', () => {
  const { state, number } = offered();
  const cut = after(
    state,
    { type: 'search-agreed' },
    { type: 'search-told', number, matches: [], report: report(400) },
    { type: 'search-failed', number, reason: 'cut' },
  );
  const back = after(cut.state, ready);
  const resumed = back.effects.find(({ type }) => type === 'search-all');
  assert.ok(resumed !== undefined && 'goesOn' in resumed && resumed.goesOn === true);
  assert.equal(back.state.search?.searched, 400);
});

test('what an earlier search tells is not taken for this one', () => {
  const { state, number } = offered();
  const told: KeysEvent = { type: 'search-told', number: number - 1, matches: [], report: report(9) };
  assert.equal(after(state, told).state, state);
});
