import type * as raftpb from '../../proto/generated/raftpb.js';
import type * as walpb from '../../proto/generated/walpb.js';

/** etcd's write-ahead log: `%016x-%016x.wal` segments of preallocated, checksummed records. */
export interface Wal {
  /**
   * Appends entries, then the hard state, and syncs when `mustSync`. Calls made while a sync is under way
   * share the next one. Resolves when all of it is durable (or written, without `mustSync`).
   * Entries at or before the last index saved replace what was there, and all after it.
   * @throws WalWriteError when the disk refused: nothing of this call and of those still waiting is kept,
   *   and the log can be used on. WalBrokenError when it cannot.
   */
  save(
    hardState: raftpb.HardState | undefined,
    entries: readonly raftpb.Entry[],
    mustSync: boolean,
  ): Promise<void>;
  /** Records that state up to `snapshot.index` is kept elsewhere; synced. Throws as `save` does. */
  saveSnapshot(snapshot: walpb.Snapshot): Promise<void>;
  /**
   * Removes segments that hold nothing at or after `index`; the newest is never removed. Throws the disk's
   * error; what could not be removed is found again by the next opening.
   */
  releaseBefore(index: number): Promise<void>;
  /** Waits for what was asked before, syncs and closes; once, however often it is called. */
  close(): Promise<void>;
}

export interface WalContents {
  /** Encoded `etcdserverpb.Metadata`. */
  readonly metadata: Uint8Array;
  readonly hardState: raftpb.HardState;
  /** The snapshot record that reading began at; its index may be lower than the one asked for. */
  readonly start: walpb.Snapshot;
  /** Entries after `start`, in index order without a gap, each index once (the last written wins). */
  readonly entries: readonly raftpb.Entry[];
  /** Every snapshot record at or before the last commit, oldest first. */
  readonly snapshots: readonly walpb.Snapshot[];
  /** Where a record was cut short, as a power cut leaves it; no save that resolved is behind it. */
  readonly torn: TornTail | undefined;
}

export interface TornTail {
  readonly file: string;
  /** Byte offset in the file; everything from here on is given up. */
  readonly offset: number;
}

export interface WalOptions {
  /** Segments are reserved at this size, and the next one begins once it is reached. etcd: 64 MB. */
  readonly segmentBytes?: number;
}
