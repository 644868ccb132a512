import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { WalCorruptError } from '../../../node-core/wal/errors.js';
import { createWal, openWal } from '../../../node-core/wal/open.js';
import { readWal } from '../../../node-core/wal/read.js';
import { findSegments, segmentName } from '../../../node-core/wal/segment-name.js';
import {
  directory,
  entriesFrom,
  entryOf,
  firstSegment,
  hardStateAt,
  metadata,
  newDisk,
  segmentBytes,
  snapshotAt,
  summary,
} from './logs.js';

const options = { segmentBytes };

/** A log with `count` entries of 40 bytes, saved one by one. */
async function diskWithLog(count: number, dataBytes = 40): Promise<SimulatedDisk> {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  for (let index = 1; index <= count; index += 1) {
    await wal.save(hardStateAt(index - 1), [entryOf(index, 1, dataBytes)], true);
  }
  await wal.close();
  return disk;
}

async function overwrite(
  disk: SimulatedDisk,
  path: string,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  const file = await disk.open(path, 'read-write');
  await file.write(offset, bytes);
  await file.close();
}

async function segmentPaths(disk: SimulatedDisk): Promise<string[]> {
  return (await disk.list(directory))
    .filter((name) => name.endsWith('.wal'))
    .map((name) => `${directory}/${name}`);
}

/** Behind the last byte that is not zero. */
async function usedBytes(disk: SimulatedDisk, path: string): Promise<number> {
  return (await disk.readAll(path)).findLastIndex((byte) => byte !== 0) + 1;
}

test('any bit that flips in a log is either harmless or an error: nothing saved goes missing', async () => {
  const disk = await diskWithLog(6);
  const intact = await disk.readAll(firstSegment);
  const expected = await readWal(disk, directory);
  const used = await usedBytes(disk, firstSegment);
  const harmless: number[] = [];
  for (let at = 0; at < used; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      await overwrite(disk, firstSegment, at, Uint8Array.of((intact[at] ?? 0) ^ (1 << bit)));
      try {
        assert.deepEqual(await readWal(disk, directory), expected, `byte ${at} bit ${bit}`);
        harmless.push(at);
      } catch (error) {
        assert.ok(error instanceof WalCorruptError, `byte ${at} bit ${bit}: ${error}`);
        assert.equal(error.file, firstSegment);
      }
    }
    await overwrite(disk, firstSegment, at, intact.subarray(at, at + 1));
  }
  assert.ok(harmless.length < used, `${harmless.length} of ${used * 8} flips were not noticed`);
});

test('damage names the file, the offset and what to do', async () => {
  const disk = await diskWithLog(300);
  const [, second = ''] = await segmentPaths(disk);
  await overwrite(disk, second, 1001, Uint8Array.of(1, 2, 3, 4));
  await assert.rejects(openWal(disk, directory, undefined, options), (error: unknown) => {
    assert.ok(error instanceof WalCorruptError);
    assert.equal(error.file, second);
    assert.ok(error.offset > 900 && error.offset <= 1004, `${error.offset}`);
    assert.match(
      error.message,
      new RegExp(`^write-ahead log ${second} is damaged at offset ${error.offset}: .*; keep a copy`),
    );
    return true;
  });
});

test('a torn record at the end is given up, said so, and written over', async () => {
  const disk = await diskWithLog(3, 1200);
  const used = await usedBytes(disk, firstSegment);
  await overwrite(disk, firstSegment, used - (used % 512) - 512, new Uint8Array(512));
  const { wal, contents } = await openWal(disk, directory, undefined, options);
  assert.equal(summary(contents.entries), summary([entryOf(1, 1, 1200), entryOf(2, 1, 1200)]));
  assert.equal(contents.torn?.file, '0000000000000000-0000000000000000.wal');
  await wal.save(undefined, [entryOf(3, 2)], true);
  await wal.close();
  const again = await readWal(disk, directory);
  assert.equal(again.torn, undefined);
  assert.equal(again.entries[2]?.term, 2);
});

test('remains behind a lost sector are cleared before they can mix with new records', async () => {
  const disk = await diskWithLog(2);
  const used = await usedBytes(disk, firstSegment);
  const garbage = new Uint8Array(600).fill(0x5a);
  await overwrite(disk, firstSegment, used + 1024 - (used % 512), garbage);
  const { wal, contents } = await openWal(disk, directory, undefined, options);
  assert.equal(contents.entries.length, 2);
  assert.equal(await usedBytes(disk, firstSegment), used);
  await wal.close();
});

