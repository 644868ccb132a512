import type { BucketName } from '../schema/buckets.js';
import type { WriteBuffer } from './write-buffer.js';

export interface EngineEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

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
  /** Not while a write is under way. Views opened before stay valid. */
  defragment(): Promise<void>;
  /** Every view has been closed before. */
  close(): Promise<void>;
}
