import { cellWidth, cutEnd, takeLastCells } from '../presentation/cells.js';
import type { Row, Span, Tone } from '../presentation/row.js';
import { cutRow, fitRow, rowWidth, span } from '../presentation/rows.js';

export interface FrameLine {
  readonly row: Row;
  readonly selected?: boolean;
}

/** A box with what it is in its upper border and what it counts or hides in its lower one. */
export interface Frame {
  readonly name: string;
  readonly title: Row;
  readonly note: Row;
  readonly lines: readonly FrameLine[];
  readonly prompt: { readonly label: string; readonly text: string } | undefined;
  readonly focused: boolean;
  /** Border and all, in cells; at least 6 × 2. */
  readonly columns: number;
  readonly rows: number;
  readonly borderTone?: Tone;
}

/** What a frame takes from its contents' room: a border and a blank on either side. */
export const frameColumns = 4;
export const frameRows = 2;

const rule = (width: number): string => '─'.repeat(Math.max(0, width));

function topBorder(frame: Frame, tone: Tone): Row {
  const name = frame.name === '' ? [] : [span(frame.name, frame.focused ? tone : 'plain', true)];
  const join = name.length > 0 && frame.title.length > 0 ? [span(' ─ ', tone)] : [];
  const title = [...name, ...join, ...frame.title];
  const shown = cutRow(title, frame.columns - 5);
  const filled = rule(frame.columns - 4 - rowWidth(shown));
  return [span('╭ ', tone), ...shown, span(` ${filled}╮`, tone)];
}

function bottomBorder(frame: Frame, tone: Tone): Row {
  if (frame.note.length === 0) return [span(`╰${rule(frame.columns - 2)}╯`, tone)];
  const note = cutRow(frame.note, frame.columns - 6);
  const filled = rule(frame.columns - 5 - rowWidth(note));
  return [span(`╰${filled} `, tone), ...note, span(' ─╯', tone)];
}

/** What is marked in the selection stands out as it is elsewhere: the other way round. */
const swapped = (part: Span): Span => ({ ...part, tone: 'plain', inverse: part.inverse !== true });

/** The selection is marked by a sign besides its colours, and only loud in the pane that has the keys. */
function body(frame: Frame, line: FrameLine, tone: Tone): Row {
  const row = fitRow(line.row, frame.columns - frameColumns);
  if (!line.selected) return [span('│ ', tone), ...row, span(' │', tone)];
  const mark = span('❯', frame.focused ? 'accent' : 'dim');
  return [span('│', tone), mark, ...(frame.focused ? row.map(swapped) : row), span(' │', tone)];
}

/** A text field; of what is too long the end stays in sight, where the typing happens, and has half the width. */
export function promptRow(label: string, text: string, width: number): Row {
  const textWidth = Math.min(cellWidth(text), Math.floor(width / 2));
  const shownLabel = cutEnd(label, width - textWidth - 2);
  const room = Math.max(1, width - cellWidth(shownLabel) - 2);
  const shown = cellWidth(text) <= room ? text : `…${takeLastCells(text, room - 1)}`;
  return [span(`${shownLabel} `, 'accent'), span(shown), span('▏', 'accent')];
}

const emptyLine: FrameLine = { row: [] };

/** Exactly `rows` rows of exactly `columns` cells. */
export function frameRowsOf(frame: Frame): readonly Row[] {
  const tone: Tone = frame.borderTone ?? (frame.focused ? 'accent' : 'dim');
  const room = frame.rows - frameRows;
  const lines = Array.from({ length: room }, (_, index) => frame.lines[index] ?? emptyLine);
  if (frame.prompt !== undefined && room > 0) {
    lines[room - 1] = { row: promptRow(frame.prompt.label, frame.prompt.text, frame.columns - frameColumns) };
  }
  return [topBorder(frame, tone), ...lines.map((line) => body(frame, line, tone)), bottomBorder(frame, tone)];
}
