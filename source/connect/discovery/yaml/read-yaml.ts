import { depthMax, InlineReader, plainScalar } from './inline.js';
import { type Line, Lines } from './lines.js';
import type { YamlMap, YamlValue } from './value.js';

/**
 * Reads one YAML document of the kind that manifests and configuration files are: block and flow maps and
 * lists, plain, quoted and block scalars, comments. JSON is part of it. Anchors, aliases, tags, merge
 * keys, directives, several documents and a key that is there twice are refused, never guessed.
 * Source: YAML 1.2.2.
 * @throws YamlError with the number of the line.
 */
export function readYaml(text: string): YamlValue {
  const lines = new Lines(text);
  if (lines.peek()?.text.startsWith('%') === true) {
    lines.fail('directives are not understood');
  }
  if (/^---(\s*#.*)?$/u.test(lines.peek()?.text ?? '')) {
    lines.advance();
  }
  const value = readNode(lines, -1, 0);
  if (lines.peek()?.text === '...') {
    lines.advance();
  }
  const rest = lines.peek();
  if (rest !== undefined) {
    lines.fail(
      rest.text.startsWith('---')
        ? 'a second document is not understood'
        : 'it does not belong to what is above',
    );
  }
  return value;
}

/** The value on the lines that are indented more than `parent`. */
function readNode(lines: Lines, parent: number, depth: number): YamlValue {
  const line = lines.peek();
  if (!isBelow(line, parent)) {
    return null;
  }
  if (depth > depthMax) {
    lines.fail(`it is nested deeper than ${depthMax} levels`);
  }
  if (isItem(line)) {
    return readList(lines, line.indent, depth);
  }
  return keyOf(lines, line) === undefined
    ? readScalar(lines, line.indent, parent, depth)
    : readMap(lines, line.indent, depth);
}

const isItem = ({ text }: Line): boolean => text === '-' || text.startsWith('- ');
const isDocumentEnd = ({ indent, text }: Line): boolean => indent === 0 && /^(---|\.\.\.)(\s|$)/u.test(text);

function isBelow(line: Line | undefined, parent: number): line is Line {
  return line !== undefined && line.indent > parent && !isDocumentEnd(line);
}

function readList(lines: Lines, indent: number, depth: number): readonly YamlValue[] {
  const items: YamlValue[] = [];
  for (let line = lines.peek(); line?.indent === indent && isItem(line); line = lines.peek()) {
    const rest = line.text.slice(1).trimStart();
    if (rest === '' || rest.startsWith('#')) {
      lines.advance();
    } else {
      lines.indentTo(indent + line.text.length - rest.length);
    }
    items.push(readNode(lines, indent, depth + 1));
  }
  refuseDeeper(lines, indent);
  return items;
}

function readMap(lines: Lines, indent: number, depth: number): YamlMap {
  const map = new Map<string, YamlValue>();
  for (let line = lines.peek(); line?.indent === indent && !isDocumentEnd(line); line = lines.peek()) {
    const found = keyOf(lines, line);
    if (found === undefined) {
      lines.fail('there is no key with a colon after it');
    }
    if (map.has(found.key)) {
      lines.fail(`the key ${JSON.stringify(found.key)} is there twice`);
    }
    map.set(found.key, readMapValue(lines, indent, found.valueColumn, depth));
  }
  refuseDeeper(lines, indent);
  return map;
}

/** What is indented more, or stands at a list's own indentation, belongs to nothing. */
function refuseDeeper(lines: Lines, indent: number): void {
  const line = lines.peek();
  if (line !== undefined && line.indent > indent) {
    lines.fail('its indentation fits nothing above');
  }
}

interface Key {
  readonly key: string;
  /** Where the value begins. */
  readonly valueColumn: number;
}

const quotedKey = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/u;

/** The key that a line begins with; undefined when it has none. */
function keyOf(lines: Lines, { indent, text }: Line): Key | undefined {
  const quoted = quotedKey.exec(text)?.[0];
  const colon = quoted === undefined ? /:(?=\s|$)/u : /^\s*:(?=\s|$)/u;
  const match = colon.exec(text.slice(quoted?.length ?? 0));
  if (match === null || (quoted === undefined && !isPlainKey(text.slice(0, match.index)))) {
    return undefined;
  }
  const plain = text.slice(0, match.index).trim();
  if (quoted === undefined && (plain === '<<' || /^\?\s/u.test(plain))) {
    lines.fail(`the key ${JSON.stringify(plain)} is not understood`);
  }
  const key = quoted === undefined ? plain : new InlineReader(new Lines(quoted), 0).read(0);
  const end = (quoted?.length ?? 0) + match.index + match[0].length;
  const blanks = /^\s*/u.exec(text.slice(end))?.[0].length ?? 0;
  return typeof key === 'string' ? { key, valueColumn: indent + end + blanks } : undefined;
}

/** No bracket, quote or sign with a meaning begins it, and no comment is in it. */
function isPlainKey(text: string): boolean {
  return text !== '' && !/^["'[\]{}#&*!|>%@`,]/u.test(text) && !/\s#/u.test(text);
}

function readMapValue(lines: Lines, indent: number, column: number, depth: number): YamlValue {
  const rest = lines.raw().slice(column).trim();
  if (rest !== '' && !rest.startsWith('#')) {
    return readScalar(lines, column, indent, depth);
  }
  lines.advance();
  const next = lines.peek();
  // A list may stand right below its key, not indented.
  return next?.indent === indent && isItem(next)
    ? readList(lines, indent, depth + 1)
    : readNode(lines, indent, depth + 1);
}

/** A value that begins on the next line at `column`; its further lines are indented more than `parent`. */
function readScalar(lines: Lines, column: number, parent: number, depth: number): YamlValue {
  const text = lines.raw().slice(column).trim();
  const block = /^([|>])([+-]?)([1-9]?)([+-]?)(?:\s+#.*)?$/u.exec(text);
  if (block !== null) {
    const [, style, chompFirst = '', width = '', chompLast = ''] = block;
    return readBlockScalar(lines, parent, style === '>', chompFirst + chompLast, width);
  }
  if (!/^["'[{]/u.test(text)) {
    return readPlain(lines, text, parent);
  }
  const inline = new InlineReader(lines, column);
  const value = inline.read(depth);
  if (!/^\s*(\s#.*)?$/u.test(lines.raw().slice(inline.column))) {
    lines.fail('something follows a value that has ended');
  }
  lines.advance();
  return value;
}

/** Lines of a plain scalar are joined by blanks; empty lines between them are line ends. A comment ends it. */
function readPlain(lines: Lines, first: string, parent: number): YamlValue {
  let part = withoutComment(first);
  const scalar = plainScalar(part, lines);
  refuseColon(lines, part);
  lines.advance();
  const isWhole = (untrimmed: string): boolean => part === untrimmed;
  if (!isWhole(first)) {
    return scalar;
  }
  let text = part;
  for (;;) {
    const lineEnds = lines.skipBlank();
    const isComment = lines.raw().trimStart().startsWith('#');
    const line = lines.peek();
    if (isComment || !isBelow(line, parent)) {
      return text === first ? scalar : text;
    }
    part = withoutComment(line.text);
    refuseColon(lines, part);
    text += (lineEnds === 0 ? ' ' : '\n'.repeat(lineEnds)) + part;
    lines.advance();
    if (!isWhole(line.text)) {
      return text;
    }
  }
}

function refuseColon(lines: Lines, text: string): void {
  if (/:(\s|$)/u.test(text)) {
    lines.fail('a second key stands on one line, or a text with a colon lacks its quotes');
  }
}

const withoutComment = (text: string): string => text.replace(/(?<=^|\s)#.*$/u, '').trimEnd();

function readBlockScalar(
  lines: Lines,
  parent: number,
  folded: boolean,
  chomp: string,
  width: string,
): string {
  lines.advance();
  let indent = width === '' ? undefined : Math.max(0, parent) + Number(width);
  const body: string[] = [];
  for (; !lines.atEnd; lines.advance()) {
    const raw = lines.raw();
    const isBlank = raw.trim() === '';
    const own = raw.search(/[^ ]/u);
    if (!isBlank && own < (indent ?? Math.max(parent + 1, 1))) {
      break;
    }
    indent ??= isBlank ? undefined : own;
    body.push(isBlank ? raw.slice(indent ?? raw.length) : raw.slice(indent));
  }
  const length = body.findLastIndex((line) => line !== '') + 1;
  const content = body.slice(0, length);
  const text = folded ? foldLines(content) : content.join('\n');
  // Chomping: `-` keeps no line end, `+` all of them, and without a sign the text's own.
  const own = length > 0 ? 1 : 0;
  const ends = chomp === '-' ? 0 : chomp === '+' ? own + body.length - length : own;
  return text + '\n'.repeat(ends);
}

/** `>`: a line end between two lines of text is a blank, except beside lines that are indented more. */
function foldLines(body: readonly string[]): string {
  let text = '';
  let previous: string | undefined;
  let empty = 0;
  for (const line of body) {
    if (line === '') {
      empty += 1;
      continue;
    }
    if (previous !== undefined) {
      const keeps = /^[ \t]/u.test(line) || /^[ \t]/u.test(previous);
      text += keeps ? '\n'.repeat(empty + 1) : empty === 0 ? ' ' : '\n'.repeat(empty);
    } else {
      text += '\n'.repeat(empty);
    }
    text += line;
    previous = line;
    empty = 0;
  }
  return text;
}
