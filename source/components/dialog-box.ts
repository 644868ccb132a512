import type { Hint } from '../keymap/labels.js';
import type { Row } from '../presentation/row.js';
import { rowWidth } from '../presentation/rows.js';
import { frameColumns, frameRows, frameRowsOf, promptRow } from './frame.js';
import { hintsRow } from './hints.js';
import type { ScreenRoom } from './room.js';
import { scrollingRow } from './scrolling.js';

export interface DialogBox {
  readonly title: Row;
  readonly tone: 'plain' | 'warning' | 'critical';
  readonly lines: readonly Row[];
  readonly prompt: { readonly label: string; readonly text: string } | undefined;
  readonly hints: readonly Hint[];
}

/** Wider lines are hard to read. */
const columnsMax = 100;
/** The blank line and the prompt. */
const promptRows = 2;
/** The status line and the footer stay in sight. */
const headAndFootRows = 2;

/** How much a dialog's own lines may take on a screen; its prompt and its hints have their place besides. */
export function dialogRoom(screen: ScreenRoom): ScreenRoom {
  return {
    columns: Math.min(columnsMax, screen.columns - 2) - frameColumns,
    rows: Math.max(1, screen.rows - frameRows - promptRows - headAndFootRows),
  };
}

/** The greatest first line that leaves no room unused; 0 when all lines are seen at once. */
export function dialogTopMax(lines: readonly Row[], screen: ScreenRoom): number {
  return Math.max(0, lines.length - dialogRoom(screen).rows);
}

/** What is hidden is said: a plan that is cut would read as a shorter plan. */
function noteRow(dialog: DialogBox, top: number, screen: ScreenRoom): Row {
  const { columns } = dialogRoom(screen);
  const below = dialogTopMax(dialog.lines, screen) - top;
  const scrolling = scrollingRow({ above: top, below }, 'warning');
  return [...scrolling, ...hintsRow(dialog.hints, columns - 2 - rowWidth(scrolling))];
}

/** The rows of a dialog from its line `top` on, as high as what it says, never higher than the screen. */
export function dialogRows(dialog: DialogBox, top: number, screen: ScreenRoom): readonly Row[] {
  const room = dialogRoom(screen);
  const lines = dialog.lines.slice(top, top + room.rows);
  const prompt = dialog.prompt;
  const typed = prompt === undefined ? [] : [[], promptRow(prompt.label, prompt.text, room.columns)];
  const content = [...lines, ...typed].map((row) => ({ row }));
  return frameRowsOf({
    name: '',
    title: dialog.title,
    note: noteRow(dialog, top, screen),
    lines: content,
    prompt: undefined,
    focused: true,
    borderTone: dialog.tone === 'plain' ? 'accent' : dialog.tone,
    columns: room.columns + frameColumns,
    rows: content.length + frameRows,
  });
}
