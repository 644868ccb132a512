import { sizeOfVarint } from '../mvcc/varint.js';
import type { EventFrame } from './event-frame.js';
import type { WatchBatch, WatchSpec } from './types.js';

/** Room for a watch answer's header, id and flags. */
const envelopeBytes = 128;

/**
 * One batch of all events; or, for a watch that takes fragments, as many as their size needs. A fragment
 * holds one event at least, however large that is.
 */
export function batchesOf(
  watch: { readonly id: bigint; readonly spec: WatchSpec },
  frames: readonly EventFrame[],
  revision: number,
  maxFragmentBytes: number,
): WatchBatch[] {
  const events = frames.map((frame) => frame.encoded(watch.spec.prevKv));
  const revisions = frames.map((frame) => frame.revision);
  const ends = watch.spec.fragment ? fragmentEnds(events, maxFragmentBytes) : [events.length];
  return ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    return {
      watchId: watch.id,
      revision,
      events: events.slice(start, end),
      revisions: revisions.slice(start, end),
      fragment: end < events.length,
    };
  });
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
