import type { BucketName } from '../schema/buckets.js';
import type { TakeLent } from './types.js';
import type { WriteBuffer } from './write-buffer.js';

export interface EngineEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export type VisitEntry = (key: Uint8Array, value: Uint8Array) => void;

export interface EngineReader {
  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined;
  /** Entries in `[start, end)`, in order; `end` undefined is the bucket's end. */
  range(bucket: BucketName, start: Uint8Array, end: Uint8Array | undefined): Iterable<EngineEntry>;
}

/** The state at one point in time, whatever is written later. */
export interface EngineView extends EngineReader {
  close(): void;
}

/** A file of buckets that takes whole batches of writes, one batch at a time. */
export interface Engine extends EngineReader {
  /** Where the data is, for messages. */
  readonly path: string;
  /** Bytes. */
  readonly longestKey: number;
  readonly sizeBytes: number;
  readonly sizeInUseBytes: number;
  /** Resolves when all of the batch is synced; when it rejects, none of it is in the file. */
  write(batch: WriteBuffer): Promise<void>;
  openView(): EngineView;
  /** As `Backend.lend`. */
  lend(bucket: BucketName, key: Uint8Array, take: TakeLent): number;
  /** Shows every entry, in order. The bytes are the visitor's until it returns, and it reads nothing else. */
  scan(bucket: BucketName, visit: VisitEntry): void;
  /** Not while a write is under way. Views opened before stay valid. */
  defragment(): Promise<void>;
  /** Every view has been closed before. */
  close(): Promise<void>;
}
