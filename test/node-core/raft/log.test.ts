import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { RaftLog } from '../../../node-core/raft/log.js';
import { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import { Entry } from '../../../proto/generated/raftpb.js';
import { entriesOf, snapshotAt } from './group.js';

function logOf(stable: readonly number[], unstable: readonly number[] = []): RaftLog {
  const storage = new MemoryStorage();
  storage.append(entriesOf(stable));
  const log = new RaftLog(storage, 0, 0);
  log.append(entriesOf(unstable, stable.length + 1));
  return log;
}

function terms(log: RaftLog): (number | undefined)[] {
  return Array.from({ length: log.lastIndex() }, (_, position) => log.term(position + 1));
}

describe('RaftLog', () => {
  test('reaches from storage into what is unstable', () => {
    const log = logOf([1, 1], [2, 3]);
    assert.deepEqual([log.firstIndex(), log.lastIndex()], [1, 4]);
    assert.deepEqual(terms(log), [1, 1, 2, 3]);
    assert.deepEqual([log.term(0), log.term(5)], [0, undefined]);
    assert.deepEqual(
      log.slice(2, 5, 1000).map(({ index }) => index),
      [2, 3, 4],
    );
  });

  test('cuts a slice at a size wherever storage ends', () => {
    const sized = (index: number) => Entry.create({ index, term: 1, data: new Uint8Array(100) });
    const storage = new MemoryStorage();
    storage.append([sized(1), sized(2)]);
    const log = new RaftLog(storage, 0, 0);
    log.append([sized(3), sized(4)]);
    const count = (low: number, maxBytes: number) => log.entriesFrom(low, maxBytes).length;
    assert.deepEqual(
      [count(1, 0), count(1, 150), count(1, 300), count(1, 450), count(1, 9999)],
      [1, 1, 2, 3, 4],
    );
    assert.deepEqual([count(3, 0), count(3, 9999), count(5, 9999)], [1, 2, 0]);
  });

  test('holds a later last term, then a longer log, for more up to date (thesis §3.6.1)', () => {
    const log = logOf([1, 2, 3]);
    const upToDate = (index: number, term: number) => log.isUpToDate({ index, term });
    assert.deepEqual([upToDate(2, 4), upToDate(3, 4), upToDate(4, 4)], [true, true, true]);
    assert.deepEqual([upToDate(2, 2), upToDate(3, 2), upToDate(4, 2)], [false, false, false]);
    assert.deepEqual([upToDate(2, 3), upToDate(3, 3), upToDate(4, 3)], [false, true, true]);
  });

  const appends: readonly [string, { prev: [number, number]; terms: number[]; commit: number }, unknown][] = [
    ['refuses another term at the point before', { prev: [3, 2], terms: [4], commit: 3 }, undefined],
    ['refuses a point past its end', { prev: [4, 3], terms: [4], commit: 3 }, undefined],
    ['takes nothing new and learns the commit', { prev: [3, 3], terms: [], commit: 3 }, [3, 3, [1, 2, 3]]],
    ['commits no further than the append reaches', { prev: [2, 2], terms: [], commit: 3 }, [2, 2, [1, 2, 3]]],
    ['appends', { prev: [3, 3], terms: [4, 4], commit: 4 }, [5, 4, [1, 2, 3, 4, 4]]],
    [
      'keeps a tail that an old append does not reach',
      { prev: [1, 1], terms: [2], commit: 1 },
      [2, 1, [1, 2, 3]],
    ],
    ['replaces from the first conflict on', { prev: [1, 1], terms: [2, 4], commit: 1 }, [3, 1, [1, 2, 4]]],
    ['cuts off what was behind a conflict', { prev: [1, 1], terms: [4], commit: 1 }, [2, 1, [1, 4]]],
  ];
  for (const [title, { prev, terms: newTerms, commit }, expected] of appends) {
    test(`a follower's append ${title}`, () => {
      const log = logOf([1, 2, 3]);
      log.commitTo(1);
      const [index, term] = prev;
      const lastNew = log.tryAppend({ index, term }, entriesOf(newTerms, index + 1), commit);
      assert.deepEqual(lastNew === undefined ? undefined : [lastNew, log.committed, terms(log)], expected);
    });
  }

  test('never gives up a committed entry', () => {
    const log = logOf([1, 2, 3]);
    log.commitTo(2);
    assert.throws(() => log.tryAppend({ index: 1, term: 1 }, entriesOf([4], 2), 2), InvariantError);
  });

  test('never commits what it does not hold, and never takes a commit back', () => {
    const log = logOf([1, 2]);
    assert.throws(() => log.commitTo(3), InvariantError);
    log.commitTo(2);
    log.commitTo(1);
    assert.equal(log.committed, 2);
  });

  test('starts with what is applied as committed, even where the hard state lags behind', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf([1, 1, 1]));
    assert.equal(new RaftLog(storage, 3, 1).committed, 3);
    assert.throws(() => new RaftLog(storage, 0, 4), InvariantError, 'the log was cut or lost');
    storage.compact(2);
    assert.throws(() => new RaftLog(storage, 1, 3), InvariantError, 'entry 2 is in neither place');
  });

  test('guesses where another log may agree (etcd: findConflictByTerm)', () => {
    const log = logOf([2, 2, 5, 5, 5]);
    const guess = (index: number, term: number) => Object.values(log.findConflictByTerm(index, term));
    assert.deepEqual(guess(5, 5), [5, 5]);
    assert.deepEqual(guess(5, 4), [2, 2]);
    assert.deepEqual(guess(4, 2), [2, 2]);
    assert.deepEqual(guess(5, 1), [0, 0]);
    assert.deepEqual(guess(9, 5), [9, 0], 'past the end nothing is known');
  });

  test('takes for stable only what it still holds', () => {
    const log = logOf([1], [1, 1]);
    log.tryAppend({ index: 1, term: 1 }, entriesOf([2, 2], 2), 1);
    log.stableTo({ index: 3, term: 1 });
    assert.equal(
      log.unstableEntries().length,
      2,
      'entries of term 2 took their place while they were written',
    );
    log.stableTo({ index: 2, term: 2 });
    assert.deepEqual(log.unstableEntries(), entriesOf([2], 3));
  });

  test('lets a snapshot stand for everything, applied before any entry', () => {
    const log = logOf([1, 1], [1]);
    log.restore(snapshotAt(7, 3, [1n]));
    assert.deepEqual([log.firstIndex(), log.lastIndex(), log.committed, log.term(7)], [8, 7, 7, 3]);
    log.tryAppend({ index: 7, term: 3 }, entriesOf([3], 8), 8);
    assert.deepEqual(log.entriesToApply(1000), []);
    log.snapshotApplied(7);
    assert.deepEqual([log.applied, log.pendingSnapshot], [7, undefined]);
    assert.deepEqual(log.entriesToApply(1000), entriesOf([3], 8));
  });

  test('keeps a newer snapshot that came while an older one was applied', () => {
    const log = logOf([1]);
    log.restore(snapshotAt(7, 3, [1n]));
    log.restore(snapshotAt(9, 3, [1n]));
    log.snapshotApplied(7);
    assert.equal(log.pendingSnapshot?.metadata?.index, 9);
  });

  test('applies each committed entry once', () => {
    const log = logOf([1, 1, 1]);
    log.commitTo(2);
    assert.deepEqual(log.entriesToApply(1000), entriesOf([1, 1]));
    log.appliedTo(2);
    assert.equal(log.hasEntriesToApply, false);
    assert.throws(() => log.appliedTo(1), InvariantError);
    assert.throws(() => log.appliedTo(3), InvariantError);
  });
});
