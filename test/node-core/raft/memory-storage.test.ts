import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CompactedError, SnapshotOutOfDateError, UnavailableError } from '../../../node-core/raft/errors.js';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import { ConfState, Entry } from '../../../proto/generated/raftpb.js';
import { bytesOf, entriesOf, snapshotAt } from './group.js';

/** Entries 4 and 5 of terms 4 and 5, behind what was compacted at 3. */
function compactedAtThree(): MemoryStorage {
  const storage = new MemoryStorage();
  storage.append(entriesOf([1, 2, 3, 4, 5]));
  storage.compact(3);
  return storage;
}

const termsOf = (entries: readonly Entry[]) => entries.map(({ term }) => term);

describe('MemoryStorage', () => {
  test('is empty at first, with term 0 before the first entry', () => {
    const storage = new MemoryStorage();
    assert.deepEqual([storage.firstIndex(), storage.lastIndex(), storage.term(0)], [1, 0, 0]);
    assert.throws(() => storage.snapshot(), UnavailableError);
  });

  test('keeps the term of the entry that was compacted last', () => {
    const storage = compactedAtThree();
    assert.deepEqual([storage.firstIndex(), storage.lastIndex()], [4, 5]);
    assert.deepEqual([storage.term(3), storage.term(4), storage.term(5)], [3, 4, 5]);
    assert.throws(() => storage.term(2), CompactedError);
    assert.throws(() => storage.term(6), UnavailableError);
  });

  test('gives entries in a range, none that it does not have', () => {
    const storage = compactedAtThree();
    assert.deepEqual(termsOf(storage.entries(4, 6, 1000)), [4, 5]);
    assert.deepEqual(termsOf(storage.entries(4, 5, 1000)), [4]);
    assert.throws(() => storage.entries(3, 5, 1000), CompactedError);
    assert.throws(() => storage.entries(5, 7, 1000), UnavailableError);
  });

  test('cuts entries at a size, but gives at least one', () => {
    const storage = new MemoryStorage();
    storage.append([1, 2, 3].map((index) => Entry.create({ index, term: 1, data: new Uint8Array(100) })));
    assert.equal(storage.entries(1, 4, 0).length, 1);
    assert.equal(storage.entries(1, 4, 300).length, 2);
    assert.equal(storage.entries(1, 4, 1000).length, 3);
  });

  test('replaces the tail by entries that overlap it', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf([1, 1, 1, 1]));
    const before = storage.entries(1, 5, 1000);
    storage.append(entriesOf([2, 2], 3));
    storage.append(entriesOf([3], 4));
    assert.deepEqual(termsOf(storage.entries(1, 5, 1000)), [1, 1, 2, 3]);
    assert.deepEqual(termsOf(before), [1, 1, 1, 1], 'what was given out does not change');
  });

  test('skips appended entries that are compacted already', () => {
    const storage = compactedAtThree();
    storage.append(entriesOf([3, 3, 4, 6], 2));
    assert.deepEqual([storage.firstIndex(), storage.lastIndex(), storage.term(5)], [4, 5, 6]);
    storage.append(entriesOf([1, 1], 1));
    assert.equal(storage.lastIndex(), 5);
  });

  test('does not take a log with a gap', () => {
    assert.throws(() => compactedAtThree().append(entriesOf([6], 7)), InvariantError);
  });

  test('makes snapshots of what it holds, each newer than the last', () => {
    const storage = compactedAtThree();
    const confState = ConfState.create({ voters: [1n] });
    const snapshot = storage.createSnapshot(4, confState, bytesOf('state'));
    assert.deepEqual(snapshot.metadata, { index: 4, term: 4, confState });
    assert.equal(storage.snapshot(), snapshot);
    assert.throws(() => storage.createSnapshot(4, confState, bytesOf('')), SnapshotOutOfDateError);
    assert.throws(() => storage.createSnapshot(6, confState, bytesOf('')), UnavailableError);
  });

  test('compacts no further than it reaches and never twice', () => {
    const storage = compactedAtThree();
    assert.throws(() => storage.compact(3), CompactedError);
    assert.throws(() => storage.compact(6), UnavailableError);
    storage.compact(5);
    assert.deepEqual([storage.firstIndex(), storage.lastIndex(), storage.term(5)], [6, 5, 5]);
  });

  test('lets a snapshot stand for the whole log', () => {
    const storage = compactedAtThree();
    storage.applySnapshot(snapshotAt(9, 7, [1n, 2n]));
    assert.deepEqual([storage.firstIndex(), storage.lastIndex(), storage.term(9)], [10, 9, 7]);
    assert.deepEqual(storage.initialState().confState.voters, [1n, 2n]);
    assert.throws(() => storage.applySnapshot(snapshotAt(9, 7, [1n])), SnapshotOutOfDateError);
  });
});
