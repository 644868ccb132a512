import type { ByteString } from '../bytes/byte-string.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import type { WatchDialog } from './watch-dialog.js';
import { foldsFor, isFolding, showAll, type WatchFilter } from './watch-filter.js';
import type { WatchLogView } from './watch-log.js';
import type { ChangeRates } from './watch-rates.js';
import type { WatchSieve } from './watch-sieve.js';

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
  /** What is selected again when it is shown again, while a filter is typed that goes past it. */
  readonly wanted: number;
  /** The last line of the window. */
  readonly bottom: number;
}

export interface WatchState {
  /** What is watched: every key that starts with it. */
  readonly prefix: ByteString;
  /** Undefined before the watch is opened. The log itself changes; `version` says when. */
  readonly log: WatchLogView | undefined;
  readonly version: number;
  /** What of the log the filter shows; it changes as the log does. */
  readonly sieve: WatchSieve | undefined;
  /** What changes most, counted beside the log. */
  readonly rates: ChangeRates | undefined;
  readonly stream: WatchStream;
  /** undefined: the newest change is followed. */
  readonly pause: WatchPause | undefined;
  readonly filter: WatchFilter;
  /** The filter's text while it is typed. */
  readonly typed: string | undefined;
  /** Why what is typed is no filter; the one before still holds. */
  readonly problem: string | undefined;
  readonly dialog: WatchDialog | undefined;
  readonly nowMs: number;
  /** How many changes had come that are new at the last seconds, oldest first. */
  readonly samples: readonly { readonly atMs: number; readonly changes: number }[];
  readonly rows: number;
}

export type WatchEvent =
  | SessionEvent
  | Extract<Intent, { type: 'watch-prefix' | 'watch-since' }>
  | {
      readonly type: 'watch-opened';
      readonly prefix: ByteString;
      readonly log: WatchLogView;
      readonly rates: ChangeRates;
    }
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
  | { readonly type: 'follow-toggled' }
  | { readonly type: 'change-revealed' }
  | { readonly type: 'change-opened' }
  | { readonly type: 'detail-opened' }
  | { readonly type: 'detail-moved'; readonly by: 1 | -1 }
  | { readonly type: 'secret-toggled' }
  | { readonly type: 'managers-toggled' }
  | { readonly type: 'noise-opened' }
  | { readonly type: 'noise-moved'; readonly by: number }
  | { readonly type: 'noise-toggled' }
  | { readonly type: 'folds-toggled' }
  | { readonly type: 'top-opened' }
  | { readonly type: 'top-changed'; readonly what: 'dimension' | 'window' | 'order' }
  | { readonly type: 'top-moved'; readonly by: number }
  | { readonly type: 'top-chosen' }
  | { readonly type: 'watch-dialog-left' }
  | { readonly type: 'export-asked'; readonly file: string }
  /** Told by the effect, in a sentence. */
  | { readonly type: 'export-ended'; readonly isDone: boolean; readonly told: string };

/** Where a log begins that tells again what happened up to `newest`. */
export interface LogBeginning {
  readonly revision: number;
  readonly newest: number;
}

export type WatchEffect =
  /** `since`: the first revision that is told of, and the newest there was; undefined: what comes from now on. */
  | { readonly type: 'open-watch'; readonly prefix: ByteString; readonly since: LogBeginning | undefined }
  /** There is more to look at than one look may cost: tick again soon. */
  | { readonly type: 'look-again' }
  /** Writes what the filter shows of the log to a new file. */
  | {
      readonly type: 'export-log';
      readonly file: string;
      readonly log: WatchLogView;
      readonly numbers: readonly number[];
      readonly hidden: number;
    };

export const initialWatch: WatchState = {
  prefix: '',
  log: undefined,
  version: 0,
  sieve: undefined,
  rates: undefined,
  stream: { kind: 'starting' },
  pause: undefined,
  filter: { ...showAll, folds: foldsFor('') },
  typed: undefined,
  problem: undefined,
  dialog: undefined,
  nowMs: 0,
  samples: [],
  rows: 1,
};

/** Changes per second over the last seconds; undefined before there are two samples. */
export function changeRate({ samples }: WatchState): number | undefined {
  const [oldest] = samples;
  const newest = samples.at(-1);
  if (oldest === undefined || newest === undefined || newest.atMs <= oldest.atMs) return undefined;
  return ((newest.changes - oldest.changes) * 1_000) / (newest.atMs - oldest.atMs);
}

/** How many changes are folded, and how many rules fold them. */
export function foldedCounts({ log, filter }: WatchState): {
  readonly rules: number;
  readonly changes: number;
} {
  if (!isFolding(filter)) return { rules: 0, changes: 0 };
  const counts = [...(log?.noise ?? [])].filter(([id]) => filter.folds.has(id)).map(([, count]) => count);
  return { rules: counts.length, changes: counts.reduce((sum, count) => sum + count, 0) };
}
