import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  WalClosedError,
  WalExistsError,
  WalGapError,
  WalNotFoundError,
  WalSnapshotMissingError,
} from '../../../node-core/wal/errors.js';
import { createWal, openWal } from '../../../node-core/wal/open.js';
import { hasWal, readWal } from '../../../node-core/wal/read.js';
import {
  directory,
  entriesFrom,
  entryOf,
  hardStateAt,
  metadata,
  newDisk,
  segmentBytes,
  snapshotAt,
  summary,
} from './logs.js';

const options = { segmentBytes };

test('a new log has its metadata, an empty state and the snapshot at index 0', async () => {
  const disk = newDisk();
  assert.equal(await hasWal(disk, directory), false);
  await (await createWal(disk, directory, metadata, options)).close();
  assert.equal(await hasWal(disk, directory), true);
  const contents = await readWal(disk, directory);
  assert.deepEqual([...contents.metadata], [...metadata]);
  assert.deepEqual(contents.hardState, { term: 0, vote: 0n, commit: 0 });
  assert.deepEqual(contents.entries, []);
  assert.deepEqual(contents.start, snapshotAt(0, 0));
  assert.deepEqual(contents.snapshots, [snapshotAt(0, 0)]);
  assert.equal(contents.torn, undefined);
});

test('a log is made once, and opened only where there is one', async () => {
  const disk = newDisk();
  await assert.rejects(openWal(disk, directory, undefined), WalNotFoundError);
  await assert.rejects(readWal(disk, directory), WalNotFoundError);
  const wal = await createWal(disk, directory, metadata, options);
  await assert.rejects(createWal(disk, directory, metadata, options), WalExistsError);
  await wal.close();
  await wal.close();
  await assert.rejects(wal.save(hardStateAt(1), [], true), WalClosedError);
});

test('what was saved is read back, over many segments and openings', async () => {
  const disk = newDisk();
  let wal = await createWal(disk, directory, metadata, options);
  for (let round = 0; round < 4; round += 1) {
    const first = round * 100 + 1;
    for (let index = first; index < first + 100; index += 5) {
      await wal.save(hardStateAt(index - 1), entriesFrom(index, index + 4), index % 3 === 0);
    }
    await wal.close();
    const opened = await openWal(disk, directory, undefined, options);
    assert.equal(summary(opened.contents.entries), summary(entriesFrom(1, first + 99)));
    assert.deepEqual(opened.contents.hardState, hardStateAt(first + 94));
    wal = opened.wal;
  }
  await wal.close();
  const names = (await disk.list(directory)).filter((name) => name.endsWith('.wal'));
  assert.ok(names.length > 5, `${names.length} segments`);
  assert.equal(names[0], '0000000000000000-0000000000000000.wal');
  assert.match(names[1] ?? '', /^0000000000000001-00000000000000[0-9a-f]{2}\.wal$/);
});

test('entries at a lower index replace what was there and all after it', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(3), entriesFrom(1, 10), true);
  await wal.save(hardStateAt(4, 2), entriesFrom(5, 7, 2), true);
  await wal.save(undefined, [entryOf(8, 3)], true);
  await wal.close();
  const { entries, hardState } = await readWal(disk, directory);
  assert.equal(summary(entries), summary([...entriesFrom(1, 4), ...entriesFrom(5, 7, 2), entryOf(8, 3)]));
  assert.deepEqual(hardState, hardStateAt(4, 2));
});

test('reading begins at the newest committed snapshot record at or before the one asked for', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(30), entriesFrom(1, 30), true);
  await wal.saveSnapshot(snapshotAt(10));
  await wal.saveSnapshot(snapshotAt(20));
  await wal.saveSnapshot(snapshotAt(40));
  await wal.save(undefined, entriesFrom(31, 33), true);
  await wal.close();
  const after = async (index: number, term = 1) => readWal(disk, directory, snapshotAt(index, term));
  assert.equal((await after(9)).start.index, 0);
  assert.equal((await after(10)).start.index, 10);
  assert.equal((await after(19)).start.index, 10);
  const latest = await after(99);
  assert.equal(latest.start.index, 20, 'the record at 40 was never committed');
  assert.deepEqual(
    latest.snapshots.map(({ index }) => index),
    [0, 10, 20],
  );
  assert.equal(summary(latest.entries), summary(entriesFrom(21, 33)));
  await assert.rejects(after(20, 9), /snapshot record at index 20 has term 1, but term 9 in the database/);
});

test('a snapshot from a leader lets the log go on behind a gap', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(3), entriesFrom(1, 3), true);
  await assert.rejects(wal.save(undefined, [entryOf(9)], true), WalGapError);
  await wal.saveSnapshot(snapshotAt(50));
  await wal.save(hardStateAt(51), entriesFrom(51, 55), true);
  await wal.close();
  const { wal: again, contents } = await openWal(disk, directory, snapshotAt(50), options);
  assert.equal(summary(contents.entries), summary(entriesFrom(51, 55)));
  await again.save(undefined, [entryOf(56)], true);
  await again.close();
  await assert.rejects(readWal(disk, directory, snapshotAt(3)), /entries 1 to 50 are missing before it/);
});

