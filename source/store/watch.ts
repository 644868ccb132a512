import type { ByteString } from '../bytes/byte-string.js';
import { fromBytes, toBytes } from '../bytes/byte-string.js';
import type { Intent } from './intent.js';
import { type Reduce, type Step, step } from './step.js';
import {
  counted,
  firstTop,
  movedNoise,
  movedTop,
  otherDimension,
  otherOrder,
  otherWindow,
  switched,
  type TopDialog,
  topCursor,
} from './watch-dialog.js';
import { foldsFor, showAll, type WatchFilter } from './watch-filter.js';
import type { WatchLogView } from './watch-log.js';
import { unnamed } from './watch-rates.js';
import { lastShown, nextShown, WatchSieve } from './watch-sieve.js';
import type { LogBeginning, WatchEffect, WatchEvent, WatchState, WatchStream } from './watch-state.js';
import { parseTerms } from './watch-terms.js';
import {
  currentChange,
  currentEntry,
  kept,
  moved,
  paused,
  reselected,
  selecting,
  settled,
} from './watch-window.js';

type WatchStep = Step<WatchState, WatchEffect>;

/** How many seconds a rate is taken over. */
const rateSeconds = 5;

const opening = (state: WatchState, prefix: ByteString, since?: LogBeginning): WatchStep =>
  step({ ...state, prefix, stream: { kind: 'starting' }, pause: undefined, samples: [], dialog: undefined }, [
    { type: 'open-watch', prefix, since },
  ]);

function sampled(before: WatchState, nowMs: number): WatchState {
  const { dialog, rates } = before;
  const shown = dialog?.kind === 'top' ? counted(dialog, rates, nowMs) : dialog;
  const state = { ...before, nowMs, dialog: shown };
  if (state.log === undefined) return state;
  const sample = { atMs: nowMs, changes: state.log.changes - state.log.replayed };
  return { ...state, samples: [...state.samples, sample].slice(-rateSeconds - 1) };
}

function ticked(state: WatchState, log: WatchLogView, stream: WatchStream): WatchStep {
  if (log !== state.log) return step(state);
  return looked(kept({ ...state, stream, version: state.version + 1 }), kept);
}

/** The sieve looks at what waits; when there is more than one look may cost, another follows. */
function looked(state: WatchState, then: (state: WatchState) => WatchState): WatchStep {
  const { sieve } = state;
  if (sieve === undefined) return step(state);
  sieve.look();
  return step(then(state), sieve.behind > 0 ? [{ type: 'look-again' }] : []);
}

function opened(
  state: WatchState,
  { prefix, log, rates }: Extract<WatchEvent, { type: 'watch-opened' }>,
): WatchStep {
  if (prefix !== state.prefix) return step(state);
  const sieve = new WatchSieve(log, state.filter);
  return looked({ ...state, log, rates, sieve, version: state.version + 1 }, (each) => each);
}

/** Another filter looks at the whole log anew. */
function filtered(before: WatchState, filter: WatchFilter): WatchStep {
  const { log } = before;
  if (log === undefined) return step({ ...before, filter });
  return looked({ ...before, filter, sieve: new WatchSieve(log, filter) }, reselected);
}

function typedFilter(state: WatchState, typed: string): WatchStep {
  const { terms, problem } = { problem: undefined, ...parseTerms(typed) };
  const next = { ...state, typed, problem };
  if (terms === undefined) return step(next);
  const showsNoise = state.filter.showsNoise && terms.length > 0;
  return filtered(next, { ...state.filter, text: typed, terms, showsNoise });
}

/** What is no filter stays in its field, to be mended. */
function enteredFilter(state: WatchState): WatchStep {
  if (state.problem === undefined) return step({ ...settled(state), typed: undefined });
  const text = `This is no filter: ${state.problem}.`;
  return step(state, [], [{ type: 'notify', tone: 'warning', text }]);
}

function otherFolds({ filter, prefix }: WatchState): ReadonlySet<string> {
  return filter.folds.size > 0 ? showAll.folds : foldsFor(prefix);
}

/** Follows the key of the current change alone, or all keys again. */
function followToggled(state: WatchState): WatchStep {
  const { filter } = state;
  const followed = filter.followed === undefined ? currentChange(state)?.key : undefined;
  return filtered({ ...state, dialog: undefined }, { ...filter, followed });
}

/** The log stands still behind a change that is looked at. */
function detailOpened(state: WatchState): WatchStep {
  const number = currentEntry(state);
  const change = currentChange(state);
  if (number === undefined || change === undefined) return step(state);
  const dialog = { kind: 'change', number, change, isRevealed: false, showsManagers: false } as const;
  return step({ ...selecting(state, number), dialog });
}

/** On to the next change that is shown; marks of the watch are passed over. */
function detailMoved(state: WatchState, by: 1 | -1): WatchState {
  const { dialog, sieve, log } = state;
  if (dialog?.kind !== 'change' || sieve === undefined || log === undefined) return state;
  const end = state.pause?.at ?? log.next;
  for (let number = dialog.number + by; ; number += by) {
    const next = nextShown(sieve, Math.max(number, log.first), by);
    if (next === undefined || next >= end) return state;
    const entry = log.at(next);
    if (entry?.kind === 'change') {
      return {
        ...selecting(state, next),
        dialog: { ...dialog, number: next, change: entry, isRevealed: false },
      };
    }
    number = next;
  }
}

