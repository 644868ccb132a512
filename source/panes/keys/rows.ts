import { type ByteString, toBytes } from '../../bytes/byte-string.js';
import { cellWidth, cutMiddle } from '../../presentation/cells.js';
import { grouped } from '../../presentation/quantities.js';
import type { Row, Span, Tone } from '../../presentation/row.js';
import { span, spreadRow } from '../../presentation/rows.js';
import { keyText, safeText } from '../../presentation/text.js';
import type { Child, Leaf } from '../../store/keys-children.js';
import type { TreeRow } from '../../store/keys-rows.js';
import type { SearchMatch } from '../../store/keys-search.js';
import type { SortOrder } from '../../store/keys-sort.js';
import type { Directory } from '../../store/keys-tree.js';
import type { ViewContext } from '../pane.js';

export const bytesText = (key: ByteString): string => keyText(toBytes(key));

type Clock = Pick<ViewContext, 'nowMs'>;

/** How long a change is marked, and how long it is marked loudly, in milliseconds. */
const markedMs = 60_000;
const loudMs = 2_000;

/** `•` after what changed lately; the column is always there, so that nothing moves. */
function changeMark(changedMs: number, clock: Clock): Span {
  if (changedMs === 0) return span('  ');
  const ageMs = clock.nowMs - changedMs;
  if (ageMs >= markedMs) return span('  ');
  return span(' •', ageMs < loudMs ? 'changed' : 'accent');
}

/** Deep levels share what indentation there is. */
function indentation(depth: number, width: number): string {
  return '  '.repeat(Math.min(depth, Math.floor(width / 8)));
}

/** What a child is called inside its directory. */
function nameText(parent: Directory, { name, leaf, directory }: Child): string {
  const path = directory?.path ?? leaf?.key ?? name;
  return path === parent.path ? '(the directory’s own key)' : bytesText(path.slice(parent.path.length));
}

function rightText({ leaf, directory }: Child, sortedBy: SortOrder): readonly [text: string, tone: Tone] {
  if (directory !== undefined) {
    const count = directory.count === undefined ? '…' : grouped(directory.count);
    return [leaf === undefined ? count : `key · ${count}`, 'plain'];
  }
  return [leaf === undefined ? '' : leafText(leaf, sortedBy), 'dim'];
}

/** What the keys are sorted by. */
function leafText({ modRevision, version, lease }: Leaf, sortedBy: SortOrder): string {
  switch (sortedBy) {
    case 'name':
    case 'revision':
      return `rev ${grouped(modRevision)}`;
    case 'version':
      return `version ${grouped(version)}`;
    case 'lease':
      return lease === 0n ? 'no lease' : `lease ${BigInt.asUintN(64, lease).toString(16)}`;
  }
}

/** How rows are drawn. */
export interface TreeLook {
  /** Cells. */
  readonly width: number;
  readonly clock: Clock;
  readonly sortedBy: SortOrder;
  readonly toEnd: ReadingToEnd | undefined;
}

function childRow(row: Extract<TreeRow, { kind: 'child' }>, { width, clock, sortedBy }: TreeLook): Row {
  const { parent, child, isOpen, depth } = row;
  const [right, tone] = rightText(child, sortedBy);
  const sign = child.directory === undefined ? '  ' : isOpen ? '▾ ' : '▸ ';
  const indent = indentation(depth, width);
  const changedMs = Math.max(child.leaf?.changedMs ?? 0, child.directory?.changedMs ?? 0);
  const shownRight = width >= 24 + cellWidth(right) ? right : '';
  const room = width - indent.length - 2 - cellWidth(shownRight) - 3;
  const name = cutMiddle(nameText(parent, child), Math.max(4, room));
  return spreadRow(
    [span(indent), span(sign, 'accent'), span(name, child.directory === undefined ? 'key' : 'plain')],
    [span(shownRight, tone), changeMark(changedMs, clock)],
    width,
  );
}

/** A directory that is read to its end, and how many keys that has, if it is known. */
export interface ReadingToEnd {
  readonly path: ByteString;
  readonly total: number | undefined;
}

function toEndText({ leaves, children }: Directory, { total }: ReadingToEnd): string {
  const read =
    total === undefined ? grouped(children.length) : `${grouped(leaves)} of ${grouped(total)} keys`;
  return `to the end: ${read}, esc stops …`;
}

function tailText(
  directory: Directory,
  toEnd: ReadingToEnd | undefined,
): readonly [text: string, tone: Tone] {
  const { reading, children } = directory;
  const isToEnd = reading.kind === 'reading' || reading.kind === 'paused';
  if (toEnd?.path === directory.path && isToEnd) return [toEndText(directory, toEnd), 'plain'];
  switch (reading.kind) {
    case 'reading':
      if (reading.isPaced === true) return ['reading slowly, to spare the member …', 'dim'];
      return [children.length === 0 ? 'reading …' : 'reading more …', 'dim'];
    case 'paused':
      return ['more …', 'dim'];
    case 'failed':
      if (reading.isDenied === true && children.length > 0) {
        return ['✖ the rest may not be read by this user, ⏎ tries again', 'critical'];
      }
      return [`✖ not read, ⏎ tries again: ${safeText(reading.reason)}`, 'critical'];
    case 'done':
      return ['no keys', 'dim'];
  }
}

/** One line of the tree, of at most the look's width. */
export function treeRow(row: TreeRow, look: TreeLook): Row {
  if (row.kind === 'child') return childRow(row, look);
  const [text, tone] = tailText(row.parent, look.toEnd);
  return [span(`${indentation(row.depth, look.width)}  `), span(text, tone)];
}

/** The characters that made a text fit are marked, the first of each that fits, as the search takes them. */
function markedSpans(text: string, pattern: string): Row {
  const wanted = pattern.toLowerCase();
  const spans: Span[] = [];
  let next = 0;
  for (const character of text) {
    const isWanted = next < wanted.length && character.toLowerCase() === wanted[next];
    if (isWanted) next += 1;
    const tone: Tone = isWanted ? 'accent' : 'plain';
    const last = spans.at(-1);
    if (last?.tone === tone) spans[spans.length - 1] = { ...last, text: last.text + character };
    else spans.push(span(character, tone, isWanted));
  }
  return spans;
}

/** One line of what a search found: the whole path, cut in the middle. */
export function matchRow(match: SearchMatch, pattern: string, width: number): Row {
  return markedSpans(cutMiddle(bytesText(match.path), width), pattern);
}
