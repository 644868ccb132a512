import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bracketOfTime,
  narrowed,
  type RevisionClock,
  type RevisionSample,
  revisionBetween,
  timeOfRevision,
  withSample,
} from '../../source/history/revision-clock.js';

const of = (...samples: readonly (readonly [number, number])[]): RevisionClock =>
  samples.reduce<RevisionClock>((clock, [revision, atMs]) => withSample(clock, { revision, atMs }), []);

describe('the clock of revisions', () => {
  it('keeps the first and the last time of a revision', () => {
    assert.deepEqual(of([5, 0], [5, 10], [5, 20], [6, 30]), [
      { revision: 5, atMs: 0 },
      { revision: 5, atMs: 20 },
      { revision: 6, atMs: 30 },
    ]);
  });

  it('passes over what contradicts it: a member that lags, a clock that was set back', () => {
    assert.equal(of([5, 0], [4, 10], [6, 0]).length, 1);
  });

  it('is bounded, keeps its beginning and its latest samples one by one', () => {
    let clock: RevisionClock = [];
    for (let count = 0; count < 10_000; count += 1) {
      clock = withSample(clock, { revision: count, atMs: count * 2_000 });
    }
    assert.ok(clock.length <= 512, `${clock.length}`);
    assert.equal(clock[0]?.revision, 0);
    const last = clock.slice(-200).map(({ revision }) => revision);
    assert.deepEqual(
      last,
      Array.from({ length: 200 }, (_, index) => 9_800 + index),
    );
  });

  it('knows a revision that stood still exactly, and says by how much it may be wrong elsewhere', () => {
    const clock = of([100, 0], [100, 10_000], [160, 70_000]);
    const still = bracketOfTime(clock, 5_000);
    assert.ok(still.before !== undefined && still.after !== undefined);
    assert.deepEqual(revisionBetween(still.before, still.after, 5_000), { revision: 100, doubtMs: 0 });
    const moving = bracketOfTime(clock, 40_000);
    assert.ok(moving.before !== undefined && moving.after !== undefined);
    assert.deepEqual(revisionBetween(moving.before, moving.after, 40_000), {
      revision: 130,
      doubtMs: 60_000,
    });
  });

  it('never takes the later sample’s revision for what was there before it', () => {
    const one = revisionBetween({ revision: 7, atMs: 0 }, { revision: 8, atMs: 1_000 }, 999);
    assert.deepEqual(one, { revision: 7, doubtMs: 0 });
  });

  it('tells when a revision was, and nothing before its first sample', () => {
    const clock = of([100, 1_000], [200, 2_000]);
    assert.equal(timeOfRevision(clock, 99), undefined);
    assert.deepEqual(timeOfRevision(clock, 100), { atMs: 1_000, doubtMs: 0 });
    assert.deepEqual(timeOfRevision(clock, 150), { atMs: 1_500, doubtMs: 1_000 });
    assert.equal(timeOfRevision(clock, 201), undefined);
  });
});

describe('narrowing by a clock in the store', () => {
  /** An object written every 2 s at every 40th revision, in a store of a million revisions. */
  const tickAt = (asked: number[]) => (revision: number) => {
    asked.push(revision);
    const tick = Math.floor(revision / 40);
    return Promise.resolve(tick === 0 ? undefined : { revision: tick * 40, atMs: tick * 2_000 });
  };
  const after: RevisionSample = { revision: 1_000_000, atMs: 50_000_000 };

  it('ends between the two writings around the time, in few looks', async () => {
    const asked: number[] = [];
    const found = await narrowed({ before: { revision: 40, atMs: 2_000 }, after }, 31_001_000, tickAt(asked));
    assert.deepEqual(found.before, { revision: 620_000, atMs: 31_000_000 });
    assert.deepEqual(found.after, { revision: 620_040, atMs: 31_002_000 });
    assert.ok(asked.length <= 32, `${asked.length}`);
  });

  it('goes on where the clock was not there yet', async () => {
    const start = { revision: 1, atMs: Number.NEGATIVE_INFINITY };
    const found = await narrowed({ before: start, after }, 5_000, tickAt([]));
    assert.deepEqual(found.before, { revision: 80, atMs: 4_000 });
  });
});
