import { cellWidth } from '../../presentation/cells.js';
import { type JsonTokenKind, jsonTokens } from '../../presentation/json-text.js';
import { counted } from '../../presentation/quantities.js';
import type { Row, Span, Tone } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import { yamlTokens } from '../../presentation/yaml-text.js';
import {
  aboutLines,
  type BytesDocument,
  bytesPerLine,
  hexBytesPerLine,
  lineText,
  type TextDocument,
  type ValueDocument,
} from '../../store/value-document.js';
import { countUpTo } from '../../store/value-find.js';
import { foldedTo } from '../../store/value-folds.js';
import { isAfter, nextRow, type Place, rowLength, type Viewport } from '../../store/value-scroll.js';

/** Longer lines are not coloured: to do so all of the line would have to be looked at. */
const colouredMax = 2_000;

const tones: Readonly<Record<JsonTokenKind | 'comment', Tone>> = {
  name: 'key',
  string: 'string',
  number: 'number',
  word: 'keyword',
  punctuation: 'dim',
  space: 'plain',
  comment: 'warning',
};

interface Token {
  readonly kind: keyof typeof tones;
  readonly text: string;
}

/** What a search found, and which of it is gone to. */
export interface Hits {
  readonly starts: Uint32Array;
  readonly length: number;
  readonly at: number | undefined;
}

/** The parts of a line that are found, as characters of it. */
type Marks = readonly (readonly [from: number, to: number, isCurrent: boolean])[];

/** The hits that touch [from, to) of the whole text, in the line that begins at `lineStart`. */
function marksIn(hits: Hits | undefined, lineStart: number, from: number, to: number): Marks {
  if (hits === undefined || hits.length === 0) return [];
  const { starts, length, at } = hits;
  const marks: [number, number, boolean][] = [];
  const first = from < length ? 0 : countUpTo(starts, from - length);
  for (let index = first; index < starts.length; index += 1) {
    const start = starts[index] ?? to;
    if (start >= to) break;
    marks.push([start - lineStart, start - lineStart + length, index === at]);
  }
  return marks;
}

const marked = (part: Span, isCurrent: boolean): Span => ({ ...part, inverse: true, bold: isCurrent });

/** A part of a line in one tone, cut where what is found begins and ends. */
function markedSpans(text: string, start: number, tone: Tone | undefined, marks: Marks): readonly Span[] {
  const spans: Span[] = [];
  let done = 0;
  for (const [from, to, isCurrent] of marks) {
    const begin = Math.max(done, from - start);
    const end = Math.min(text.length, to - start);
    if (end <= begin) continue;
    if (begin > done) spans.push(span(safeText(text.slice(done, begin)), tone));
    spans.push(marked(span(safeText(text.slice(begin, end)), tone), isCurrent));
    done = end;
  }
  return done < text.length ? [...spans, span(safeText(text.slice(done)), tone)] : spans;
}

/** The characters [from, to) of a line, coloured by what they are part of. */
function colouredRow(tokens: readonly Token[], from: number, to: number, marks: Marks): Row {
  const spans: Span[] = [];
  let at = 0;
  for (const { kind, text } of tokens) {
    const begin = Math.max(0, from - at);
    const part = text.slice(begin, Math.max(0, to - at));
    if (part !== '') spans.push(...markedSpans(part, at + begin, tones[kind], marks));
    at += text.length;
    if (at >= to) break;
  }
  return spans;
}

/** undefined for forms that have no colours of their own. */
function tokensOf(text: string, format: TextDocument['format']): readonly Token[] | undefined {
  if (text.length > colouredMax) return undefined;
  if (format === 'json') return jsonTokens(text);
  return format === 'yaml' ? yamlTokens(text) : undefined;
}

/** By the sign that a line of a diff begins with. */
const diffTones: Readonly<Record<string, Tone>> = {
  '+': 'added',
  '-': 'removed',
  '~': 'changed',
  '@': 'accent',
};

