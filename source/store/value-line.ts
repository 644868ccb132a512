import { jsonTokens } from '../presentation/json-text.js';
import { counted } from '../presentation/quantities.js';
import { isPlainText } from '../presentation/text.js';
import { yamlTokens } from '../presentation/yaml-text.js';
import { clipboardBytesMax } from './clipboard.js';
import { lineText, type TextDocument } from './value-document.js';
import { blockEnd } from './value-folds.js';

export interface LineValue {
  readonly text: string;
  /** What it is: `the value of the line`, `a block of 12 lines`. */
  readonly told: string;
  /** Not all of it: it is too long to be put together. */
  readonly isCut: boolean;
}

/** A text that was quoted, where nothing in it would act on whoever it is pasted to; else as it is quoted. */
function unquoted(quoted: string): string {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' && isPlainText(Buffer.from(text)) ? text : quoted;
  } catch {
    return quoted;
  }
}

/** `"name": "web-1",` has `web-1`. */
function jsonValue(line: string): string {
  const tokens = jsonTokens(line.trim());
  const from = tokens[0]?.kind === 'name' ? 1 : 0;
  const rest = tokens.slice(from).map(({ text }) => text);
  const value = rest
    .join('')
    .replace(from === 1 ? /^\s*:\s*/ : /^/, '')
    .replace(/,$/, '');
  return value.startsWith('"') ? unquoted(value) : value;
}

/** `- name: web-1` has `web-1`. */
function yamlValue(line: string): string {
  const tokens = yamlTokens(line);
  const last = tokens.at(-1);
  if (last === undefined || last.kind === 'name' || last.kind === 'comment') return line.trim();
  const value = last.text.trim();
  if (value.startsWith('"')) return unquoted(value);
  return /^'.*'$/.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value;
}

/** Lines without what all of them are indented by. */
function dedented(lines: readonly string[], indent: number): string {
  return lines.map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length))).join('\n');
}

/** No block that is larger is put together only to be refused. */
const blockLinesMax = clipboardBytesMax;

function blockOf(document: TextDocument, line: number, last: number): LineValue {
  const lines: string[] = [];
  for (let each = line; each <= Math.min(last, line + blockLinesMax); each += 1) {
    lines.push(lineText(document, each));
  }
  const told = `a block of ${counted(last - line + 1, 'line')}`;
  const head = lines[0] ?? '';
  const indent = head.length - head.trimStart().length;
  const text = dedented(lines, indent);
  const isCut = last - line > blockLinesMax;
  return { text: document.format === 'json' ? text.replace(/,$/, '') : text, told, isCut };
}

/** What stands in a line: the value of its member, the block that begins there, or all of it. */
export function lineValue(document: TextDocument, line: number): LineValue {
  const text = lineText(document, line);
  const isNested = document.format === 'json' || document.format === 'yaml';
  // A longer one is refused as it is.
  if (!isNested || text.length > 2 * clipboardBytesMax) return { text, told: 'the line', isCut: false };
  const last = blockEnd(document, line);
  if (last !== undefined) return blockOf(document, line, last);
  const told = 'the value of the line';
  return { text: document.format === 'json' ? jsonValue(text) : yamlValue(text), told, isCut: false };
}
