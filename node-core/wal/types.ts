import type * as raftpb from '../../proto/generated/raftpb.js';
import type * as walpb from '../../proto/generated/walpb.js';

/** etcd's write-ahead log: `%016x-%016x.wal` segments of preallocated, checksummed records. */
export interface Wal {
  /**
   * Appends a hard state and entries, and syncs when `mustSync`. Calls made while a sync is under way
   * share the next one. Resolves when all of it is durable (or written, without `mustSync`).
   */
  save(
    hardState: raftpb.HardState | undefined,
    entries: readonly raftpb.Entry[],
    mustSync: boolean,
  ): Promise<void>;
  /** Records that state up to `snapshot.index` is kept elsewhere; synced. */
  saveSnapshot(snapshot: walpb.Snapshot): Promise<void>;
  /** Removes segments that hold nothing at or after `index`; the newest is never removed. */
  releaseBefore(index: number): Promise<void>;
  close(): Promise<void>;
}

export interface WalContents {
  /** Encoded `etcdserverpb.Metadata`. */
  readonly metadata: Uint8Array;
  readonly hardState: raftpb.HardState;
  /** Entries after the snapshot asked for, in index order, each index once (the last written wins). */
  readonly entries: readonly raftpb.Entry[];
  /** Every snapshot record, oldest first. */
  readonly snapshots: readonly walpb.Snapshot[];
}