const topChanges = { dimension: otherDimension, window: otherWindow, order: otherOrder } as const;

function withTop(state: WatchState, change: (dialog: TopDialog) => TopDialog): WatchState {
  const { dialog, rates, nowMs } = state;
  return dialog?.kind === 'top' ? { ...state, dialog: counted(change(dialog), rates, nowMs) } : state;
}

/** The filter that shows what a row of the table counts; undefined for what has no name. */
function filterOfRow({ by, table, ...dialog }: TopDialog): string | undefined {
  const name = table.rows[topCursor({ by, table, ...dialog })]?.name;
  if (name === undefined || name === unnamed.others || name === unnamed.unread) return undefined;
  if (by === 'writer')
    return name === unnamed.nobody ? 'by:nobody' : `by:${name.replaceAll(/[\s,].*/gs, '')}`;
  if (by === 'kind' && !name.includes('/') && !name.startsWith('(')) return `kind:${name}`;
  return name.startsWith('(') ? undefined : name;
}

/** Only what the row counts, whatever was filtered before; also where a rule would fold it. */
function topChosen(state: WatchState): WatchStep {
  const text = state.dialog?.kind === 'top' ? filterOfRow(state.dialog) : undefined;
  if (text === undefined) return step(state);
  const filter = { ...showAll, folds: state.filter.folds, showsNoise: true };
  const { state: next, ...rest } = typedFilter({ ...state, filter, dialog: undefined }, text);
  return { ...rest, state: { ...next, typed: undefined } };
}

function exported(state: WatchState, file: string): WatchStep {
  const { log, sieve } = state;
  if (log === undefined || sieve === undefined) return step(state);
  const numbers = lastShown(sieve, log.next - 1, log.capacity);
  const hidden = log.next - log.first - numbers.length;
  return step(state, [{ type: 'export-log', file, log, numbers, hidden }]);
}

const nextTypes = { all: 'puts', puts: 'deletes', deletes: 'all' } as const;

function jump(state: WatchState, toIntents: (key: Uint8Array) => readonly Intent[]): WatchStep {
  const change = currentChange(state);
  if (change === undefined) return step(state);
  return step({ ...state, dialog: undefined }, [], toIntents(toBytes(change.key)));
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
    case 'watch-since':
      return opening(state, state.prefix, { revision: event.revision, newest: event.newest });
    case 'watch-opened':
      return opened(state, event);
    case 'watch-ticked':
      return ticked(state, event.log, event.stream);
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
      return step({ ...state, typed: state.filter.text });
    case 'filter-typed':
      return typedFilter(state, event.text);
    case 'filter-entered':
      return enteredFilter(state);
    case 'filter-cleared':
      return filtered(
        { ...settled(state), typed: undefined, problem: undefined },
        { ...showAll, folds: state.filter.folds },
      );
    case 'types-cycled':
      return filtered(state, { ...state.filter, types: nextTypes[state.filter.types] });
    case 'folds-toggled':
      return filtered(state, { ...state.filter, folds: otherFolds(state), showsNoise: false });
    case 'follow-toggled':
      return followToggled(state);
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
    default:
      return inDialogs(state, event);
  }
};

type DialogEvent = Extract<
  WatchEvent,
  {
    type:
      | 'detail-opened'
      | 'detail-moved'
      | 'secret-toggled'
      | 'managers-toggled'
      | 'noise-opened'
      | 'noise-moved'
      | 'noise-toggled'
      | 'top-opened'
      | 'top-changed'
      | 'top-moved'
      | 'top-chosen'
      | 'watch-dialog-left'
      | 'export-asked'
      | 'export-ended';
  }
>;

function inDialogs(state: WatchState, event: DialogEvent): WatchStep {
  const { dialog } = state;
  switch (event.type) {
    case 'detail-opened':
      return detailOpened(state);
    case 'detail-moved':
      return step(detailMoved(state, event.by));
    case 'secret-toggled':
      if (dialog?.kind !== 'change') return step(state);
      return step({ ...state, dialog: { ...dialog, isRevealed: !dialog.isRevealed } });
    case 'managers-toggled':
      if (dialog?.kind !== 'change') return step(state);
      return step({ ...state, dialog: { ...dialog, showsManagers: !dialog.showsManagers } });
    case 'noise-opened':
      return step({ ...state, dialog: { kind: 'noise', cursor: 0 } });
    case 'noise-moved':
      return step(dialog?.kind === 'noise' ? { ...state, dialog: movedNoise(dialog, event.by) } : state);
    case 'noise-toggled':
      if (dialog?.kind !== 'noise') return step(state);
      return filtered(state, {
        ...state.filter,
        folds: switched(state.filter.folds, dialog),
        showsNoise: false,
      });
    case 'top-opened':
      return step({ ...state, dialog: counted(firstTop, state.rates, state.nowMs) });
    case 'top-changed':
      return step(withTop(state, topChanges[event.what]));
    case 'top-moved':
      return step(withTop(state, (top) => movedTop(top, event.by)));
    case 'top-chosen':
      return topChosen(state);
    case 'watch-dialog-left':
      return step({ ...state, dialog: undefined });
    case 'export-asked':
      return exported(state, event.file);
    case 'export-ended': {
      const tone = event.isDone ? 'ok' : 'warning';
      return step(state, [], [{ type: 'notify', tone, text: event.told }]);
    }
  }
}
