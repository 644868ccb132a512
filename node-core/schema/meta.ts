import { decodeRevisionKey, encodeRevisionKey } from './revision-key.js';

/** Keys of the `meta` bucket. */
export const metaKeys = {
  consistentIndex: Buffer.from('consistent_index'),
  term: Buffer.from('term'),
  confState: Buffer.from('confState'),
  scheduledCompaction: Buffer.from('scheduledCompactRev'),
  finishedCompaction: Buffer.from('finishedCompactRev'),
  storageVersion: Buffer.from('storageVersion'),
} as const;

/** A counter as etcd stores it: 8 bytes, big-endian. */
export function encodeCounter(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** @returns 0 for a counter that was never written. */
export function decodeCounter(bytes: Uint8Array | undefined): number {
  if (bytes === undefined || bytes.length < 8) {
    return 0;
  }
  return Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0));
}

/** A compaction's revision is stored as the key of its first change. */
export function encodeCompactRevision(revision: number): Uint8Array {
  return encodeRevisionKey(revision, 0, false);
}

/** @returns undefined when no compaction was ever recorded. @throws MalformedRevisionKeyError */
export function decodeCompactRevision(bytes: Uint8Array | undefined): number | undefined {
  return bytes === undefined ? undefined : decodeRevisionKey(bytes).main;
}
