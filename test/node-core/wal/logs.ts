import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import type * as raftpb from '../../../proto/generated/raftpb.js';
import type * as walpb from '../../../proto/generated/walpb.js';

/** What the tests of the log share: where it is, and records of it. */
export const directory = '/data/member/wal';
export const metadata = Uint8Array.of(8, 1, 16, 2);
/** Small, so that a test has many segments. */
export const segmentBytes = 4096;
export const firstSegment = `${directory}/0000000000000000-0000000000000000.wal`;

export function newDisk(seed = 1): SimulatedDisk {
  return new SimulatedDisk(new SimulatedEntropy(seed));
}

export function entryOf(index: number, term = 1, dataBytes = 40): raftpb.Entry {
  const data = Uint8Array.from({ length: dataBytes }, (_, i) => 1 + ((index * 31 + term * 7 + i) % 255));
  return { type: 0, term, index, data };
}

export function entriesFrom(first: number, last: number, term = 1, dataBytes = 40): raftpb.Entry[] {
  return Array.from({ length: last - first + 1 }, (_, i) => entryOf(first + i, term, dataBytes));
}

export function hardStateAt(commit: number, term = 1): raftpb.HardState {
  return { term, vote: 0x8e9e05c52164694dn, commit };
}

export function snapshotAt(index: number, term = 1): walpb.Snapshot {
  return { index, term, confState: undefined };
}

/** Entries as text, to compare and to read in a failure. */
export function summary(entries: readonly raftpb.Entry[]): string {
  return entries
    .map(({ index, term, data }) => `${index}/${term}:${Buffer.from(data).toString('hex')}`)
    .join(' ');
}
