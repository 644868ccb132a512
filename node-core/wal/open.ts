import { join } from 'node:path';
import type * as walpb from '../../proto/generated/walpb.js';
import type { Disk, DiskFile } from '../ports/disk.js';
import { unlessEmpty } from './addition.js';
import { WalExistsError, WalWriteError } from './errors.js';
import { FileWal } from './file-wal.js';
import { hasWal, type ReadLog, readLog } from './read.js';
import { RecordEncoder } from './record-encoder.js';
import { ReservedSegment } from './reserved-segment.js';
import { segmentName } from './segment-name.js';
import type { Wal, WalContents, WalOptions } from './types.js';

/** etcd's SegmentSizeBytes: 64 MB, not MiB. */
const defaultSegmentBytes = 64_000_000;

const zeros = new Uint8Array(1 << 20);

/**
 * Makes a log whose first record after the metadata is the snapshot at index 0, and makes it durable, with
 * its directory. Cut off half way it leaves no log.
 * @param metadata encoded `etcdserverpb.Metadata`
 * @throws WalExistsError, WalWriteError
 */
export async function createWal(
  disk: Disk,
  directory: string,
  metadata: Uint8Array,
  options: WalOptions = {},
): Promise<Wal> {
  if (await hasWal(disk, directory)) {
    throw new WalExistsError(directory);
  }
  const segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
  const encoder = new RecordEncoder();
  encoder.start(0);
  encoder.segmentHead(metadata, undefined);
  encoder.snapshot({ index: 0, term: 0, confState: undefined });
  const name = segmentName(0, 0);
  let file: DiskFile;
  try {
    await disk.makeDirectory(directory);
    file = await new ReservedSegment(disk, directory, segmentBytes).publish(encoder.bytes, name);
    await disk.syncDirectory(directory);
  } catch (error) {
    throw new WalWriteError(join(directory, name.file), 0, error);
  }
  return new FileWal(disk, directory, metadata, segmentBytes, {
    file,
    segments: [name],
    offset: encoder.bytes.length,
    crc: encoder.crc,
    state: { lastIndex: 0, hardState: undefined },
  });
}

/**
 * Opens a log for appending and says what is in it, from the newest snapshot record at or before `after`
 * (without it: from the oldest). A torn end is cleared, durably, before the log can be written to.
 * @throws WalNotFoundError, WalCorruptError, WalSnapshotMissingError, WalWriteError
 */
export async function openWal(
  disk: Disk,
  directory: string,
  after: walpb.Snapshot | undefined,
  options: WalOptions = {},
): Promise<{ readonly wal: Wal; readonly contents: WalContents }> {
  const log = await readLog(disk, directory, after);
  const segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
  const path = join(directory, log.newest.file);
  const file = await disk.open(path, 'read-write');
  try {
    await clearFrom(file, log.end.offset);
    const wal = await resume(disk, directory, file, segmentBytes, log);
    return { wal, contents: log.contents };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw new WalWriteError(path, log.end.offset, error);
  }
}

async function resume(
  disk: Disk,
  directory: string,
  file: DiskFile,
  segmentBytes: number,
  log: ReadLog,
): Promise<Wal> {
  const { metadata } = log.contents;
  const encoder = new RecordEncoder();
  encoder.start(log.end.crc);
  const hardState = unlessEmpty(log.contents.hardState);
  if (log.end.offset === 0) {
    encoder.segmentHead(metadata, hardState);
    await file.write(0, encoder.bytes);
  }
  await file.allocate(segmentBytes);
  await file.sync();
  return new FileWal(disk, directory, metadata, segmentBytes, {
    file,
    segments: log.segments,
    offset: log.end.offset + encoder.bytes.length,
    crc: encoder.crc,
    state: { lastIndex: log.builder.lastIndex, hardState },
  });
}

/**
 * Zeros behind the last good record: remains of a write that no sync confirmed would otherwise be taken for
 * damage once new records overwrite a part of them.
 */
async function clearFrom(file: DiskFile, end: number): Promise<void> {
  const size = await file.size();
  for (let offset = end; offset < size; offset += zeros.length) {
    const bytes = await file.read(offset, Math.min(zeros.length, size - offset));
    const cleared = zeros.subarray(0, bytes.length);
    if (Buffer.compare(bytes, cleared) !== 0) {
      await file.write(offset, cleared);
    }
  }
}
