import type { HashKVResponse } from '../../proto/generated/etcdserverpb.js';
import type * as mvccpb from '../../proto/generated/mvccpb.js';
import type { Steps } from '../ports/turns.js';

/** A key at one revision: the bytes as etcd stores them, and the fields that the server looks at. */
export interface StoredKeyValue {
  /** An encoded `mvccpb.KeyValue`: spliced into answers, never re-encoded. */
  readonly bytes: Uint8Array;
  readonly key: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: bigint;
}

export interface RangeOptions {
  /** 0 for the current revision. */
  readonly revision: number;
  /** 0 for no limit. Cuts what is returned, never `count`. */
  readonly limit: number;
  readonly countOnly: boolean;
}

export interface PackOptions extends RangeOptions {
  /** Leaves out the values. */
  readonly keysOnly: boolean;
}

export interface RangeResult {
  /** Sorted by key. */
  readonly kvs: readonly StoredKeyValue[];
  /** All keys in the range at that revision, whatever the limit. */
  readonly count: number;
}

/** Key-values as an answer holds them: what is read to be answered as it is needs no object for each. */
export interface PackedKeyValues {
  readonly length: number;
  /** Of all parts together. */
  readonly byteLength: number;
  /** One after another they are the field `kvs` of a RangeResponse, once for each key-value. */
  readonly parts: readonly Uint8Array[];
  readonly last: StoredKeyValue | undefined;
}

export interface PackedRange {
  readonly kvs: PackedKeyValues;
  /** As in RangeResult. */
  readonly count: number;
}

/** The Raft entry that a change comes from; kept beside the change so that replay skips it. */
export interface AppliedEntry {
  readonly index: number;
  readonly term: number;
}

/** Anything one can range over: the store, or a write transaction that sees its own changes. */
export interface RangeReader {
  /**
   * `rangeEnd` empty is the one key; the single byte 0 is "to the end"; else `[key, rangeEnd)`.
   * @throws CompactedError, FutureRevisionError
   */
  range(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): RangeResult;
  /** The same, for ranges that may be large. */
  rangeInSteps(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): Steps<RangeResult>;
  /** The same, for what is answered as it is stored, or without its values. */
  packRange(key: Uint8Array, rangeEnd: Uint8Array, options: PackOptions): Steps<PackedRange>;
}

/** The store at its revision of one moment: what is written or compacted later does not show in it. */
export interface StoreView extends RangeReader {
  readonly revision: number;
  readonly compactRevision: number;
  /** Until then, what the view may read is not removed by a compaction. */
  close(): void;
}

export interface DeletedRange {
  readonly count: number;
  /** What was there, sorted by key; empty when it was not asked for. */
  readonly previous: readonly StoredKeyValue[];
}

/**
 * One Raft entry's changes: they share one main revision, and sub-revisions in their order. They may be made in
 * many turns of the event loop: readers and the disk see none of them before the end.
 */
export interface WriteTransaction extends RangeReader {
  /** The revision these changes get, if any is made: the store's revision + 1. */
  readonly nextRevision: number;
  /** Changes made so far. */
  readonly changeCount: number;
  /** Keys and values that were put so far. */
  readonly putBytes: number;
  put(key: Uint8Array, value: Uint8Array, lease: bigint): void;
  /** Deletes every key in the range. */
  deleteRange(key: Uint8Array, rangeEnd: Uint8Array, withPrevious: boolean): Steps<DeletedRange>;
  /**
   * Publishes the changes to readers and watchers; with none the revision stays.
   * @returns the store's revision after it.
   */
  end(): number;
}

/** A change as watchers see it: `bytes` is the encoded `mvccpb.KeyValue` (a tombstone: key and mod revision). */
export interface StoredEvent {
  readonly type: mvccpb.Event_EventType;
  readonly kv: StoredKeyValue;
}

export interface MvccStore extends RangeReader {
  /** 1 when nothing was ever written. */
  readonly revision: number;
  /** −1 when nothing was ever compacted. */
  readonly compactRevision: number;
  /** Last Raft entry whose effect is in the store (not yet on disk, perhaps). */
  readonly applied: AppliedEntry;
  /** Last Raft entry whose effect is on disk: the WAL may drop what is at or before it. */
  readonly durable: AppliedEntry;
  /** What reads over many turns of the event loop reads from a view. */
  openView(): StoreView;
  beginWrite(entry: AppliedEntry): WriteTransaction;
  /** Marks an entry that changes nothing in the store as applied. */
  markApplied(entry: AppliedEntry): void;
  /**
   * Forgets revisions at or below `revision`, but for the newest of each living key. Returns at once;
   * `done` resolves when the old revisions are gone from disk too.
   * @throws CompactedError, FutureRevisionError
   */
  compact(revision: number, entry: AppliedEntry): { readonly done: Promise<void> };
  /** etcd's HashKV at `revision` (0: the current one). @throws CompactedError, FutureRevisionError */
  hashKv(revision: number): Promise<Omit<HashKVResponse, 'header'>>;
  /** Every event of keys in the range with `fromRevision ≤ mod revision ≤ toRevision`, in order. */
  history(
    key: Uint8Array,
    rangeEnd: Uint8Array,
    fromRevision: number,
    toRevision: number,
  ): Iterable<StoredEvent>;
  /** Called with the events of each revision, in order, before `end()` returns. */
  onRevision(listener: (revision: number, events: readonly StoredEvent[]) => void): () => void;
  /** Ends the work behind: what a compaction has not removed goes after the next start. */
  close(): Promise<void>;
}
