import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import { frameColumns, frameRows, frameRowsOf } from './frame.js';
import type { ScreenRoom } from './room.js';
import { scrollingRow } from './scrolling.js';

/** Text to read over the screen: the keys there are, what was told. */
export interface ReaderPage {
  readonly name: string;
  readonly rows: readonly Row[];
  /** The widest it may get, border and all, in cells. */
  readonly columnsMax: number;
}

/** How much a page may take inside its border. */
export function readerRoom(columnsMax: number, screen: ScreenRoom): ScreenRoom {
  return {
    columns: Math.max(2, Math.min(columnsMax, screen.columns - 2) - frameColumns),
    rows: Math.max(1, screen.rows - 2 - frameRows),
  };
}

/** The greatest first line that still leaves no room unused. */
export function readerTopMax(page: ReaderPage, screen: ScreenRoom): number {
  return Math.max(0, page.rows.length - readerRoom(page.columnsMax, screen).rows);
}

/** The page from its line `top` on. */
export function readerRows(page: ReaderPage, top: number, screen: ScreenRoom): readonly Row[] {
  const room = readerRoom(page.columnsMax, screen);
  const shown = page.rows.slice(top, top + room.rows);
  const below = page.rows.length - top - shown.length;
  return frameRowsOf({
    name: page.name,
    title: [],
    note: [...scrollingRow({ above: top, below }, 'plain'), span('esc', 'accent'), span(' close', 'dim')],
    lines: shown.map((row) => ({ row })),
    prompt: undefined,
    focused: true,
    columns: room.columns + frameColumns,
    rows: shown.length + frameRows,
  });
}
