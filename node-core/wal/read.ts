import { join } from 'node:path';
import type * as walpb from '../../proto/generated/walpb.js';
import type { Disk } from '../ports/disk.js';
import { ContentsBuilder } from './contents.js';
import { WalCorruptError, WalNotFoundError } from './errors.js';
import { contiguousTail, findSegments, type SegmentName, segmentName } from './segment-name.js';
import { readSegment, type SegmentEnd } from './segment-reader.js';
import type { TornTail, WalContents } from './types.js';

/** A log as it was read, with what is needed to append to it. */
export interface ReadLog {
  readonly builder: ContentsBuilder;
  readonly contents: WalContents;
  /** All segments of the directory, oldest first. */
  readonly segments: readonly SegmentName[];
  readonly newest: SegmentName;
  readonly end: SegmentEnd;
}

/**
 * Reads a log without changing anything, also one that a server is appending to.
 * @param after as for `openWal`
 * @throws WalNotFoundError, WalCorruptError, WalSnapshotMissingError
 */
export async function readWal(disk: Disk, directory: string, after?: walpb.Snapshot): Promise<WalContents> {
  return (await readLog(disk, directory, after)).contents;
}

/** True when there is a log to open in the directory. */
export async function hasWal(disk: Disk, directory: string): Promise<boolean> {
  return findSegments(await disk.list(directory)).length > 0;
}

export async function readLog(
  disk: Disk,
  directory: string,
  after: walpb.Snapshot | undefined,
): Promise<ReadLog> {
  const segments = findSegments(await disk.list(directory));
  const readable = contiguousTail(segments);
  const newest = readable.at(-1);
  if (newest === undefined) {
    throw new WalNotFoundError(directory);
  }
  requireNoGap(directory, segments, readable, after);
  const builder = new ContentsBuilder(join(directory, readable[0]?.file ?? ''));
  let end: SegmentEnd | undefined;
  for (const segment of readable) {
    end = await readInto(builder, disk, join(directory, segment.file), segment === newest, end?.crc);
  }
  const last = end ?? { offset: 0, crc: 0, torn: false };
  const torn: TornTail | undefined = last.torn ? { file: newest.file, offset: last.offset } : undefined;
  return { builder, contents: builder.finish(after, directory, torn), segments, newest, end: last };
}

/** A segment missing in the middle is harmless when all that is asked for lies behind it. */
function requireNoGap(
  directory: string,
  segments: readonly SegmentName[],
  readable: readonly SegmentName[],
  after: walpb.Snapshot | undefined,
): void {
  const first = readable[0];
  if (first === undefined || readable.length === segments.length) {
    return;
  }
  if (after === undefined || after.index < first.index) {
    const missing = segmentName(first.seq - 1, 0).file.slice(0, 16);
    throw new WalCorruptError(
      join(directory, first.file),
      0,
      `the segment ${missing}-* before it is missing`,
    );
  }
}

async function readInto(
  builder: ContentsBuilder,
  disk: Disk,
  path: string,
  newest: boolean,
  crc: number | undefined,
): Promise<SegmentEnd> {
  const file = await disk.open(path, 'read');
  try {
    return await readSegment({ file, path, newest }, crc, (record, offset) =>
      builder.add(record, { path, offset }),
    );
  } finally {
    await file.close();
  }
}
