import type { Hint } from '../keymap/labels.js';
import type { Row } from '../presentation/row.js';
import { frameColumns, frameRows, frameRowsOf, promptRow } from './frame.js';
import { hintsRow } from './hints.js';
import type { ScreenRoom } from './room.js';

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

/** How much a dialog's own lines may take on a screen; its prompt and its hints have their place besides. */
export function dialogRoom(screen: ScreenRoom): ScreenRoom {
  return {
    columns: Math.min(columnsMax, screen.columns - 2) - frameColumns,
    rows: Math.max(1, screen.rows - frameRows - promptRows - 2),
  };
}

/** The rows of a dialog, as high as what it says, never higher than the screen. */
export function dialogRows(dialog: DialogBox, screen: ScreenRoom): readonly Row[] {
  const room = dialogRoom(screen);
  const lines = dialog.lines.slice(0, room.rows);
  const prompt = dialog.prompt;
  const typed = prompt === undefined ? [] : [[], promptRow(prompt.label, prompt.text, room.columns)];
  const content = [...lines, ...typed].map((row) => ({ row }));
  return frameRowsOf({
    name: '',
    title: dialog.title,
    note: hintsRow(dialog.hints, room.columns - 2),
    lines: content,
    prompt: undefined,
    focused: true,
    borderTone: dialog.tone === 'plain' ? 'accent' : dialog.tone,
    columns: room.columns + frameColumns,
    rows: content.length + frameRows,
  });
}
