import type { ByteString } from '../tree/byte-string.js';
import { fromBytes, toBytes } from '../tree/byte-string.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';
import { foldsFor, lastShown, nextShown, showAll, type WatchFilter } from './watch-filter.js';
import type { WatchLogView } from './watch-log.js';

/** What is known of the stream; `reason` is a sentence. */
export type WatchStream =
  | { readonly kind: 'starting' }
  | { readonly kind: 'live' }
  /** Being tried again. */
  | { readonly kind: 'cut'; readonly reason: string }
  /** The server will not have this watch. */
  | { readonly kind: 'refused'; readonly reason: string };

/** While paused the window stands still, whatever comes. Numbers are the log's. */
export interface WatchPause {
  /** The log's next number when the pause began; nothing from it on is shown. */
  readonly at: number;
  readonly selected: number;
  /** The last line of the window. */
  readonly bottom: number;
}

export interface WatchState {
  /** What is watched: every key that starts with it. */
  readonly prefix: ByteString;
  /** Undefined before the watch is opened. The log itself changes; `version` says when. */
  readonly log: WatchLogView | undefined;
  readonly version: number;
  readonly stream: WatchStream;
  /** undefined: the newest change is followed. */
  readonly pause: WatchPause | undefined;
  readonly filter: WatchFilter;
  /** The filter's text while it is typed. */
  readonly typed: string | undefined;
  /** How many changes had come at the last seconds, oldest first. */
  readonly samples: readonly { readonly atMs: number; readonly changes: number }[];
  readonly rows: number;
}

export type WatchEvent =
  | SessionEvent
  | Extract<Intent, { type: 'watch-prefix' }>
  | { readonly type: 'watch-opened'; readonly prefix: ByteString; readonly log: WatchLogView }
  /** The log grew, or its stream changed; at most ten times a second. */
  | { readonly type: 'watch-ticked'; readonly log: WatchLogView; readonly stream: WatchStream }
  | { readonly type: 'watch-resized'; readonly rows: number }
  | { readonly type: 'pause-toggled' }
  | { readonly type: 'log-moved'; readonly by: number }
  | { readonly type: 'log-oldest' }
  | { readonly type: 'log-followed' }
  | { readonly type: 'filter-begun' }
  | { readonly type: 'filter-typed'; readonly text: string }
  | { readonly type: 'filter-entered' }
  | { readonly type: 'filter-cleared' }
  | { readonly type: 'types-cycled' }
  | { readonly type: 'folds-toggled' }
  | { readonly type: 'change-revealed' }
  | { readonly type: 'change-opened' };

export type WatchEffect = { readonly type: 'open-watch'; readonly prefix: ByteString };

export const initialWatch: WatchState = {
  prefix: '',
  log: undefined,
  version: 0,
  stream: { kind: 'starting' },
  pause: undefined,
  filter: { ...showAll, folds: foldsFor('') },
  typed: undefined,
  samples: [],
  rows: 1,
};

type WatchStep = Step<WatchState, WatchEffect>;

/** How many seconds a rate is taken over. */
const rateSeconds = 5;

const opening = (state: WatchState, prefix: ByteString): WatchStep =>
  step({ ...state, prefix, stream: { kind: 'starting' }, pause: undefined, samples: [] }, [
    { type: 'open-watch', prefix },
  ]);

function sampled(state: WatchState, nowMs: number): WatchState {
  if (state.log === undefined) return state;
  const sample = { atMs: nowMs, changes: state.log.changes };
  return { ...state, samples: [...state.samples, sample].slice(-rateSeconds - 1) };
}

/** Changes per second over the last seconds; undefined before there are two samples. */
export function changeRate({ samples }: WatchState): number | undefined {
  const [oldest] = samples;
  const newest = samples.at(-1);
  if (oldest === undefined || newest === undefined || newest.atMs <= oldest.atMs) return undefined;
  return ((newest.changes - oldest.changes) * 1_000) / (newest.atMs - oldest.atMs);
}

/** The numbers of the entries in the window, oldest first. */
export function shownEntries(state: WatchState): readonly number[] {
  const { log, filter, pause, rows } = state;
  if (log === undefined) return [];
  return lastShown(log, filter, pause?.bottom ?? log.next - 1, rows);
}

/** The entry that keys act on: the selected one, or the newest that is shown. */
export function currentEntry(state: WatchState): number | undefined {
  const { log, filter, pause } = state;
  if (log === undefined) return undefined;
  return pause?.selected ?? nextShown(log, filter, log.next - 1, -1);
}

/** A pause with this entry selected, and the window moved as little as possible. */
function selecting(state: WatchState, selected: number): WatchState {
  const { log, filter, rows } = state;
  if (log === undefined) return state;
  const at = state.pause?.at ?? log.next;
  const bottom = Math.max(state.pause?.bottom ?? at - 1, selected);
  const window = lastShown(log, filter, bottom, rows);
  const top = Math.min(selected, window[0] ?? selected);
  const stands = window.length === rows && window[0] === top;
  return { ...state, pause: { at, selected, bottom: stands ? bottom : bottomFor(state, top, at) } };
}

