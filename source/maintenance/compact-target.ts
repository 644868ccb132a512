import { calendarDay, clockTime, counted, grouped } from '../presentation/quantities.js';
import { unixTimeMs } from '../presentation/unix-time.js';

/** Up to where history is dropped. */
export type CompactTarget =
  | { readonly kind: 'revision'; readonly revision: number }
  /** Keep this many of the newest revisions readable. */
  | { readonly kind: 'keep'; readonly revisions: number };

export type ParsedTarget =
  | { readonly kind: 'target'; readonly target: CompactTarget }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads `29,253,467`, or `keep 10,000`; digits may be grouped by `,`, `_` or blanks. */
export function parseCompactTarget(text: string): ParsedTarget {
  const match = /^\s*(keep\s+)?(\d[\d,_ ]*)\s*$/i.exec(text);
  const [, keep, digits] = match ?? [];
  if (digits === undefined) {
    return {
      kind: 'refused',
      reason: 'type a revision, or keep and how many revisions to keep: keep 10,000',
    };
  }
  const count = Number(digits.replaceAll(/[,_ ]/g, ''));
  if (!Number.isSafeInteger(count)) {
    return { kind: 'refused', reason: 'the number is larger than any revision' };
  }
  const target: CompactTarget =
    keep === undefined ? { kind: 'revision', revision: count } : { kind: 'keep', revisions: count };
  return { kind: 'target', target };
}

/** What history there is: from the oldest readable revision to the newest. */
export interface RevisionRange {
  readonly oldest: number;
  readonly newest: number;
}

export type ResolvedTarget =
  | { readonly kind: 'revision'; readonly revision: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** The revision to compact at, or why it cannot be. */
export function resolveTarget(target: CompactTarget, { oldest, newest }: RevisionRange): ResolvedTarget {
  const revision = target.kind === 'keep' ? newest - target.revisions : target.revision;
  if (revision > newest) return { kind: 'refused', reason: futureReason(revision, newest) };
  if (revision > oldest) return { kind: 'revision', revision };
  return { kind: 'refused', reason: nothingReason(target, oldest, newest) };
}

function nothingReason(target: CompactTarget, oldest: number, newest: number): string {
  const range = `history reaches from revision ${grouped(oldest)} to ${grouped(newest)}`;
  return target.kind === 'keep'
    ? `there is nothing to drop: ${range}, which is no more than ${counted(target.revisions, 'revision')}`
    : `revision ${grouped(target.revision)} is compacted already: ${range}`;
}

/** A number far above every revision is most often the time of day: etcd counts changes, not seconds. */
function futureReason(revision: number, newest: number): string {
  const wallMs = unixTimeMs(revision);
  const future = `revision ${grouped(revision)} does not exist yet, the newest is ${grouped(newest)}`;
  if (wallMs === undefined) return future;
  const when = `${calendarDay(wallMs)} ${clockTime(wallMs)}`;
  return `${revision} is the Unix time of ${when}, not a revision: etcd counts changes, and the newest revision is ${grouped(newest)}`;
}
