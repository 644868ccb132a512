import type { LoggedChange } from './watch-log.js';
import { lastShown, nextShown } from './watch-sieve.js';
import type { WatchState } from './watch-state.js';

/** The numbers of the entries in the window, oldest first. */
export function shownEntries(state: WatchState): readonly number[] {
  const { log, sieve, pause, rows } = state;
  if (log === undefined || sieve === undefined) return [];
  return lastShown(sieve, pause?.bottom ?? log.next - 1, rows);
}

/** The entry that keys act on: the selected one, or the newest that is shown. */
export function currentEntry(state: WatchState): number | undefined {
  const { log, sieve, pause } = state;
  if (log === undefined || sieve === undefined) return undefined;
  return pause?.selected ?? nextShown(sieve, log.next - 1, -1);
}

/** A pause with this entry selected, and the window moved as little as possible. */
export function selecting(state: WatchState, selected: number, wanted = selected): WatchState {
  const { log, sieve, rows } = state;
  if (log === undefined || sieve === undefined) return state;
  const at = state.pause?.at ?? log.next;
  const bottom = Math.max(state.pause?.bottom ?? at - 1, selected);
  const window = lastShown(sieve, bottom, rows);
  const top = Math.min(selected, window[0] ?? selected);
  const stands = window.length === rows && window[0] === top;
  return { ...state, pause: { at, selected, wanted, bottom: stands ? bottom : bottomFor(state, top, at) } };
}

/** The last line of the window whose first line is `top`. */
function bottomFor({ sieve, rows }: WatchState, top: number, at: number): number {
  let bottom = top;
  for (let count = 1; count < rows && sieve !== undefined; count += 1) {
    const next = nextShown(sieve, bottom + 1, 1);
    if (next === undefined || next >= at) break;
    bottom = next;
  }
  return bottom;
}

/** What came since the last tick counts, too. */
export function paused(state: WatchState): WatchState {
  state.sieve?.look();
  const newest = currentEntry(state);
  return newest === undefined ? state : selecting(state, newest);
}

export function moved(state: WatchState, by: number): WatchState {
  const { log, sieve } = state;
  sieve?.look();
  const start = currentEntry(state);
  if (log === undefined || sieve === undefined || start === undefined) return state;
  const direction = by < 0 ? -1 : 1;
  const end = state.pause?.at ?? log.next;
  let selected = Math.max(start, log.first);
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = nextShown(sieve, selected + direction, direction);
    if (next === undefined || next >= end) break;
    selected = next;
  }
  return selecting(state, selected);
}

/** What was paused on may have been dropped from the log since. */
export function kept(state: WatchState): WatchState {
  const { log, pause, sieve } = state;
  if (log === undefined || sieve === undefined || pause === undefined) return state;
  if (pause.selected >= log.first) return state;
  const oldest = nextShown(sieve, log.first, 1);
  if (oldest === undefined || oldest >= pause.at) return { ...state, pause: undefined };
  return selecting(state, oldest);
}

/** Another filter shows other lines: what is selected must be one of them, and as near as can be to what was wanted. */
export function reselected(state: WatchState): WatchState {
  const { log, pause, sieve } = state;
  if (log === undefined || sieve === undefined || pause === undefined) return state;
  const { wanted } = pause;
  const selected = nextShown(sieve, wanted, -1) ?? nextShown(sieve, Math.max(wanted, log.first), 1);
  if (selected === undefined || selected >= pause.at) return { ...state, pause: undefined };
  const bottom = Math.max(pause.bottom, selected);
  return selecting({ ...state, pause: { ...pause, bottom } }, selected, wanted);
}

/** What a filter led to is what is wanted. */
export function settled(state: WatchState): WatchState {
  const { pause } = state;
  return pause === undefined ? state : { ...state, pause: { ...pause, wanted: pause.selected } };
}

/** The change that keys act on. */
export function currentChange(state: WatchState): LoggedChange | undefined {
  if (state.dialog?.kind === 'change') return state.dialog.change;
  const number = currentEntry(state);
  const entry = number === undefined ? undefined : state.log?.at(number);
  return entry?.kind === 'change' ? entry : undefined;
}