/** `metadata: ⋯ 12 lines`, of JSON with what ends the block; the marks of what is found in its first line only. */
function foldedRow(document: TextDocument, line: number, last: number, columns: number, hits?: Hits): Row {
  const isClosed = document.format === 'json';
  const end = isClosed ? ` ${lineText(document, last).trim()}` : '';
  const told = ` ⋯ ${counted(last - line - (isClosed ? 1 : 0), 'line')}${end}`;
  const text = lineText(document, line);
  const length = rowLength(text, Math.max(1, columns - cellWidth(told)));
  const start = document.starts[line] ?? 0;
  const marks = marksIn(hits, start, start, start + length);
  const tokens = tokensOf(text, document.format) ?? [{ kind: 'space', text }];
  return [...colouredRow(tokens, 0, length, marks), span(told, 'accent')];
}

function textRow(
  document: TextDocument,
  { line, offset }: Place,
  { columns, wrap }: Viewport,
  hits: Hits | undefined,
): Row {
  const text = lineText(document, line);
  const rest = offset === 0 ? text : text.slice(offset);
  const length = wrap ? rowLength(rest, columns) : Math.min(rest.length, columns + 1);
  const lineStart = document.starts[line] ?? 0;
  const marks = marksIn(hits, lineStart, lineStart + offset, lineStart + offset + length);
  const tokens = tokensOf(text, document.format);
  if (tokens !== undefined) return colouredRow(tokens, offset, offset + length, marks);
  const tone = document.format === 'diff' ? diffTones[text[0] ?? ''] : undefined;
  return markedSpans(rest.slice(0, length), offset, tone, marks);
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

const shownByte = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·');

/** `00000010  6b 38 73 00 0a 09 0a 02  76 31 12 03 50 6f 64 12  k8s·····v1··Pod·` */
export function hexRow(bytes: Uint8Array, line: number, columns: number): Row {
  const perLine = hexBytesPerLine(columns);
  const start = line * perLine;
  const shown = [...bytes.subarray(start, start + perLine)];
  const cells = shown.map((byte, index) => `${hexByte(byte)}${index === 7 && perLine > 8 ? '  ' : ' '}`);
  const width = perLine * 3 + (perLine > 8 ? 1 : 0);
  return [
    span(`${start.toString(16).padStart(8, '0')}  `, 'dim'),
    span(cells.join('').padEnd(width)),
    span(` ${shown.map(shownByte).join('')}`, 'string'),
  ];
}

function base64Row({ bytes }: BytesDocument, line: number, perLine: number): Row {
  const part = bytes.subarray(line * perLine, (line + 1) * perLine);
  return [span(Buffer.from(part.buffer, part.byteOffset, part.length).toString('base64'), 'string')];
}

function bytesRow(document: BytesDocument, line: number, columns: number): Row {
  const about = aboutLines(document, columns);
  const said = about[line];
  if (said !== undefined) return [span(said, 'accent')];
  if (document.format === 'base64') return base64Row(document, line, bytesPerLine(document, columns));
  return hexRow(document.bytes, line - about.length, columns);
}

function rowAt(document: ValueDocument, place: Place, view: Viewport, hits?: Hits): Row {
  if (document.kind === 'bytes') return bytesRow(document, place.line, view.columns);
  const last = foldedTo(view.folds, place.line);
  return last === undefined
    ? textRow(document, place, view, hits)
    : foldedRow(document, place.line, last, view.columns, hits);
}

export interface DocumentRow {
  readonly place: Place;
  readonly row: Row;
  /** The cursor is in it. */
  readonly isSelected: boolean;
}

/** The rows in sight, from a place on. */
export function documentRows(
  document: ValueDocument,
  place: Place,
  cursor: Place,
  view: Viewport,
  hits?: Hits,
): readonly DocumentRow[] {
  const rows: DocumentRow[] = [];
  for (let at: Place | undefined = place; at !== undefined && rows.length < view.rows; ) {
    const next = nextRow(document, at, view);
    const isSelected = !isAfter(at, cursor) && (next === undefined || isAfter(next, cursor));
    rows.push({ place: at, row: rowAt(document, at, view, hits), isSelected });
    at = next;
  }
  return rows;
}
