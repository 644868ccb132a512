import { cellWidth } from '../presentation/cells.js';
import { graphemes } from '../presentation/graphemes.js';
import { safeText } from '../presentation/text.js';
import { lineCount, lineText, type ValueDocument } from './value-document.js';
import { type Folds, foldedTo, lineAfter, lineBefore, shownLine } from './value-folds.js';

/** A place in a document: a line, and where in it a row begins when lines are wrapped. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

export interface Viewport {
  readonly columns: number;
  readonly rows: number;
  readonly wrap: boolean;
  /** What is hidden of the document that is looked at. */
  readonly folds: Folds;
}

export const documentStart: Place = { line: 0, offset: 0 };

const oneCellEach = /^[\x20-\x7e]*$/;

/** How many characters from the start of `text` fit a row; at least one character. */
export function rowLength(text: string, columns: number): number {
  const head = text.slice(0, columns);
  if (oneCellEach.test(head)) return head.length;
  let width = 0;
  for (const { segment, index } of graphemes.segment(head)) {
    width += cellWidth(safeText(segment));
    if (width > columns) return Math.max(index, 1);
  }
  return head.length;
}

/** Where the row begins that ends at the end of `text`. */
function lastRowStart(text: string, columns: number): number {
  const tail = text.slice(-columns);
  const from = text.length - tail.length;
  if (oneCellEach.test(tail)) return from;
  let width = 0;
  for (const { segment, index } of [...graphemes.segment(tail)].toReversed()) {
    width += cellWidth(safeText(segment));
    if (width > columns) return Math.min(from + index + segment.length, text.length - 1);
  }
  return from;
}

/** The first line of what is folded has one row, which says so. */
function isWrapped(document: ValueDocument, line: number, { wrap, folds }: Viewport): boolean {
  return wrap && document.kind === 'text' && foldedTo(folds, line) === undefined;
}

/** The place one row further; undefined at the end. */
export function nextRow(document: ValueDocument, place: Place, view: Viewport): Place | undefined {
  if (document.kind === 'text' && isWrapped(document, place.line, view)) {
    const rest = lineText(document, place.line).slice(place.offset);
    const length = rowLength(rest, view.columns);
    if (length < rest.length) return { line: place.line, offset: place.offset + length };
  }
  const line = lineAfter(view.folds, place.line);
  return line < lineCount(document, view.columns) ? { line, offset: 0 } : undefined;
}

/** The place one row back; undefined at the start. */
function rowBefore(document: ValueDocument, place: Place, view: Viewport): Place | undefined {
  const isLineStart = place.offset === 0;
  if (isLineStart && place.line === 0) return undefined;
  const line = isLineStart ? lineBefore(view.folds, place.line) : place.line;
  if (document.kind === 'bytes' || !isWrapped(document, line, view)) return { line, offset: 0 };
  const before = isLineStart ? lineText(document, line) : lineText(document, line).slice(0, place.offset);
  return { line, offset: lastRowStart(before, view.columns) };
}

/** The place whose row is the first of the last screen. */
export function lastScreen(document: ValueDocument, view: Viewport): Place {
  return movedBy(document, lastRow(document, view), 1 - view.rows, view);
}

/** The place of the last row there is. */
export function lastRow(document: ValueDocument, view: Viewport): Place {
  const line = shownLine(view.folds, Math.max(0, lineCount(document, view.columns) - 1));
  const text = document.kind === 'text' && isWrapped(document, line, view) ? lineText(document, line) : '';
  return { line, offset: text === '' ? 0 : lastRowStart(text, view.columns) };
}

export const isAfter = (one: Place, other: Place): boolean =>
  one.line > other.line || (one.line === other.line && one.offset > other.offset);

/** The place `by` rows on or back, as far as there are rows. */
export function movedBy(document: ValueDocument, place: Place, by: number, view: Viewport): Place {
  let current = place;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = by > 0 ? nextRow(document, current, view) : rowBefore(document, current, view);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** The place `by` rows on or back, as far as there is something to show below it. */
export function scrolled(document: ValueDocument, place: Place, by: number, view: Viewport): Place {
  const current = movedBy(document, place, by, view);
  if (by <= 0) return current;
  const last = lastScreen(document, view);
  return isAfter(current, last) ? last : current;
}
