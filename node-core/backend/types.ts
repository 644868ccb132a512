import type { Clock } from '../ports/clock.js';
import type { BucketName } from '../schema/buckets.js';

export interface BackendEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface BucketRange {
  /** First key, included; absent: the bucket's first. */
  readonly start?: Uint8Array;
  /** Excluded; absent: to the end of the bucket. */
  readonly end?: Uint8Array;
}

/** Keys compare as bytes. What is returned is the caller's: later writes never change it. */
export interface BackendReader {
  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined;
  /**
   * Entries in key order. Lazy, for use within one turn of the event loop: a loop that awaits between
   * entries reads from a `BackendSnapshot`.
   */
  range(bucket: BucketName, range: BucketRange): Iterable<BackendEntry>;
}

/**
 * Is shown bytes that are its own until it returns: the first `length` of the array, whose own `length` and
 * memory may be more.
 */
export type TakeLent = (bytes: Uint8Array, length: number) => void;

/** A Raft entry by which the state can be named: everything up to it is in, nothing after it. */
export interface ConsistentPoint {
  readonly index: number;
  readonly term: number;
}

/** All buckets at one point in time. Writers do not wait for it; it holds disk space until closed. */
export interface BackendSnapshot extends BackendReader {
  readonly consistent: ConsistentPoint;
  readonly sizeBytes: number;
  close(): void;
}

/**
 * etcd's buckets in one file. Writes are seen by reads at once and reach the disk later, in batches, each
 * batch whole or not at all and together with the consistent point of that moment. So after a crash the
 * backend stands at some consistent point that it had, never between two, and what is missing comes again
 * from the write-ahead log.
 *
 * For that, all writes of one Raft entry and their `setConsistent` happen in one go, with no `await` among
 * them, or under a `hold`.
 */
export interface Backend extends BackendReader {
  /** The arrays become the backend's and must not be changed afterwards. @throws KeyTooLongError */
  put(bucket: BucketName, key: Uint8Array, value: Uint8Array): void;
  delete(bucket: BucketName, key: Uint8Array): void;
  /** Shows the value of a key without a copy. @returns its length; −1 when there is none, and nothing is shown */
  lend(bucket: BucketName, key: Uint8Array, take: TakeLent): number;
  /**
   * Shows every entry of the bucket, in key order, without a copy: the bytes are the visitor's until it
   * returns. The visitor reads nothing else from the backend and writes nothing.
   */
  scan(bucket: BucketName, visit: (key: Uint8Array, value: Uint8Array) => void): void;
  /** Writes `meta/consistent_index` and `meta/term` with the batch that is being gathered. */
  setConsistent(point: ConsistentPoint): void;
  /** What reads see; index 0 and term 0 when nothing was ever applied. */
  readonly consistent: ConsistentPoint;
  /** What is on disk and synced; never after `consistent`. */
  readonly durable: ConsistentPoint;
  /**
   * Until the release no batch is written: for a Raft entry whose writes take more than one turn of the event
   * loop. What is still held when the backend closes does not reach the disk.
   */
  hold(): () => void;
  /** Resolves when every write made before the call is on disk and synced. @throws BackendWriteError */
  commit(): Promise<void>;
  /** Space the file takes up to its last used page. Changes with commits, not with writes. */
  readonly sizeBytes: number;
  /** The part of `sizeBytes` that holds data; the rest is reused by later writes. */
  readonly sizeInUseBytes: number;
  /**
   * Copies the data into a new, compact file and puts it in the place of the old one. Reads and writes go
   * on; what is written meanwhile waits in memory and reaches the disk afterwards.
   * @throws BackendWriteError, and then the old file is still in place.
   */
  defragment(): Promise<void>;
  /** A snapshot of what reads see now; commits first. @throws BackendWriteError */
  snapshot(): Promise<BackendSnapshot>;
  /** Commits, then releases the file. Open snapshots are closed. */
  close(): Promise<void>;
}

export interface BackendOptions {
  /** A directory that only this backend uses; created when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** A batch is written when its oldest write is this old … */
  readonly commitIntervalMs: number;
  /** … or when it holds about this many bytes. */
  readonly commitBytes: number;
  /** A batch is on disk; it took this long to write and sync. */
  readonly onCommit?: (durationMs: number) => void;
  /** A batch could not be written by itself; it is kept and tried again with the next one. */
  readonly onWriteError: (error: Error) => void;
}
