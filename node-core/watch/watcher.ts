import { WatchCreateRequest_FilterType as FilterType } from '../../proto/generated/etcdserverpb.js';
import { Event_EventType } from '../../proto/generated/mvccpb.js';
import { type KeyRange, keyRange } from '../mvcc/key-range.js';
import type { StoredEvent } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import type { BatchMaker } from './batches.js';
import type { EventFrame } from './event-frame.js';
import type { WatchSink, WatchSpec } from './types.js';

/**
 * - `synced`: has every event so far, and gets the next ones as they happen;
 * - `behind`: has history to catch up with;
 * - `parked`: behind, and its reader is slow: waits for it;
 * - `ended`: canceled, or its history was compacted: then it keeps its id until it is canceled, as in etcd, and
 *   its stream tells no progress; clients cancel it at once.
 */
export type WatcherState = 'synced' | 'behind' | 'parked' | 'ended';

/** The stream that watchers belong to. */
export interface WatcherOwner {
  readonly sink: WatchSink;
  /** Its reader takes nothing more for now. */
  isSlow: boolean;
}

export class Watcher {
  readonly id: bigint;
  readonly spec: WatchSpec;
  readonly range: KeyRange;
  readonly owner: WatcherOwner;
  state: WatcherState;
  /** Events before it have been delivered or were not asked for. */
  nextRevision: number;
  /** No event since the last periodic progress. */
  isQuiet = true;
  readonly #wantsPuts: boolean;
  readonly #wantsDeletes: boolean;

  constructor(id: bigint, spec: WatchSpec, owner: WatcherOwner, storeRevision: number) {
    this.id = id;
    this.spec = spec;
    this.range = keyRange(spec.key, spec.rangeEnd);
    this.owner = owner;
    this.nextRevision = spec.startRevision > 0 ? spec.startRevision : storeRevision + 1;
    this.state = this.nextRevision > storeRevision ? 'synced' : 'behind';
    this.#wantsPuts = !spec.filters.includes(FilterType.NOPUT);
    this.#wantsDeletes = !spec.filters.includes(FilterType.NODELETE);
  }

  wants(event: StoredEvent): boolean {
    const wanted = event.type === Event_EventType.PUT ? this.#wantsPuts : this.#wantsDeletes;
    return wanted && event.kv.modRevision >= this.nextRevision;
  }

  /** Hands over events of whole revisions, at least one, unless the watch ends before they are ready. */
  *deliver(frames: readonly EventFrame[], maker: BatchMaker): Steps<void> {
    const { sink } = this.owner;
    const batches = yield* maker.batchesFor(this, frames);
    for (const batch of batches) {
      yield* sink.prepare?.(batch) ?? [];
    }
    if (this.state === 'ended') {
      return;
    }
    this.isQuiet = false;
    this.nextRevision = maker.revision + 1;
    for (const batch of batches) {
      if (!sink.deliver(batch)) {
        this.owner.isSlow = true;
      }
    }
  }
}
