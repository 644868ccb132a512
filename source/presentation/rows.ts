import { cellWidth, cutEnd, dropCells, takeCells } from './cells.js';
import type { Row, Span, Tone } from './row.js';

/** A span; the text is safe already. */
export function span(text: string, tone?: Tone, bold?: boolean): Span {
  return { text, ...(tone === undefined ? {} : { tone }), ...(bold === undefined ? {} : { bold }) };
}

export function rowText(row: Row): string {
  return row.map(({ text }) => text).join('');
}

export function rowWidth(row: Row): number {
  return row.reduce((width, { text }) => width + cellWidth(text), 0);
}

/** The row in at most `width` cells, cut at the end with `…`. */
export function cutRow(row: Row, width: number): Row {
  if (rowWidth(row) <= width) return row;
  const cut: Span[] = [];
  let left = width;
  for (const part of row) {
    const partWidth = cellWidth(part.text);
    if (partWidth >= left) {
      const text = cutEnd(part.text, left);
      const marked = text.endsWith('…') || left <= 0 ? text : `${takeCells(text, left - 1)}…`;
      return [...cut, { ...part, text: marked }];
    }
    cut.push(part);
    left -= partWidth;
  }
  return cut;
}

/** Exactly `width` cells: cut, or filled with blanks. */
export function fitRow(row: Row, width: number): Row {
  const cut = cutRow(row, width);
  const missing = width - rowWidth(cut);
  return missing > 0 ? [...cut, { text: ' '.repeat(missing) }] : cut;
}

/** `left` at the left and `right` at the right of exactly `width` cells; `left` is cut first. */
export function spreadRow(left: Row, right: Row, width: number): Row {
  const rightCut = cutRow(right, width);
  const room = width - rowWidth(rightCut);
  const gap = rightCut.length > 0 && room > 0 ? 1 : 0;
  return [...fitRow(left, room - gap), ...(gap === 1 ? [{ text: ' ' }] : []), ...rightCut];
}

/** The first `width` cells of a row, filled with blanks where it is shorter; nothing marks the cut. */
export function takeRow(row: Row, width: number): Row {
  const taken: Span[] = [];
  let left = Math.max(0, width);
  for (const part of row) {
    if (left === 0) break;
    const text = takeCells(part.text, left);
    taken.push({ ...part, text });
    left -= cellWidth(text);
    if (text.length < part.text.length) break;
  }
  return left > 0 ? [...taken, { text: ' '.repeat(left) }] : taken;
}

/** What a row has after its first `width` cells. */
export function dropRow(row: Row, width: number): Row {
  const kept: Span[] = [];
  let left = Math.max(0, width);
  for (const part of row) {
    const partWidth = cellWidth(part.text);
    if (partWidth > left) kept.push(left === 0 ? part : { ...part, text: dropCells(part.text, left) });
    left = Math.max(0, left - partWidth);
  }
  return kept;
}
