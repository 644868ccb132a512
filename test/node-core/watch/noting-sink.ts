import { atOnce, type Steps } from '../../../node-core/ports/turns.js';
import type { WatchBatch, WatchSink, WatchSpec } from '../../../node-core/watch/types.js';
import { Event } from '../../../proto/generated/mvccpb.js';
import { bytesOf, textOf } from '../mvcc/byte-strings.js';

/** For a hub that tells of each revision before its write ends. */
export const promptly = {
  soon: (action: () => void) => action(),
  inTurns: (work: Steps<void>) => atOnce(work),
  onFailure: (error: unknown) => {
    throw error;
  },
} as const;

/** For a hub that tells when it is let, a step at a time. */
export class LateTelling {
  readonly #actions: (() => void)[] = [];
  #work: Steps<void> | undefined;

  readonly options = {
    soon: (action: () => void) => void this.#actions.push(action),
    inTurns: (work: Steps<void>) => {
      this.#work = work;
    },
    onFailure: promptly.onFailure,
  } as const;

  /** @returns false when there is nothing more to do */
  step(): boolean {
    this.#actions.shift()?.();
    if (this.#work?.next().done === true) {
      this.#work = undefined;
    }
    return this.#work !== undefined || this.#actions.length > 0;
  }

  finish(): void {
    while (this.step()) {
      // Goes on.
    }
  }
}

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
