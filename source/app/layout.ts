import { frameColumns, frameRows } from '../components/frame.js';
import type { ScreenRoom } from '../components/room.js';
import type { PaneId } from '../store/intent.js';
import type { UiState } from '../store/ui.js';

/** Where a pane stands, its frame included, in cells from the screen's upper left corner. */
export interface Placement extends ScreenRoom {
  readonly pane: PaneId;
  readonly left: number;
  readonly top: number;
}

/** From this size on the dashboard shows several panes. */
const dashboardMin: ScreenRoom = { columns: 120, rows: 40 };
/** Below this nothing useful fits. */
export const usableMin: ScreenRoom = { columns: 40, rows: 10 };

export type Arrangement = 'too-small' | 'one-pane' | 'dashboard';

export function arrangementFor(size: ScreenRoom): Arrangement {
  if (size.columns < usableMin.columns || size.rows < usableMin.rows) return 'too-small';
  const roomy = size.columns >= dashboardMin.columns && size.rows >= dashboardMin.rows;
  return roomy ? 'dashboard' : 'one-pane';
}

/** Status line above, footer below; one pane at a time has its tabs besides. */
const statusRows = 1;
const tabRows = 1;
const footerRows = 1;

/** Members needs a line per member and a few facts; more room is better used by the log. */
const membersRows = { min: 11, max: 14 };

interface Area {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

const place = (pane: PaneId, area: Area): Placement => ({ pane, ...area });

function splitRows(area: Area, rowsAbove: number): readonly [Area, Area] {
  const above = { ...area, rows: rowsAbove };
  return [above, { ...area, top: area.top + rowsAbove, rows: area.rows - rowsAbove }];
}

const halfPercent = 50;

function splitColumns(area: Area, percent: number): readonly [Area, Area] {
  const columns = Math.floor((area.columns * percent) / 100);
  const right = { ...area, left: area.left + columns, columns: area.columns - columns };
  return [{ ...area, columns }, right];
}

const rowsForMembers = (area: Area): number =>
  Math.max(membersRows.min, Math.min(membersRows.max, Math.floor(area.rows * 0.3)));

function browse(area: Area, split: number): readonly Placement[] {
  const [left, right] = splitColumns(area, split);
  const [keys, value] = splitRows(left, Math.ceil(left.rows / 2));
  const [watch, members] = splitRows(right, right.rows - rowsForMembers(right));
  return [place('keys', keys), place('value', value), place('watch', watch), place('members', members)];
}

function care(area: Area, pane: 'triage' | 'actions'): readonly Placement[] {
  const [above, below] = splitRows(area, area.rows - rowsForMembers(area));
  const [members, watch] = splitColumns(below, halfPercent);
  return [place(pane, above), place('members', members), place('watch', watch)];
}

/** The room inside a pane's frame. */
export function paneRoom({ columns, rows }: ScreenRoom): ScreenRoom {
  return { columns: columns - frameColumns, rows: rows - frameRows };
}

/** The panes on the screen; none when it is too small. */
export function placementsFor(ui: UiState): readonly Placement[] {
  const arrangement = arrangementFor(ui);
  if (arrangement === 'too-small') return [];
  const tabs = arrangement === 'one-pane' ? tabRows : 0;
  const top = statusRows + tabs;
  const area = { left: 0, top, columns: ui.columns, rows: ui.rows - top - footerRows };
  if (arrangement === 'one-pane' || ui.zoomed) return [place(ui.focus, area)];
  return ui.view === 'browse' ? browse(area, ui.settings.split ?? halfPercent) : care(area, ui.carePane);
}

/** Whether a cell is on the line between the dashboard's left and right panes, which can be dragged. */
export function isOnSplit(
  ui: UiState,
  { column, row }: { readonly column: number; readonly row: number },
): boolean {
  if (ui.view !== 'browse') return false;
  return placementsFor(ui).some(
    ({ left, top, rows }) =>
      left > 0 && row >= top && row < top + rows && (column === left || column === left - 1),
  );
}
