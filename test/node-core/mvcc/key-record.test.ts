import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyRecord } from '../../../node-core/mvcc/key-record.js';

const unlimited = Number.POSITIVE_INFINITY;

/** Put at 2 (sub 1) and 4; deleted at 6; put at 8 and 10. */
function twoLives(): KeyRecord {
  const record = new KeyRecord(2, 1, 2, 1);
  record.put(4, 0);
  record.delete(6, 2);
  record.put(8, 0);
  record.put(10, 0);
  return record;
}

function changes(record: KeyRecord, from = 0, to = unlimited): string[] {
  const found: string[] = [];
  record.forEachChange(from, to, (main, sub, tombstone) =>
    found.push(`${main}.${sub}${tombstone ? 't' : ''}`),
  );
  return found;
}

function compact(record: KeyRecord, revision: number, limit = unlimited) {
  const dropped: string[] = [];
  const taken = record.compact(revision, limit, (main, sub, tombstone) =>
    dropped.push(`${main}.${sub}${tombstone ? 't' : ''}`),
  );
  assert.equal(taken, dropped.length);
  return dropped;
}

test('what a key holds at each revision', () => {
  const record = twoLives();
  const at = Array.from({ length: 12 }, (_, revision) => record.putAt(revision)?.main);
  assert.deepEqual(at, [undefined, undefined, 2, 2, 4, 4, undefined, undefined, 8, 8, 10, 10]);
  assert.equal(record.putAt(3)?.sub, 1);
});

test('a new life starts at version 1, created anew', () => {
  const record = twoLives();
  assert.deepEqual([record.createdRevision, record.version, record.alive], [8, 2, true]);
  record.delete(12, 0);
  assert.deepEqual([record.version, record.alive], [0, false]);
  record.put(14, 0);
  assert.deepEqual([record.createdRevision, record.version], [14, 1]);
});

test('the last change of a revision counts', () => {
  const record = new KeyRecord(2, 0, 2, 1);
  record.delete(2, 1);
  assert.equal(record.putAt(2), undefined);
  record.put(3, 0);
  record.put(3, 4);
  record.put(5, 0);
  assert.deepEqual(record.putAt(3), { main: 3, sub: 4 });
});

test('changes between two revisions, both included', () => {
  const record = twoLives();
  assert.deepEqual(changes(record), ['2.1', '4.0', '6.2t', '8.0', '10.0']);
  assert.deepEqual(changes(record, 4, 8), ['4.0', '6.2t', '8.0']);
  assert.deepEqual(changes(record, 5, 5), []);
  assert.deepEqual(changes(record, 10, 10), ['10.0']);
});

test('a compaction keeps the last change up to its revision', () => {
  const cases: readonly [revision: number, dropped: readonly string[], left: readonly string[]][] = [
    [1, [], ['2.1', '4.0', '6.2t', '8.0', '10.0']],
    [2, [], ['2.1', '4.0', '6.2t', '8.0', '10.0']],
    [5, ['2.1'], ['4.0', '6.2t', '8.0', '10.0']],
    // A deletion at the very revision stays, as in etcd since 3.4.34 and 3.5.16; an earlier one goes.
    [6, ['2.1', '4.0'], ['6.2t', '8.0', '10.0']],
    [7, ['2.1', '4.0', '6.2t'], ['8.0', '10.0']],
    [8, ['2.1', '4.0', '6.2t'], ['8.0', '10.0']],
    [20, ['2.1', '4.0', '6.2t', '8.0'], ['10.0']],
  ];
  for (const [revision, dropped, left] of cases) {
    const record = twoLives();
    assert.deepEqual(compact(record, revision), dropped, `at ${revision}`);
    assert.deepEqual(changes(record), left, `at ${revision}`);
    assert.equal(record.isSpent(revision), false);
    assert.deepEqual(compact(record, revision), [], `again at ${revision}`);
  }
});

test('a deleted key goes altogether, unless it was deleted at the compacted revision', () => {
  const record = twoLives();
  record.delete(12, 0);
  assert.deepEqual(compact(record, 12), ['2.1', '4.0', '6.2t', '8.0', '10.0']);
  assert.equal(record.isSpent(12), false);
  assert.deepEqual(compact(record, 13), ['12.0t']);
  assert.equal(record.isSpent(13), true);
});

test('in steps, the oldest goes first', () => {
  const record = twoLives();
  record.delete(12, 0);
  assert.deepEqual(compact(record, 20, 2), ['2.1', '4.0']);
  assert.deepEqual(compact(record, 20, 2), ['6.2t', '8.0']);
  assert.deepEqual(compact(record, 20, 2), ['10.0', '12.0t']);
  assert.equal(record.isSpent(20), true);
});
