import { cellWidth, cutEnd, fit, wrap } from '../presentation/cells.js';
import { listWindow } from '../presentation/list-window.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import { type FrameLine, frameColumns, frameRows, frameRowsOf } from './frame.js';
import { hintsRow } from './hints.js';
import type { ScreenRoom } from './room.js';

/** One command that fits what is typed. */
export interface PaletteLine {
  readonly line: string;
  readonly keys: string;
  readonly description: string;
  /** Why it does nothing now. */
  readonly reason: string | undefined;
}

export interface PaletteBox {
  readonly text: string;
  readonly selected: number;
  readonly problem: string | undefined;
  readonly lines: readonly PaletteLine[];
}

const columnsMax = 100;
/** With the field; it stays as high as it is while the list gets shorter. */
const rowsMax = 15;
/** For what the selected command does, where there is room for it. */
const detailRows = 2;
const rowsWithDetail = 8;
const nameColumns = 19;
const keysColumns = 9;
const lineLead = nameColumns + keysColumns + 4;

const hints = [
  { key: '⏎', text: 'run' },
  { key: 'tab', text: 'complete' },
  { key: 'esc', text: 'close' },
];

function lineRow(shown: PaletteLine): Row {
  const { line, keys, reason } = shown;
  const isOff = reason !== undefined;
  return [
    span(fit(line, nameColumns), isOff ? 'dim' : 'plain'),
    span(`  ${fit(keys, keysColumns)}  `, isOff ? 'dim' : 'accent'),
    span(wordsOf(shown), 'dim'),
  ];
}

function listed(box: PaletteBox, rows: number): readonly FrameLine[] {
  if (box.lines.length === 0) return [{ row: [span('No command fits.', 'dim')] }];
  const { top, end } = listWindow(0, box.selected, box.lines.length, rows);
  return box.lines
    .slice(top, end)
    .map((line, index) => ({ row: lineRow(line), selected: top + index === box.selected }));
}

const wordsOf = ({ description, reason }: PaletteLine): string =>
  reason === undefined ? description : `○ ${reason}`;

/** The words of the selected command that the list has no room for. */
function detail({ lines, selected }: PaletteBox, columns: number): readonly FrameLine[] {
  const line = lines[selected];
  const room = columns - lineLead;
  const isCut = line !== undefined && cellWidth(wordsOf(line)) > room;
  const [first = '', ...rest] = isCut ? wrap(wordsOf(line), columns) : [];
  return [{ row: [span(first)] }, { row: [span(cutEnd(rest.join(' '), columns))] }];
}

/** As many lines as there is room for, and the words of the selected one at the end. */
function content(box: PaletteBox, columns: number, rows: number): readonly FrameLine[] {
  if (rows < rowsWithDetail) return listed(box, rows);
  const list = listed(box, rows - detailRows);
  const blanks = Array.from({ length: rows - detailRows - list.length }, () => ({ row: [] }));
  return [...list, ...blanks, ...detail(box, columns)];
}

/** The palette's rows, all of one width. */
export function paletteRows(box: PaletteBox, screen: ScreenRoom): readonly Row[] {
  const columns = Math.max(frameColumns + 2, Math.min(columnsMax, screen.columns - 2));
  const room = Math.max(2, Math.min(rowsMax, screen.rows - 4 - frameRows));
  return frameRowsOf({
    name: 'Command',
    title: box.problem === undefined ? [] : [span(cutEnd(box.problem, columns - 16), 'warning')],
    note: hintsRow(hints, columns - frameColumns - 2),
    lines: content(box, columns - frameColumns, room - 1),
    prompt: { label: ':', text: box.text },
    focused: true,
    columns,
    rows: room + frameRows,
  });
}