test('a file that ends anywhere in its last record is torn there, and reserved anew', async () => {
  const whole = await diskWithLog(3);
  const used = await usedBytes(whole, firstSegment);
  const bytes = await whole.readAll(firstSegment);
  for (let length = used - 40; length < used; length += 1) {
    const disk = newDisk();
    await disk.makeDirectory(directory);
    const file = await disk.open(firstSegment, 'create');
    await file.write(0, bytes.subarray(0, length));
    const { wal, contents } = await openWal(disk, directory, undefined, options);
    assert.ok(contents.entries.length >= 2, `cut to ${length}`);
    await wal.save(undefined, [entryOf(contents.entries.length + 1)], true);
    await wal.close();
    assert.equal((await disk.readAll(firstSegment)).length, segmentBytes);
    assert.equal((await readWal(disk, directory)).entries.length, contents.entries.length + 1);
  }
});

test('the newest segment may be empty: it is begun again', async () => {
  const disk = await diskWithLog(100);
  const before = await readWal(disk, directory);
  const { seq } = findSegments(await disk.list(directory)).at(-1) ?? { seq: Number.NaN };
  const next = `${directory}/${segmentName(seq + 1, 101).file}`;
  await (await disk.open(next, 'create')).close();
  const { wal, contents } = await openWal(disk, directory, undefined, options);
  assert.equal(summary(contents.entries), summary(before.entries));
  await wal.save(undefined, [entryOf(101)], true);
  await wal.close();
  const again = await readWal(disk, directory);
  assert.equal(again.entries.at(-1)?.index, 101);
  assert.deepEqual([...(await disk.readAll(next)).subarray(8, 10)], [8, 4], 'a crc record comes first');
});

test('a missing segment is an error when its entries are asked for, and no matter otherwise', async () => {
  const disk = newDisk();
  const wal = await createWal(disk, directory, metadata, options);
  await wal.save(hardStateAt(400), entriesFrom(1, 100), true);
  await wal.save(undefined, entriesFrom(101, 200), true);
  await wal.save(undefined, entriesFrom(201, 400), true);
  await wal.saveSnapshot(snapshotAt(350));
  await wal.close();
  const paths = await segmentPaths(disk);
  assert.equal(paths.length, 4);
  await disk.remove(paths[1] ?? '');
  await assert.rejects(readWal(disk, directory), /the segment 0000000000000001-\* before it is missing/);
  await assert.rejects(readWal(disk, directory, snapshotAt(100)), WalCorruptError);
  await disk.remove(paths[0] ?? '');
  await assert.rejects(
    readWal(disk, directory, snapshotAt(100)),
    /no snapshot record at or before index 100/,
  );
});

test('an older segment must be whole: a cut in it is damage, not a torn end', async () => {
  const disk = await diskWithLog(300);
  const [first = ''] = await segmentPaths(disk);
  const file = await disk.open(first, 'read-write');
  await file.truncate((await usedBytes(disk, first)) - 3);
  await assert.rejects(readWal(disk, directory), /runs past the end of the file/);
  await file.truncate(1000 - (1000 % 8));
  await assert.rejects(readWal(disk, directory), WalCorruptError);
  await file.truncate(0);
  await assert.rejects(readWal(disk, directory), WalCorruptError);
});

test('segments of different logs are not read as one', async () => {
  const disk = await diskWithLog(300);
  const other = newDisk();
  const wal = await createWal(other, directory, Uint8Array.of(9, 9), options);
  await wal.save(hardStateAt(1), entriesFrom(1, 300), true);
  await wal.close();
  const [, second = ''] = await segmentPaths(disk);
  const foreign = await other.readAll(firstSegment);
  await overwrite(disk, second, 0, foreign);
  await assert.rejects(readWal(disk, directory), /the segment does not continue the one before it/);
});

test('a file of noise or a record of an unknown type is damage, never a hang', async () => {
  const noise = newDisk();
  await noise.makeDirectory(directory);
  await (await noise.open(firstSegment, 'create')).write(
    0,
    Uint8Array.from({ length: 5000 }, (_, i) => i * 7 + 1),
  );
  await assert.rejects(readWal(noise, directory), WalCorruptError);

  const unknown = await diskWithLog(1);
  await overwrite(unknown, firstSegment, 9, Uint8Array.of(9));
  await assert.rejects(readWal(unknown, directory), WalCorruptError);

  const empty = newDisk();
  await empty.makeDirectory(directory);
  await (await empty.open(firstSegment, 'create')).close();
  await assert.rejects(openWal(empty, directory, undefined), /has a metadata record/);
});
