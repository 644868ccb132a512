import { sizeOfVarint } from '../mvcc/varint.js';
import type { Steps } from '../ports/turns.js';
import type { EventFrame } from './event-frame.js';
import type { WatchBatch, WatchSpec } from './types.js';

/** Room for a watch answer's header, id and flags. */
const envelopeBytes = 128;

/** Events that are encoded before others may come in. */
const eventsPerStep = 128;

interface BatchedWatch {
  readonly id: bigint;
  readonly spec: WatchSpec;
}

interface Encoded {
  readonly frames: readonly EventFrame[];
  readonly withPrevious: boolean;
  readonly events: readonly Uint8Array[];
  readonly revisions: readonly number[];
}

/**
 * Makes the batches of watches that are told of the same time. Those that get the same events share them, and
 * those whose answers are the same to the last byte share the batches, so that each is encoded once.
 */
export class BatchMaker {
  readonly #revision: number;
  readonly #maxFragmentBytes: number;
  #encoded: Encoded | undefined;
  /** Of the events above, and the watch they were made for. */
  #made: { readonly watch: BatchedWatch; readonly batches: readonly WatchBatch[] } | undefined;

  /** @param revision what the batches bring their watches to */
  constructor(revision: number, maxFragmentBytes: number) {
    this.#revision = revision;
    this.#maxFragmentBytes = maxFragmentBytes;
  }

  get revision(): number {
    return this.#revision;
  }

  /**
   * One batch of all events; or, for a watch that takes fragments, as many as their size needs. A fragment
   * holds one event at least, however large that is.
   */
  *batchesFor(watch: BatchedWatch, frames: readonly EventFrame[]): Steps<readonly WatchBatch[]> {
    if (this.#encoded === undefined || !areThose(this.#encoded, watch, frames)) {
      this.#encoded = yield* encodeAll(frames, watch.spec.prevKv);
      this.#made = undefined;
    }
    if (this.#made === undefined || !isAnsweredAlike(this.#made.watch, watch)) {
      this.#made = { watch, batches: this.#cut(watch, this.#encoded) };
    }
    return this.#made.batches;
  }

  #cut({ id, spec }: BatchedWatch, { events, revisions }: Encoded): WatchBatch[] {
    const whole = { watchId: id, revision: this.#revision, events, revisions, fragment: false };
    if (!spec.fragment) {
      return [whole];
    }
    const ends = fragmentEnds(events, this.#maxFragmentBytes);
    return ends.map((end, i) => {
      const start = ends[i - 1] ?? 0;
      return {
        ...whole,
        events: events.slice(start, end),
        revisions: revisions.slice(start, end),
        fragment: end < events.length,
      };
    });
  }
}

function areThose(encoded: Encoded, { spec }: BatchedWatch, frames: readonly EventFrame[]): boolean {
  return (
    encoded.withPrevious === spec.prevKv &&
    encoded.frames.length === frames.length &&
    encoded.frames.every((frame, i) => frame === frames[i])
  );
}

function isAnsweredAlike(one: BatchedWatch, other: BatchedWatch): boolean {
  return one.id === other.id && one.spec.fragment === other.spec.fragment;
}

function* encodeAll(frames: readonly EventFrame[], withPrevious: boolean): Steps<Encoded> {
  const events: Uint8Array[] = [];
  for (const frame of frames) {
    events.push(frame.encoded(withPrevious));
    if (events.length % eventsPerStep === 0) {
      yield;
    }
  }
  return { frames, withPrevious, events, revisions: frames.map((frame) => frame.revision) };
}

function fragmentEnds(events: readonly Uint8Array[], maxFragmentBytes: number): number[] {
  const ends: number[] = [];
  let bytes = envelopeBytes;
  for (const [i, event] of events.entries()) {
    const size = 1 + sizeOfVarint(event.length) + event.length;
    if (bytes > envelopeBytes && bytes + size >= maxFragmentBytes) {
      ends.push(i);
      bytes = envelopeBytes;
    }
    bytes += size;
  }
  return [...ends, events.length];
}
