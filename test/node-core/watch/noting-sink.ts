import type { WatchBatch, WatchSink, WatchSpec } from '../../../node-core/watch/types.js';
import { Event } from '../../../proto/generated/mvccpb.js';
import { bytesOf, textOf } from '../mvcc/byte-strings.js';

/** Keeps what a stream is told, in words: `2:put a=1`, `3:delete a (was 1)`. */
export class NotingSink implements WatchSink {
  readonly batches: WatchBatch[] = [];
  readonly notes: string[] = [];
  /** Batches it takes before it says that it is slow. */
  patience = Number.POSITIVE_INFINITY;

  deliver(batch: WatchBatch): boolean {
    this.batches.push(batch);
    this.patience -= 1;
    return this.patience > 0;
  }

  compacted(watchId: bigint, compactRevision: number): void {
    this.notes.push(`${watchId} compacted at ${compactRevision}`);
  }

  progress(watchId: bigint, revision: number): void {
    this.notes.push(`${watchId} at ${revision}`);
  }

  /** All events of a watch so far. */
  events(watchId: bigint): string[] {
    return this.batches
      .filter((batch) => batch.watchId === watchId)
      .flatMap((batch) => describeEvents(batch));
  }
}

export function describeEvents(batch: WatchBatch): string[] {
  return batch.events.map((bytes, i) => {
    const { type, kv, prevKv } = Event.decode(bytes);
    const key = textOf(kv?.key ?? bytesOf(''));
    const what = type === 0 ? `put ${key}=${textOf(kv?.value ?? bytesOf(''))}` : `delete ${key}`;
    const was = prevKv === undefined ? '' : ` (was ${textOf(prevKv.value)})`;
    return `${batch.revisions[i]}:${what}${was}`;
  });
}

export function watchOf(key: string, rangeEnd = '', spec: Partial<WatchSpec> = {}): WatchSpec {
  return {
    key: bytesOf(key),
    rangeEnd: bytesOf(rangeEnd),
    startRevision: 0,
    filters: [],
    prevKv: false,
    progressNotify: false,
    fragment: false,
    ...spec,
  };
}