test('releaseBefore removes what lies wholly before an index and keeps the rest readable', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(1), entriesFrom(1, 1), true);
  for (let index = 2; index <= 400; index += 1) {
    await wal.save(hardStateAt(index - 1), [entryOf(index)], false);
  }
  await wal.saveSnapshot(snapshotAt(300));
  const before = (await disk.list(directory)).filter((name) => name.endsWith('.wal'));
  await wal.releaseBefore(300);
  const kept = (await disk.list(directory)).filter((name) => name.endsWith('.wal'));
  const startOf = (name: string | undefined) => Number.parseInt(name?.slice(17, 33) ?? '', 16);
  assert.ok(kept.length < before.length);
  assert.ok(startOf(kept[0]) <= 300 && startOf(kept[1]) > 300, kept.join(' '));
  await wal.close();
  const { contents, wal: again } = await openWal(disk, directory, snapshotAt(300), options);
  assert.equal(summary(contents.entries), summary(entriesFrom(301, 400)));
  await assert.rejects(readWal(disk, directory, snapshotAt(299)), WalSnapshotMissingError);

  await again.saveSnapshot(snapshotAt(399));
  await again.releaseBefore(1e9);
  await again.save(undefined, [entryOf(401)], true);
  await again.close();
  assert.equal((await disk.list(directory)).filter((name) => name.endsWith('.wal')).length, 1);
  assert.equal((await readWal(disk, directory, snapshotAt(399))).entries.at(-1)?.index, 401);
});

test('a zero hard state alone is not written, as in etcd', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  let writes = 0;
  disk.faults = (operation) => {
    writes += operation === 'write' ? 1 : 0;
    return undefined;
  };
  await wal.save({ term: 0, vote: 0n, commit: 0 }, [], true);
  await wal.save(undefined, [], true);
  assert.equal(writes, 0);
  await wal.close();
});

test('saves made during a sync share the next write and the next sync', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, { segmentBytes: 1 << 20 });
  const operations: string[] = [];
  disk.faults = (operation) => {
    operations.push(operation);
    return undefined;
  };
  const waiting: Promise<void>[] = [];
  const finished: number[] = [];
  disk.faults = (operation) => {
    operations.push(operation);
    if (operation === 'sync' && waiting.length === 1) {
      for (let index = 2; index <= 9; index += 1) {
        waiting.push(wal.save(undefined, [entryOf(index)], true).then(() => void finished.push(index)));
      }
    }
    return undefined;
  };
  waiting.push(wal.save(hardStateAt(0), [entryOf(1)], true));
  await waiting[0];
  await Promise.all(waiting);
  assert.deepEqual(operations, ['write', 'sync', 'write', 'sync']);
  assert.deepEqual(finished, [2, 3, 4, 5, 6, 7, 8, 9]);
  await wal.close();
  assert.equal(summary((await readWal(disk, directory)).entries), summary(entriesFrom(1, 9)));
});

test('a save that must not sync does not', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, { segmentBytes: 1 << 20 });
  const operations: string[] = [];
  disk.faults = (operation) => {
    operations.push(operation);
    return undefined;
  };
  await wal.save(hardStateAt(0), [entryOf(1)], false);
  assert.deepEqual(operations, ['write']);
  await wal.close();
  assert.deepEqual(operations.slice(1), ['sync', 'close']);
});

test('entries of many sizes, also larger than a segment and than a read, come back whole', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, { segmentBytes: 100_000 });
  const sizes = [0, 1, 2, 7, 8, 127, 128, 511, 512, 513, 16_383, 16_384, 300_000, 2_500_000, 0];
  const entries = sizes.map((bytes, i) => entryOf(i + 1, 1, bytes));
  await wal.save(hardStateAt(1), entries.slice(0, 9), true);
  for (const entry of entries.slice(9)) {
    await wal.save(undefined, [entry], true);
  }
  await wal.close();
  const contents = await readWal(disk, directory);
  assert.deepEqual(
    contents.entries.map(({ data }) => data.length),
    sizes,
  );
  assert.equal(summary(contents.entries), summary(entries));
});

test('large terms, votes and indices keep their value', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  const index = 2 ** 52;
  const hardState = { term: 2 ** 40, vote: 0xffff_ffff_ffff_ffffn, commit: index + 1 };
  await wal.saveSnapshot(snapshotAt(index, 2 ** 40));
  await wal.save(hardState, [entryOf(index + 1, 2 ** 40)], true);
  await wal.close();
  const contents = await readWal(disk, directory, snapshotAt(index, 2 ** 40));
  assert.deepEqual(contents.hardState, hardState);
  assert.equal(summary(contents.entries), summary([entryOf(index + 1, 2 ** 40)]));
});
