import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { type HistoryEnd, type HistoryStep, KeyHistory } from '../../source/history/key-history.js';
import type { RangeFunction } from '../../source/tree/listing.js';
import { portsOf, randomFrom } from '../tree/fake-range.js';
import { FakeHistory } from './fake-history.js';

async function readAll(
  range: RangeFunction,
  requestsMax = 10_000,
): Promise<{ steps: readonly HistoryStep[]; end: HistoryEnd | undefined; requests: number }> {
  const history = new KeyHistory({ key: 'k', requestsMax }, portsOf(range));
  const steps: HistoryStep[] = [];
  for (let step = await history.next(); step !== undefined; step = await history.next()) steps.push(step);
  return { steps, end: history.end, requests: history.cost.requests };
}

const told = (steps: readonly HistoryStep[]): readonly string[] =>
  steps.map((step) =>
    step.kind === 'written'
      ? `${step.kv.modRevision} v${step.kv.version} ${Buffer.from(step.kv.value).toString()}`
      : `${step.revision} deleted`,
  );

describe('the history of a key', () => {
  it('is every write, newest first, with other keys written in between', async () => {
    const store = new FakeHistory();
    store.put('k', 'a');
    store.put('other', 'x');
    store.put('k', 'b');
    store.put('other', 'y');
    store.put('k', 'c');
    store.put('other', 'z');
    const { steps, end } = await readAll(store.range);
    assert.deepEqual(told(steps), ['6 v3 c', '4 v2 b', '2 v1 a']);
    assert.deepEqual(end, { kind: 'created', oldest: 1, unseen: 0 });
    assert.ok(
      store.requests.every(({ serializable, rangeEnd }) => serializable === true && rangeEnd === undefined),
    );
  });

  it('goes on over a deletion into the life before', async () => {
    const store = new FakeHistory();
    store.put('k', 'a');
    store.put('k', 'b');
    store.delete('k');
    for (let count = 0; count < 9; count += 1) store.put('other', 'x');
    store.put('k', 'c');
    const { steps, end } = await readAll(store.range);
    assert.deepEqual(told(steps), ['14 v1 c', '4 deleted', '3 v2 b', '2 v1 a']);
    assert.ok(steps.every((step) => step.kind === 'written' || step.unseen === 0));
    assert.deepEqual(end, { kind: 'created', oldest: 1, unseen: 0 });
  });

  it('of a key that is gone begins with its deletion', async () => {
    const store = new FakeHistory();
    store.put('k', 'a');
    store.delete('k');
    store.put('other', 'x');
    assert.deepEqual(told((await readAll(store.range)).steps), ['3 deleted', '2 v1 a']);
  });

  it('ends where it was compacted, and says the revision', async () => {
    const store = new FakeHistory();
    for (let count = 0; count < 30; count += 1) store.put(count % 5 === 0 ? 'k' : 'other', String(count));
    store.compacted = 15;
    const { steps, end } = await readAll(store.range);
    assert.deepEqual(told(steps), ['27 v6 25', '22 v5 20', '17 v4 15', '12 v3 10']);
    assert.deepEqual(end, { kind: 'compacted', oldest: 15 });
  });

  it('of a key that nobody wrote says how much was looked at', async () => {
    const store = new FakeHistory();
    for (let count = 0; count < 2_000; count += 1) store.put('other', '');
    const { steps, end, requests } = await readAll(store.range);
    assert.deepEqual(steps, []);
    assert.equal(end?.kind, 'created');
    assert.ok(end.unseen > 1_900 && end.unseen + requests === 2_001, JSON.stringify({ end, requests }));
  });

  it('stops at its bound of requests', async () => {
    const store = new FakeHistory();
    for (let count = 0; count < 50; count += 1) store.put('k', String(count));
    const { steps, end } = await readAll(store.range, 10);
    assert.equal(steps.length, 10);
    assert.deepEqual(end, { kind: 'stopped', requests: 10 });
  });

  it('can be cancelled, and asks nothing afterwards', async () => {
    const store = new FakeHistory();
    store.put('k', 'a');
    store.put('k', 'b');
    const history = new KeyHistory({ key: 'k', requestsMax: 10 }, portsOf(store.range));
    const stop = new AbortController();
    await history.next(stop.signal);
    stop.abort();
    await assert.rejects(history.next(stop.signal), /cancelled/);
    assert.equal(store.requests.length, 1);
  });

  it('does not follow a server that contradicts itself', async () => {
    const store = new FakeHistory();
    store.put('k', 'a');
    const lying: RangeFunction = async (request, options) => {
      const answer = await store.range(request, options);
      return { ...answer, kvs: answer.kvs.map((kv) => ({ ...kv, modRevision: 9 })) };
    };
    await assert.rejects(readAll(lying), /says that revision 2 holds a change of revision 9/);
  });
});

