import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Inflights } from '../../../node-core/raft/inflights.js';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { Progress } from '../../../node-core/raft/progress.js';

function progressOf(match: number, next: number, state: 'probe' | 'replicate' = 'probe'): Progress {
  const progress = new Progress(next, 2);
  progress.match = match;
  if (state === 'replicate') {
    progress.becomeReplicate();
    progress.next = next;
  }
  return progress;
}

describe('Inflights', () => {
  test('is a window: full at its size, freed from the old end, for ever', () => {
    const inflights = new Inflights(3);
    for (let round = 0; round < 5; round += 1) {
      const base = round * 10;
      inflights.add(base + 1);
      inflights.add(base + 2);
      inflights.add(base + 3);
      assert.ok(inflights.isFull);
      assert.throws(() => inflights.add(base + 4), InvariantError);
      inflights.freeThrough(base + 2);
      assert.equal(inflights.count, 1);
      inflights.freeThrough(base + 2);
      assert.equal(inflights.count, 1);
      inflights.freeThrough(base + 9);
      assert.equal(inflights.count, 0);
    }
  });
});

describe('Progress', () => {
  test('probes with one append at a time', () => {
    const progress = progressOf(0, 5);
    progress.sentEntries(0);
    assert.equal(progress.isPaused, false, 'an empty append is no probe');
    progress.sentEntries(2);
    assert.deepEqual([progress.isPaused, progress.next], [true, 5]);
  });

  test('replicates ahead of the answers until its window is full', () => {
    const progress = progressOf(4, 5, 'replicate');
    progress.sentEntries(2);
    assert.deepEqual([progress.isPaused, progress.next], [false, 7]);
    progress.sentEntries(1);
    assert.deepEqual([progress.isPaused, progress.next], [true, 8]);
    assert.equal(progress.acknowledge(6), true);
    progress.inflights.freeThrough(6);
    assert.deepEqual([progress.isPaused, progress.match, progress.next], [false, 6, 8]);
  });

  test('sends nothing while a snapshot is on its way', () => {
    const progress = progressOf(0, 5);
    progress.becomeSnapshot(10);
    assert.deepEqual([progress.isPaused, progress.next], [true, 11]);
    assert.throws(() => progress.sentEntries(1), InvariantError);
  });

  test('probes behind a snapshot that arrived, behind the match after one that did not', () => {
    const arrived = progressOf(1, 5);
    arrived.becomeSnapshot(10);
    arrived.becomeProbe();
    assert.equal(arrived.next, 11);
    const lost = progressOf(1, 5);
    lost.becomeSnapshot(10);
    lost.forgetSnapshot();
    lost.becomeProbe();
    assert.equal(lost.next, 2);
  });

  test('takes no old acknowledgement', () => {
    const progress = progressOf(3, 5);
    assert.deepEqual([progress.acknowledge(2), progress.acknowledge(3), progress.match], [false, false, 3]);
    assert.deepEqual([progress.acknowledge(4), progress.match, progress.next], [true, 4, 5]);
    assert.deepEqual([progress.acknowledge(9), progress.match, progress.next], [true, 9, 10]);
  });

  // Columns: state, match, next, rejected, hint, whether it counts, next after it (etcd: MaybeDecrTo).
  const rejections: readonly ['probe' | 'replicate', number, number, number, number, boolean, number][] = [
    ['replicate', 5, 10, 5, 5, false, 10],
    ['replicate', 5, 10, 4, 4, false, 10],
    ['replicate', 5, 10, 9, 9, true, 6],
    ['probe', 0, 0, 0, 0, false, 0],
    ['probe', 0, 10, 5, 5, false, 10],
    ['probe', 0, 10, 9, 9, true, 9],
    ['probe', 0, 2, 1, 1, true, 1],
    ['probe', 0, 1, 0, 0, true, 1],
    ['probe', 0, 10, 9, 2, true, 3],
    ['probe', 0, 10, 9, 0, true, 1],
    ['probe', 4, 10, 9, 2, true, 5],
  ];
  for (const [state, match, next, rejected, hint, counts, nextAfter] of rejections) {
    test(`${state} ${match}<${next}: a rejection of ${rejected} with hint ${hint}`, () => {
      const progress = progressOf(match, next, state);
      assert.equal(progress.reject(rejected, hint), counts);
      assert.equal(progress.next, nextAfter);
    });
  }

  test('tells a commit index once', () => {
    const progress = progressOf(5, 6, 'replicate');
    assert.equal(progress.canRaiseCommit(4), true);
    progress.sentCommit(4);
    assert.deepEqual([progress.canRaiseCommit(4), progress.canRaiseCommit(5)], [false, true]);
    progress.sentCommit(7);
    assert.equal(progress.canRaiseCommit(8), false, 'the member holds no more than index 5');
  });
});
