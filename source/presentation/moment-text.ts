import { calendarDay, clockTime, duration, grouped } from './quantities.js';

/** A revision and, as far as it is known, when it was; see history/moment.ts. */
interface PastRevision {
  readonly revision: number;
  readonly time: { readonly atMs: number; readonly doubtMs: number } | undefined;
}

const dayMs = 86_400_000;

/** `10:32:05`, or with its day where that is not today's. */
function timeText(atMs: number, nowMs: number): string {
  const isRecent = nowMs - atMs < dayMs && calendarDay(atMs) === calendarDay(nowMs);
  return isRecent ? clockTime(atMs) : `${calendarDay(atMs)} ${clockTime(atMs)}`;
}

/**
 * `rev 28,900,112, about 10:32:05, 10 m ago`, without the last where room is scarce; `about` where the time is an
 * estimate.
 */
export function pastText({ revision, time }: PastRevision, nowMs: number, isRoomy = true): string {
  if (time === undefined) return `rev ${grouped(revision)}`;
  const about = time.doubtMs > 0 ? 'about ' : '';
  const ago = isRoomy ? `, ${duration(Math.max(0, nowMs - time.atMs))} ago` : '';
  return `rev ${grouped(revision)}, ${about}${timeText(time.atMs, nowMs)}${ago}`;
}
