import stringWidth from 'string-width';
import { graphemes } from './graphemes.js';

/** Widths are terminal cells; texts are safe already (`safeText`). */

/**
 * Texts whose every UTF-16 unit is exactly one cell, as nearly all are: ASCII, borders, bars and the
 * signs of this program. They need neither graphemes nor width tables.
 */
const oneCellEach = /^[\x20-\x7e\u2500-\u25fc–−·×…←↑→↓⏎✔✖❯]*$/;
const ellipsis = '…';

/** How many cells a text takes; CJK and emoji take two. */
export function cellWidth(text: string): number {
  return oneCellEach.test(text) ? text.length : stringWidth(text);
}

function takeGraphemes(parts: readonly string[], width: number): readonly string[] {
  const taken: string[] = [];
  let left = width;
  for (const part of parts) {
    left -= cellWidth(part);
    if (left < 0) break;
    taken.push(part);
  }
  return taken;
}

const split = (text: string): readonly string[] =>
  Array.from(graphemes.segment(text), (part) => part.segment);

/** The longest beginning that takes at most `width` cells; nothing marks the cut. */
export function takeCells(text: string, width: number): string {
  if (width <= 0) return '';
  if (oneCellEach.test(text)) return text.slice(0, width);
  return takeGraphemes(split(text), width).join('');
}

/** The longest end that takes at most `width` cells; nothing marks the cut. */
export function takeLastCells(text: string, width: number): string {
  if (width <= 0) return '';
  if (oneCellEach.test(text)) return text.slice(-width);
  return takeGraphemes(split(text).toReversed(), width).toReversed().join('');
}

/** Cut at the end with `…` where it does not fit. */
export function cutEnd(text: string, width: number): string {
  if (width <= 0) return '';
  return cellWidth(text) <= width ? text : takeCells(text, width - 1) + ellipsis;
}

/** Cut in the middle with `…`, so that both ends are seen: keys differ at their ends. */
export function cutMiddle(text: string, width: number): string {
  if (width <= 0) return '';
  if (cellWidth(text) <= width) return text;
  const head = takeCells(text, Math.ceil((width - 1) / 2));
  return head + ellipsis + takeLastCells(text, width - 1 - cellWidth(head));
}

const blanks = (width: number): string => ' '.repeat(Math.max(0, width));

/** Exactly `width` cells: cut at the end, or filled with blanks after the text. */
export function fit(text: string, width: number): string {
  const cut = cutEnd(text, width);
  return cut + blanks(width - cellWidth(cut));
}

/** Exactly `width` cells: cut at the end, or filled with blanks before the text; for numbers. */
export function fitRight(text: string, width: number): string {
  const cut = cutEnd(text, width);
  return blanks(width - cellWidth(cut)) + cut;
}

/** Exactly `width` cells: cut in the middle, or filled with blanks after the text; for keys. */
export function fitMiddle(text: string, width: number): string {
  const cut = cutMiddle(text, width);
  return cut + blanks(width - cellWidth(cut));
}

/** A word that is longer than a line, in pieces; a character wider than the line becomes `…`. */
function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of split(word)) {
    const shown = cellWidth(part) <= width ? part : ellipsis;
    if (cellWidth(piece + shown) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += shown;
  }
  return [...pieces, piece];
}

/** Lines of at most `width` cells, broken between words where there are any; at least one line. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer = line === undefined ? word : `${line} ${word}`;
    if (cellWidth(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== undefined) lines.push(line);
    const pieces = breakWord(word, room);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1);
  }
  return line === undefined ? lines : [...lines, line];
}

/** What is left after the first `width` cells; a character cut in two leaves a blank for its other half. */
export function dropCells(text: string, width: number): string {
  if (width <= 0) return text;
  if (oneCellEach.test(text)) return text.slice(width);
  const taken = takeCells(text, width);
  const rest = split(text.slice(taken.length));
  const isCutInTwo = cellWidth(taken) < width && rest.length > 0;
  return isCutInTwo
    ? blanks(cellWidth(taken) + cellWidth(rest[0] ?? '') - width) + rest.slice(1).join('')
    : rest.join('');
}