/** Every write and deletion of the key from `oldest` on, and the state that is still read at `oldest`. */
function truth(store: FakeHistory, oldest: number): readonly string[] {
  const lines: string[] = [];
  for (let revision = oldest; revision <= store.revision; revision += 1) {
    const kv = store.at(revision).get('k');
    const before = revision === oldest ? undefined : store.at(revision - 1).get('k');
    if (kv !== undefined && kv.modRevision !== before?.modRevision) {
      lines.unshift(`${kv.modRevision} v${kv.version} ${Buffer.from(kv.value).toString()}`);
    }
    if (kv === undefined && before !== undefined) lines.unshift(`${revision} deleted`);
  }
  return lines;
}

describe('random histories', () => {
  const seed = randomInt(2 ** 31);
  const random = randomFrom(seed);

  function randomStore(changes: number, share: number): FakeHistory {
    const store = new FakeHistory();
    for (let count = 0; count < changes; count += 1) {
      if (random() > share) store.put('other', '');
      else if (random() < 0.3) store.delete('k');
      else store.put('k', String(count));
    }
    store.compacted = random() < 0.5 ? 0 : Math.floor(random() * store.revision);
    return store;
  }

  it(`are told as they were, or what was not looked at is said (seed ${seed})`, async () => {
    for (let round = 0; round < 300; round += 1) {
      const store = randomStore(5 + Math.floor(random() * 300), random());
      const expected = truth(store, Math.max(1, store.compacted));
      const { steps, end } = await readAll(store.range);
      const lines = told(steps);
      const about = `seed ${seed}, round ${round}: ${lines.join(' | ')}`;
      assert.ok(end !== undefined && end.kind !== 'stopped', about);
      assert.equal(end.oldest, Math.max(1, store.compacted), about);
      const missed = expected.filter((line) => !lines.includes(line));
      const isCertain =
        (end.kind === 'compacted' || end.unseen === 0) &&
        steps.every((step) => step.kind === 'written' || step.unseen === 0);
      if (isCertain) assert.deepEqual(lines, expected, about);
      assert.deepEqual(
        lines.filter((line) => !expected.includes(line)),
        [],
        about,
      );
      assert.ok(missed.length === 0 || !isCertain, about);
    }
  });

  it(`are bounded and true while they are compacted (seed ${seed})`, async () => {
    for (let round = 0; round < 300; round += 1) {
      const store = randomStore(200, 0.5);
      const whole = truth(store, 1);
      store.beforeAnswer = () => {
        if (random() < 0.05)
          store.compacted = Math.max(store.compacted, Math.floor(random() * store.revision));
      };
      const { steps, end, requests } = await readAll(store.range);
      const about = `seed ${seed}, round ${round}`;
      assert.deepEqual(
        told(steps).filter((line) => !whole.includes(line)),
        [],
        about,
      );
      assert.ok(end !== undefined, about);
      assert.ok(requests <= (steps.length + 1) * 60, `${about}: ${requests} requests, ${steps.length} steps`);
    }
  });
});
