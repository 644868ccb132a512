import type { MomentTime } from './moment.js';

/** At a wall time, in milliseconds, this was the newest revision. */
export interface RevisionSample {
  readonly revision: number;
  readonly atMs: number;
}

/** Samples in the order of their times and of their revisions; the same revision stands twice at most. */
export type RevisionClock = readonly RevisionSample[];

/** At one sample every two seconds all of a quarter of an hour, and less and less of what was before. */
const samplesMax = 512;

/** One more sample. What contradicts the newest is passed over: members are not equally far. */
export function withSample(clock: RevisionClock, sample: RevisionSample): RevisionClock {
  const last = clock.at(-1);
  if (last !== undefined && (sample.revision < last.revision || sample.atMs <= last.atMs)) return clock;
  const isPlateau = last?.revision === sample.revision && clock.at(-2)?.revision === sample.revision;
  const grown = [...(isPlateau ? clock.slice(0, -1) : clock), sample];
  return grown.length > samplesMax ? thinned(grown) : grown;
}

/** Every other sample of the older half goes; the oldest stays. */
function thinned(clock: RevisionClock): RevisionClock {
  const half = clock.length / 2;
  return clock.filter((_, index) => index >= half || index % 2 === 0);
}

/** The last sample at or before a time and the first after it. */
export interface Bracket {
  readonly before: RevisionSample | undefined;
  readonly after: RevisionSample | undefined;
}

export function bracketOfTime(clock: RevisionClock, atMs: number): Bracket {
  return {
    before: clock.findLast((sample) => sample.atMs <= atMs),
    after: clock.find((sample) => sample.atMs > atMs),
  };
}

/**
 * The revision at a time between two samples, as if revisions came evenly.
 *
 *     rev 100 at 10:00:00, rev 160 at 10:01:00        rev 130 at 10:00:30, wrong by up to a minute
 */
export function revisionBetween(
  before: RevisionSample,
  after: RevisionSample,
  atMs: number,
): { readonly revision: number; readonly doubtMs: number } {
  const passed = after.revision - before.revision;
  if (passed <= 0) return { revision: before.revision, doubtMs: 0 };
  const spanMs = after.atMs - before.atMs;
  const share = spanMs <= 0 ? 0 : Math.min(1, Math.max(0, (atMs - before.atMs) / spanMs));
  const reached = Math.min(passed - 1, Math.floor(passed * share));
  return { revision: before.revision + reached, doubtMs: passed === 1 ? 0 : spanMs };
}

/** When a revision was written; undefined for those before the first sample. */
export function timeOfRevision(clock: RevisionClock, revision: number): MomentTime | undefined {
  const before = clock.findLast((sample) => sample.revision < revision);
  const after = clock.find((sample) => sample.revision >= revision);
  if (after === undefined) return undefined;
  if (before === undefined) {
    return after.revision === revision ? { atMs: after.atMs, doubtMs: 0 } : undefined;
  }
  const share = (revision - before.revision) / (after.revision - before.revision);
  const spanMs = after.atMs - before.atMs;
  return { atMs: before.atMs + Math.round(spanMs * share), doubtMs: spanMs };
}

/** Nobody needs a time more exactly than this. */
const closeMs = 1_000;
const looksMax = 32;

/**
 * Narrows a bracket by what a clock kept in the store said at revisions in between: an object that is written
 * every few seconds with the time of its writing. Its last writing at a revision is a sample at its own, earlier
 * revision. At most 32 looks.
 */
export async function narrowed(
  bracket: { readonly before: RevisionSample; readonly after: RevisionSample },
  atMs: number,
  /** undefined: the clock was not there. */
  lastTickAt: (revision: number) => Promise<RevisionSample | undefined>,
): Promise<{ readonly before: RevisionSample; readonly after: RevisionSample }> {
  let { before, after } = bracket;
  /** The clock did not tick between `before` and here. */
  let low = before.revision;
  for (let look = 0; look < looksMax; look += 1) {
    const isClose = after.atMs - before.atMs <= closeMs || after.revision - low <= 1;
    if (isClose) break;
    const middle = low + Math.max(1, Math.floor((after.revision - low) / 2));
    if (middle >= after.revision) break;
    const tick = await lastTickAt(middle);
    if (tick === undefined || tick.revision <= low) low = middle;
    else if (tick.atMs <= atMs) {
      before = tick;
      low = middle;
    } else after = tick;
  }
  return { before, after };
}
