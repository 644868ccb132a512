import { cutEnd } from '../../presentation/cells.js';
import { type JsonTokenKind, jsonTokens } from '../../presentation/json-text.js';
import type { Row, Span, Tone } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import { yamlTokens } from '../../presentation/yaml-text.js';
import { hexBytesPerLine, lineText, type ValueDocument } from '../../store/value-document.js';
import { nextRow, type Place, rowLength, type Viewport } from '../../store/value-scroll.js';

type TextDocument = Extract<ValueDocument, { kind: 'text' }>;
type HexDocument = Extract<ValueDocument, { kind: 'hex' }>;

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

/** The characters [from, to) of a line, coloured by what they are part of. */
function colouredRow(tokens: readonly Token[], from: number, to: number): Row {
  const spans: Span[] = [];
  let at = 0;
  for (const { kind, text } of tokens) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (part !== '') spans.push(span(safeText(part), tones[kind]));
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

function textRow(document: TextDocument, { line, offset }: Place, { columns, wrap }: Viewport): Row {
  const text = lineText(document, line);
  const rest = offset === 0 ? text : text.slice(offset);
  const length = wrap ? rowLength(rest, columns) : Math.min(rest.length, columns + 1);
  const tokens = tokensOf(text, document.format);
  if (tokens !== undefined) return colouredRow(tokens, offset, offset + length);
  const tone = document.format === 'diff' ? diffTones[text[0] ?? ''] : undefined;
  return [span(safeText(rest.slice(0, length)), tone)];
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

function hexDocumentRow({ about, bytes }: HexDocument, line: number, columns: number): Row {
  const said = about[line];
  if (said !== undefined) return [span(cutEnd(safeText(said), columns), 'accent')];
  return hexRow(bytes, line - about.length, columns);
}

/** The rows in sight, from a place on. */
export function documentRows(document: ValueDocument, place: Place, view: Viewport): readonly Row[] {
  const rows: Row[] = [];
  for (let at: Place | undefined = place; at !== undefined && rows.length < view.rows; ) {
    rows.push(
      document.kind === 'text'
        ? textRow(document, at, view)
        : hexDocumentRow(document, at.line, view.columns),
    );
    at = nextRow(document, at, view);
  }
  return rows;
}
