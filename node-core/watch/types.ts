import type * as etcdserverpb from '../../proto/generated/etcdserverpb.js';
import type { Steps } from '../ports/turns.js';

/** A watch as a client asked for it; `key` and `rangeEnd` as in a range. */
export interface WatchSpec {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  /** 0: from the next revision on. */
  readonly startRevision: number;
  readonly filters: readonly etcdserverpb.WatchCreateRequest_FilterType[];
  readonly prevKv: boolean;
  readonly progressNotify: boolean;
  readonly fragment: boolean;
}

/** Encoded events of one or more whole revisions for one watch, ready to be spliced into an answer. */
export interface WatchBatch {
  readonly watchId: bigint;
  /** The store's revision the batch brings the watch to. */
  readonly revision: number;
  /** Encoded `mvccpb.Event`s; `revisions[i]` is the mod revision of `events[i]`. */
  readonly events: readonly Uint8Array[];
  readonly revisions: readonly number[];
  readonly fragment: boolean;
}

export interface WatchSink {
  /** What takes long about a batch, done before it is delivered; batches may be prepared and not delivered. */
  prepare?(batch: WatchBatch): Steps<void>;
  /**
   * The batch is taken either way.
   * @returns false when the reader is slow: nothing more comes until `resume` of the stream, but for the
   * other fragments of the same answer.
   */
  deliver(batch: WatchBatch): boolean;
  compacted(watchId: bigint, compactRevision: number): void;
  progress(watchId: bigint, revision: number): void;
}

/** The watches of one gRPC stream. */
export interface WatchStream {
  /** −1n asks for an id of the stream's choice. @returns undefined when the id is taken on this stream. */
  create(watchId: bigint, spec: WatchSpec): bigint | undefined;
  /** @returns false when there is no such watch. */
  cancel(watchId: bigint): boolean;
  /** Answers once with watch id −1 when every watch of the stream has caught up; else not at all. */
  requestProgress(): void;
  resume(): void;
  close(): void;
}

export interface WatchHub {
  open(sink: WatchSink): WatchStream;
  readonly watcherCount: number;
  readonly streamCount: number;
  /** Watchers that are behind, whether there is history to read or their reader takes nothing. */
  readonly slowWatcherCount: number;
  /** Events that watchers were given. */
  readonly eventsSent: number;
  /** Periodic progress for watches that asked for it and had no event since the last call. */
  notifyProgress(): void;
  close(): void;
}
