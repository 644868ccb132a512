/** What of the past is wanted, as it was typed. */
export type WantedMoment =
  | { readonly kind: 'now' }
  | { readonly kind: 'revision'; readonly revision: number }
  /** So many revisions before the newest. */
  | { readonly kind: 'back'; readonly revisions: number }
  /** Wall time in milliseconds. */
  | { readonly kind: 'time'; readonly atMs: number };

export type ParsedMoment =
  | { readonly kind: 'wanted'; readonly wanted: WantedMoment }
  | { readonly kind: 'refused'; readonly reason: string };

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const dayMs = 86_400_000;

const wanted = (moment: WantedMoment): ParsedMoment => ({ kind: 'wanted', wanted: moment });
const refused = (reason: string): ParsedMoment => ({ kind: 'refused', reason });

const countOf = (digits: string): number => Number(digits.replaceAll(/[,_]/g, ''));

/**
 * Reads `now`; a revision, `28900112` or `28,900,112`; `-500`, so many revisions back; an age, `10m`, `1h30m`,
 * `2d ago`; a time of day, `10:32` or `10:32:05`, the last there was; a day and a time, `2026-11-21 10:32` or
 * with a zone `2026-11-21T10:32:00Z`; `@1764153000`, a Unix time. Times without a zone are this machine's.
 */
export function parseMoment(text: string, nowMs: number): ParsedMoment {
  const typed = text.trim().toLowerCase();
  if (typed === 'now' || typed === '') return wanted({ kind: 'now' });
  if (/^-?\d[\d,_]*$/.test(typed)) return counted(typed);
  const atMs = unixSeconds(typed) ?? ageBefore(typed, nowMs) ?? timeOfDay(typed, nowMs) ?? dayAndTime(typed);
  if (atMs === undefined) {
    return refused(
      'That is neither a revision nor a time: write 28900112, -500, 10m, 10:32, 2026-11-21 10:32 or now.',
    );
  }
  return atMs > nowMs ? refused('That time is still to come.') : wanted({ kind: 'time', atMs });
}

function counted(typed: string): ParsedMoment {
  const isBack = typed.startsWith('-');
  const count = countOf(isBack ? typed.slice(1) : typed);
  if (!Number.isSafeInteger(count)) return refused('That number is larger than any revision.');
  if (isBack) return wanted({ kind: 'back', revisions: count });
  return count === 0
    ? refused('There is no revision 0: an empty store is at revision 1.')
    : wanted({ kind: 'revision', revision: count });
}

function unixSeconds(typed: string): number | undefined {
  const [, seconds] = /^@(\d{1,11}(?:\.\d+)?)$/.exec(typed) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function ageBefore(typed: string, nowMs: number): number | undefined {
  const [, parts] = /^((?:\d+(?:\.\d+)?\s*[smhdw]\s*)+)(?:ago)?$/.exec(typed) ?? [];
  if (parts === undefined) return undefined;
  let ageMs = 0;
  for (const [, amount, unit] of parts.matchAll(/(\d+(?:\.\d+)?)\s*([smhdw])/g)) {
    ageMs += Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
  }
  return nowMs - ageMs;
}

interface ClockTime {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

function clockTimeOf(typed: string): ClockTime | undefined {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(typed) ?? [];
  const time = { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) };
  return time.hours < 24 && time.minutes < 60 && time.seconds < 60 ? time : undefined;
}

/** Today's or, where that is still to come, yesterday's. */
function timeOfDay(typed: string, nowMs: number): number | undefined {
  const time = clockTimeOf(typed);
  if (time === undefined) return undefined;
  const day = new Date(nowMs);
  const today = atClock(day, time);
  if (today <= nowMs) return today;
  return atClock(new Date(nowMs - dayMs), time);
}

function atClock(day: Date, { hours, minutes, seconds }: ClockTime): number {
  const start = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hours, minutes);
  return start.getTime() + seconds * 1_000;
}

function dayAndTime(typed: string): number | undefined {
  const [, day, time, zone = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[t\s]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(z|[+-]\d{2}:\d{2})?)?$/.exec(typed) ??
    [];
  if (day === undefined) return undefined;
  const parsed = Date.parse(`${day}T${time ?? '00:00'}${zone.toUpperCase()}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
