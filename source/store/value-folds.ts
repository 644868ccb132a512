import { lineText, type TextDocument, type ValueDocument } from './value-document.js';
import { countUpTo } from './value-find.js';

/** The blocks that are hidden below their first lines: ascending, none inside another. */
export interface Folds {
  readonly heads: Uint32Array;
  /** The last line of each. */
  readonly lasts: Uint32Array;
}

export const noFolds: Folds = { heads: new Uint32Array(0), lasts: new Uint32Array(0) };

const space = 0x20;
const lineFeed = 0x0a;
const dash = 0x2d;

/**
 * How deep a line stands. An item of a list in YAML is below the name of its list, which is indented as far:
 *
 *     args:          0
 *     - name: one    1
 *       value: two   4
 *
 * Lines without a character are as deep as can be: they belong to what is above them.
 */
function levelOf({ text, starts, format }: TextDocument, line: number): number {
  const start = starts[line] ?? text.length;
  let at = start;
  while (text.charCodeAt(at) === space) at += 1;
  const code = text.charCodeAt(at);
  if (code === lineFeed || Number.isNaN(code)) return Number.POSITIVE_INFINITY;
  const isItem = format === 'yaml' && code === dash && text.charCodeAt(at + 1) === space;
  return 2 * (at - start) + (isItem ? 1 : 0);
}

/** Whether a line stands deeper than a level; looks no further into it than it has to, for there may be millions. */
function isDeeper(document: TextDocument, line: number, level: number): boolean {
  const { text, starts } = document;
  const start = starts[line] ?? text.length;
  const end = start + Math.floor(level / 2) + 1;
  let at = start;
  while (at < end && text.charCodeAt(at) === space) at += 1;
  return at === end || levelOf(document, line) > level;
}

/** Whether a line of JSON ends the block above it. */
function isCloser({ text, starts, format }: TextDocument, line: number): boolean {
  if (format !== 'json') return false;
  let at = starts[line] ?? text.length;
  while (text.charCodeAt(at) === space) at += 1;
  const character = text.charAt(at);
  return character === ']' || character === '}';
}

/** The last line of the block that begins with a line; undefined when none does. */
export function blockEnd(document: TextDocument, head: number): number | undefined {
  const level = levelOf(document, head);
  if (level === Number.POSITIVE_INFINITY) return undefined;
  const count = document.starts.length;
  let line = head + 1;
  while (line < count && isDeeper(document, line, level)) line += 1;
  if (line === head + 1) return undefined;
  return line < count && isCloser(document, line) ? line : line - 1;
}

/** The first line of the block that a line is in, or ends; undefined at the top. */
function headAbove(document: TextDocument, line: number): number | undefined {
  const level = levelOf(document, line);
  const wanted = isCloser(document, line) ? level : level - 1;
  for (let above = line - 1; above >= 0; above -= 1) {
    if (!isDeeper(document, above, wanted)) return above;
  }
  return undefined;
}

/** Which fold a line is in, its first line included; -1: none. */
function foldAt({ heads, lasts }: Folds, line: number): number {
  const index = countUpTo(heads, line) - 1;
  return index >= 0 && line <= (lasts[index] ?? -1) ? index : -1;
}

/** The last line of what is folded below a line; undefined when the line is shown as it is. */
export function foldedTo(folds: Folds, line: number): number | undefined {
  const index = foldAt(folds, line);
  return index >= 0 && folds.heads[index] === line ? folds.lasts[index] : undefined;
}

/** The line itself, or the one it is hidden below. */
export function shownLine(folds: Folds, line: number): number {
  return folds.heads[foldAt(folds, line)] ?? line;
}

const lastOf = (folds: Folds, line: number): number => foldedTo(folds, line) ?? line;

export const lineAfter = (folds: Folds, line: number): number => lastOf(folds, line) + 1;

export const lineBefore = (folds: Folds, line: number): number => shownLine(folds, line - 1);

function without({ heads, lasts }: Folds, isLeftOut: (head: number) => boolean): Folds {
  const kept = [...heads.keys()].filter((index) => !isLeftOut(heads[index] ?? 0));
  return {
    heads: Uint32Array.from(kept, (index) => heads[index] ?? 0),
    lasts: Uint32Array.from(kept, (index) => lasts[index] ?? 0),
  };
}