/** The last line of the window whose first line is `top`. */
function bottomFor({ log, filter, rows }: WatchState, top: number, at: number): number {
  let bottom = top;
  for (let count = 1; count < rows && log !== undefined; count += 1) {
    const next = nextShown(log, filter, bottom + 1, 1);
    if (next === undefined || next >= at) break;
    bottom = next;
  }
  return bottom;
}

function paused(state: WatchState): WatchState {
  const newest = currentEntry(state);
  return newest === undefined ? state : selecting(state, newest);
}

function moved(state: WatchState, by: number): WatchState {
  const { log, filter } = state;
  const start = currentEntry(state);
  if (log === undefined || start === undefined) return state;
  const direction = by < 0 ? -1 : 1;
  const end = state.pause?.at ?? log.next;
  let selected = Math.max(start, log.first);
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = nextShown(log, filter, selected + direction, direction);
    if (next === undefined || next >= end) break;
    selected = next;
  }
  return selecting(state, selected);
}

/** What was paused on may have been dropped from the log since. */
function kept(state: WatchState): WatchState {
  const { log, pause, filter } = state;
  if (log === undefined || pause === undefined || pause.selected >= log.first) return state;
  const oldest = nextShown(log, filter, log.first, 1);
  if (oldest === undefined || oldest >= pause.at) return { ...state, pause: undefined };
  return selecting(state, oldest);
}

function ticked(state: WatchState, log: WatchLogView, stream: WatchStream): WatchState {
  if (log !== state.log) return state;
  return kept({ ...state, stream, version: state.version + 1 });
}

/** Another filter shows other lines: what is selected must be one of them. */
function filtered(state: WatchState, filter: WatchFilter): WatchState {
  const next = { ...state, filter };
  const { log, pause } = next;
  if (log === undefined || pause === undefined) return next;
  const selected =
    nextShown(log, filter, pause.selected, -1) ??
    nextShown(log, filter, Math.max(pause.selected, log.first), 1);
  if (selected === undefined || selected >= pause.at) return { ...next, pause: undefined };
  return selecting({ ...next, pause: { ...pause, bottom: Math.max(pause.bottom, selected) } }, selected);
}

/** Keys are bytes: what is typed is looked for as UTF-8. */
function typedFilter(state: WatchState, typed: string): WatchState {
  const text = fromBytes(new TextEncoder().encode(typed));
  return filtered({ ...state, typed }, { ...state.filter, text });
}

function otherFolds({ filter, prefix }: WatchState): ReadonlySet<string> {
  return filter.folds.size > 0 ? showAll.folds : foldsFor(prefix);
}

/** How many changes are folded, and how many rules fold them. */
export function foldedCounts({ log, filter }: WatchState): {
  readonly rules: number;
  readonly changes: number;
} {
  const counts = [...(log?.noise ?? [])].filter(([id]) => filter.folds.has(id)).map(([, count]) => count);
  return { rules: counts.length, changes: counts.reduce((sum, count) => sum + count, 0) };
}

const nextTypes = { all: 'puts', puts: 'deletes', deletes: 'all' } as const;

function jump(state: WatchState, toIntents: (key: Uint8Array) => readonly Intent[]): WatchStep {
  const number = currentEntry(state);
  const entry = number === undefined ? undefined : state.log?.at(number);
  if (entry?.kind !== 'change') return step(state);
  return step(state, [], toIntents(toBytes(entry.key)));
}

export const reduceWatch: Reduce<WatchState, WatchEvent, WatchEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
      return opening(state, state.prefix);
    case 'connection-changed':
    case 'moment-chosen':
      return step(state);
    case 'second-passed':
      return step(sampled(state, event.nowMs));
    case 'watch-prefix': {
      const prefix = fromBytes(event.prefix);
      return opening({ ...state, filter: { ...showAll, folds: foldsFor(prefix) } }, prefix);
    }
    case 'watch-opened':
      return step(
        event.prefix === state.prefix ? { ...state, log: event.log, version: state.version + 1 } : state,
      );
    case 'watch-ticked':
      return step(ticked(state, event.log, event.stream));
    case 'watch-resized':
      return step({ ...state, rows: Math.max(1, event.rows) });
    case 'pause-toggled':
      return step(state.pause === undefined ? paused(state) : { ...state, pause: undefined });
    case 'log-moved':
      return step(moved(state, event.by));
    case 'log-oldest':
      return step(moved(state, Number.NEGATIVE_INFINITY));
    case 'log-followed':
      return step({ ...state, pause: undefined });
    case 'filter-begun':
      return step({ ...state, typed: '', filter: { ...state.filter, text: '' } });
    case 'filter-typed':
      return step(typedFilter(state, event.text));
    case 'filter-entered':
      return step({ ...state, typed: undefined });
    case 'filter-cleared':
      return step(filtered({ ...state, typed: undefined }, { ...showAll, folds: state.filter.folds }));
    case 'types-cycled':
      return step(filtered(state, { ...state.filter, types: nextTypes[state.filter.types] }));
    case 'folds-toggled':
      return step(filtered(state, { ...state.filter, folds: otherFolds(state) }));
    case 'change-revealed':
      return jump(state, (key) => [
        { type: 'reveal-key', key },
        { type: 'focus', pane: 'keys' },
      ]);
    case 'change-opened':
      return jump(state, (key) => [
        { type: 'show-key', key },
        { type: 'focus', pane: 'value' },
      ]);
  }
};
