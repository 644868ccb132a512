import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WalBrokenError, WalWriteError } from '../../../node-core/wal/errors.js';
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
  summary,
} from './logs.js';

const options = { segmentBytes };

test('a full disk refuses a save with what to do, keeps nothing of it, and the log goes on', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(0), entriesFrom(1, 3), true);
  disk.faults = (operation) => (operation === 'write' ? { code: 'ENOSPC', writtenBytes: 512 } : undefined);
  let failures = 1;
  disk.faults = (operation) =>
    operation === 'write' && failures-- > 0 ? { code: 'ENOSPC', writtenBytes: 512 } : undefined;

  await assert.rejects(wal.save(undefined, entriesFrom(4, 30), true), (error: unknown) => {
    assert.ok(error instanceof WalWriteError);
    assert.equal(error.code, 'ENOSPC');
    assert.match(error.message, /0{16}-0{16}\.wal cannot be written at offset \d+ \(ENOSPC.*\): free space/);
    return true;
  });
  assert.equal(summary((await readWal(disk, directory)).entries), summary(entriesFrom(1, 3)));

  await wal.save(hardStateAt(3), entriesFrom(4, 9, 2), true);
  await wal.close();
  const opened = await openWal(disk, directory, undefined, options);
  await opened.wal.close();
  assert.equal(summary(opened.contents.entries), summary([...entriesFrom(1, 3), ...entriesFrom(4, 9, 2)]));
});

test('what waited behind a refused save is refused too: it was meant to follow it', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  const behind: Promise<void>[] = [];
  let failures = 1;
  disk.faults = (operation) => {
    if (operation !== 'write' || failures-- !== 1) {
      return undefined;
    }
    behind.push(wal.save(undefined, [entryOf(2)], true));
    return { code: 'ENOSPC' };
  };
  const outcomes = await Promise.allSettled([wal.save(hardStateAt(0), [entryOf(1)], true)]);
  outcomes.push(...(await Promise.allSettled(behind)));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof WalWriteError),
    [true, true],
  );
  await wal.save(hardStateAt(0), [entryOf(1)], true);
  await wal.close();
  assert.equal(summary((await readWal(disk, directory)).entries), summary([entryOf(1)]));
});

test('no space for the next segment is no error while this one can grow', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  disk.faults = (operation) => (operation === 'allocate' ? { code: 'ENOSPC' } : undefined);
  await wal.save(hardStateAt(0), entriesFrom(1, 100), true);
  await wal.save(hardStateAt(100), entriesFrom(101, 200), true);
  assert.equal((await disk.list(directory)).length, 1);
  disk.faults = undefined;
  await wal.save(hardStateAt(200), entriesFrom(201, 300), true);
  await wal.save(hardStateAt(300), [entryOf(301)], true);
  await wal.close();
  assert.ok((await disk.list(directory)).length >= 2);
  const { wal: again, contents } = await openWal(disk, directory, undefined, options);
  await again.close();
  assert.equal(summary(contents.entries), summary(entriesFrom(1, 301)));
});

test('after a failed sync nothing more is taken, until the log is opened again', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(0), [entryOf(1)], true);
  disk.faults = (operation) => (operation === 'sync' ? { code: 'EIO' } : undefined);
  await assert.rejects(wal.save(undefined, [entryOf(2)], true), WalBrokenError);
  disk.faults = undefined;
  await assert.rejects(wal.save(undefined, [entryOf(2)], true), /start this member again/);
  await wal.close();
  const { wal: again } = await openWal(disk, directory, undefined, options);
  await again.save(undefined, [entryOf(2, 3)], true);
  await again.close();
  assert.equal((await readWal(disk, directory)).entries[1]?.term, 3);
});

test('a log that could not be made leaves no half of one', async () => {
  for (const failing of ['allocate', 'write', 'sync', 'rename'] as const) {
    const disk = newDisk();
    disk.faults = (operation) => (operation === failing ? { code: 'ENOSPC' } : undefined);
    await assert.rejects(createWal(disk, directory, metadata, options), WalWriteError, failing);
    disk.faults = undefined;
    assert.equal(await hasWal(disk, directory), false, failing);
    assert.deepEqual(await disk.list(directory), [], failing);
    await (await createWal(disk, directory, metadata, options)).close();
  }
});