function inserted(numbers: Uint32Array, index: number, value: number): Uint32Array {
  const longer = new Uint32Array(numbers.length + 1);
  longer.set(numbers.subarray(0, index));
  longer[index] = value;
  longer.set(numbers.subarray(index), index + 1);
  return longer;
}

/** What is folded inside is part of the new fold. */
function withFold(folds: Folds, head: number, last: number): Folds {
  const { heads, lasts } = without(folds, (each) => each >= head && each <= last);
  const index = countUpTo(heads, head);
  return { heads: inserted(heads, index, head), lasts: inserted(lasts, index, last) };
}

/** Folds the block that begins with a line, else the one it is in; where it is folded, the one around it. */
export function foldedAround(document: TextDocument, folds: Folds, line: number): Folds {
  const isFolded = foldedTo(folds, line) !== undefined;
  const end = isFolded ? undefined : blockEnd(document, line);
  const head = end === undefined ? headAbove(document, line) : line;
  const last = end ?? (head === undefined ? undefined : blockEnd(document, head));
  return head === undefined || last === undefined ? folds : withFold(folds, head, last);
}

/** Opens what hides a line, or is folded below it. */
export function openedAt(folds: Folds, line: number): Folds {
  const index = foldAt(folds, line);
  return index < 0 ? folds : without(folds, (head) => head === folds.heads[index]);
}

/** Every block that is not inside another; of JSON those in the outermost one. */
export function allFolded(document: TextDocument): Folds {
  const heads: number[] = [];
  const lasts: number[] = [];
  const count = document.starts.length;
  const first = document.format === 'json' ? 1 : 0;
  const top = levelOf(document, first);
  for (let line = first; line < count; ) {
    const isNamed = !isDeeper(document, line, top) && levelOf(document, line) === top;
    const last = isNamed ? blockEnd(document, line) : undefined;
    if (last !== undefined) {
      heads.push(line);
      lasts.push(last);
    }
    line = (last ?? line) + 1;
  }
  return { heads: Uint32Array.from(heads), lasts: Uint32Array.from(lasts) };
}

/** More were folded all at once, and are not looked for again in a value that changed. */
const keptMax = 10_000;

/** The same blocks of a value that changed, where they still begin with the same line. */
export function keptFolds(before: TextDocument, folds: Folds, document: TextDocument): Folds {
  let kept = noFolds;
  if (folds.heads.length > keptMax) return kept;
  for (const head of folds.heads) {
    if (lineText(before, head) !== lineText(document, head)) continue;
    const last = blockEnd(document, head);
    if (last !== undefined) kept = withFold(kept, head, last);
  }
  return kept;
}

const managers = /^ *"?managedFields"?:(?: \[)?$/;
const metadata = /^ *"?metadata"?:(?: \{)?$/;

/** No object of Kubernetes is printed so long; to look through a longer text takes a while. */
const managedTextMax = 16_000_000;

/** The line that Kubernetes' books of who wrote which field begin with; undefined where there are none. */
export function managersLine(document: ValueDocument): number | undefined {
  if (!canFold(document) || document.text.length > managedTextMax) return undefined;
  const { text, starts } = document;
  for (let at = text.indexOf('managedFields'); at >= 0; at = text.indexOf('managedFields', at + 1)) {
    const line = countUpTo(starts, at) - 1;
    if (!managers.test(lineText(document, line))) continue;
    const above = headAbove(document, line);
    const isTop = above !== undefined && levelOf(document, above) <= (document.format === 'json' ? 8 : 0);
    return isTop && metadata.test(lineText(document, above)) ? line : undefined;
  }
  return undefined;
}

export function canFold(document: ValueDocument): document is TextDocument {
  return document.kind === 'text' && (document.format === 'json' || document.format === 'yaml');
}

/** Folds the managed fields of an object besides what is folded already. */
export function withManagersFolded(document: TextDocument, folds: Folds): Folds {
  const head = managersLine(document);
  const last = head === undefined ? undefined : blockEnd(document, head);
  if (head === undefined || last === undefined || shownLine(folds, head) !== head) return folds;
  return withFold(folds, head, last);
}
