import { noiseRules } from '../kube/noise.js';
import type { LoggedChange } from './watch-log.js';
import { type ChangeRates, type RateDimension, type RateTable, rateDimensions } from './watch-rates.js';

/** One change in full. It stays while it is looked at, also when the log drops it. */
export interface ChangeDialog {
  readonly kind: 'change';
  readonly number: number;
  readonly change: LoggedChange;
  /** What a Secret holds is shown. */
  readonly isRevealed: boolean;
  /** managedFields are shown in full. */
  readonly showsManagers: boolean;
}

/** Which rules fold noise. */
export interface NoiseDialog {
  readonly kind: 'noise';
  readonly cursor: number;
}

export const topWindows = [10, 60] as const;

/** Who changes most. */
export interface TopDialog {
  readonly kind: 'top';
  readonly by: RateDimension;
  readonly seconds: (typeof topWindows)[number];
  readonly sortBy: 'events' | 'bytes';
  /** The name the cursor is on; undefined: the first. */
  readonly selected: string | undefined;
  /** As it was at the last second. */
  readonly table: RateTable;
}

export type WatchDialog = ChangeDialog | NoiseDialog | TopDialog;

const emptyTable: RateTable = { rows: [], seconds: 1, eventsPerSecond: 0, bytesPerSecond: 0 };

export const firstTop: TopDialog = {
  kind: 'top',
  by: 'kind',
  seconds: topWindows[0],
  sortBy: 'events',
  selected: undefined,
  table: emptyTable,
};

/** Counted anew, as of `nowMs`. */
export function counted(dialog: TopDialog, rates: ChangeRates | undefined, nowMs: number): TopDialog {
  const { by, seconds, sortBy } = dialog;
  return { ...dialog, table: rates?.table(by, seconds, nowMs, sortBy) ?? emptyTable };
}

/** The one after `current`, round and round. */
function after<Value>(values: readonly Value[], current: Value): Value {
  return values[(values.indexOf(current) + 1) % values.length] ?? current;
}

export function otherDimension(dialog: TopDialog): TopDialog {
  return { ...dialog, by: after(rateDimensions, dialog.by), selected: undefined };
}

export function otherWindow(dialog: TopDialog): TopDialog {
  return { ...dialog, seconds: after(topWindows, dialog.seconds) };
}

export function otherOrder(dialog: TopDialog): TopDialog {
  return { ...dialog, sortBy: dialog.sortBy === 'events' ? 'bytes' : 'events' };
}

/** Where the cursor is; a name that is gone leaves it at the first. */
export function topCursor({ table, selected }: TopDialog): number {
  return Math.max(
    0,
    table.rows.findIndex(({ name }) => name === selected),
  );
}

export function movedTop(dialog: TopDialog, by: number): TopDialog {
  const last = Math.max(0, dialog.table.rows.length - 1);
  const cursor = Math.max(0, Math.min(last, topCursor(dialog) + by));
  return { ...dialog, selected: dialog.table.rows[cursor]?.name };
}

export function movedNoise(dialog: NoiseDialog, by: number): NoiseDialog {
  return { ...dialog, cursor: Math.max(0, Math.min(noiseRules.length - 1, dialog.cursor + by)) };
}

/** The folds with the rule under the cursor switched. */
export function switched(folds: ReadonlySet<string>, { cursor }: NoiseDialog): ReadonlySet<string> {
  const id = noiseRules[cursor]?.id;
  if (id === undefined) return folds;
  return folds.has(id) ? new Set([...folds].filter((each) => each !== id)) : new Set([...folds, id]);
}
