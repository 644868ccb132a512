import type { Lines } from './lines.js';
import type { YamlValue } from './value.js';

/** Deeper nesting than any manifest has is refused rather than followed. */
export const depthMax = 64;

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const escapeDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Quoted scalars and flow collections (`"…"`, `'…'`, `[…]`, `{…}`), which may go over several lines. */
export class InlineReader {
  readonly #lines: Lines;
  #column: number;

  constructor(lines: Lines, column: number) {
    this.#lines = lines;
    this.#column = column;
  }

  /** Where the value that was read last ended. */
  get column(): number {
    return this.#column;
  }

  /** A value that begins with a quote or a bracket. */
  read(depth: number): YamlValue {
    if (depth > depthMax) {
      this.#lines.fail(`it is nested deeper than ${depthMax} levels`);
    }
    switch (this.#here()) {
      case '"':
        return this.#doubleQuoted();
      case "'":
        return this.#singleQuoted();
      case '[':
        return this.#list(depth);
      case '{':
        return this.#map(depth);
      default:
        return this.#plain();
    }
  }

  /** The next character; a line end is `\n`, the end of the document is empty. */
  #here(): string {
    if (this.#lines.atEnd) {
      return '';
    }
    return this.#lines.raw()[this.#column] ?? '\n';
  }

  #step(): void {
    if (this.#here() === '\n') {
      this.#lines.advance();
      this.#column = 0;
    } else {
      this.#column += 1;
    }
  }

  #skipBlanks(): void {
    for (;;) {
      const here = this.#here();
      const startsComment = here === '#' && /\s/u.test(this.#lines.raw()[this.#column - 1] ?? ' ');
      if (startsComment) {
        this.#column = this.#lines.raw().length;
      } else if (here === ' ' || here === '\t' || here === '\n') {
        this.#step();
      } else {
        return;
      }
    }
  }

  #expect(character: string, where: string): void {
    if (this.#here() !== character) {
      this.#lines.fail(`${where} lacks its ${JSON.stringify(character)}`);
    }
    this.#step();
  }

  #list(depth: number): readonly YamlValue[] {
    const items: YamlValue[] = [];
    this.#eachEntry(']', 'a list in brackets', () => {
      if (this.#here() === ',') {
        this.#lines.fail('an item is missing before a comma');
      }
      const item = this.read(depth + 1);
      this.#skipBlanks();
      if (this.#here() === ':') {
        this.#lines.fail('a pair inside brackets is not understood');
      }
      items.push(item);
    });
    return items;
  }

  #map(depth: number): YamlValue {
    const map = new Map<string, YamlValue>();
    this.#eachEntry('}', 'a map in braces', () => {
      const key = this.read(depth + 1);
      if (typeof key !== 'string' || map.has(key)) {
        this.#lines.fail('a key in braces is no text, or is there twice');
      }
      this.#skipBlanks();
      this.#expect(':', `the key ${JSON.stringify(key)}`);
      this.#skipBlanks();
      map.set(key, this.read(depth + 1));
    });
    return map;
  }

  #eachEntry(close: string, where: string, readEntry: () => void): void {
    this.#step();
    this.#skipBlanks();
    while (this.#here() !== close) {
      readEntry();
      this.#skipBlanks();
      if (this.#here() === ',') {
        this.#step();
        this.#skipBlanks();
      } else if (this.#here() !== close) {
        this.#lines.fail(`${where} lacks a comma or its ${JSON.stringify(close)}`);
      }
    }
    this.#step();
  }

  /** A scalar without quotes between brackets or braces; it ends with its line. */
  #plain(): YamlValue {
    const rest = this.#lines.raw().slice(this.#column);
    const [text = ''] = /^(?:[^,[\]{}:#]|:(?![\s,[\]{}]|$)|(?<=\S)#)*/u.exec(rest) ?? [];
    this.#column += text.length;
    return plainScalar(text, this.#lines);
  }

  #singleQuoted(): string {
    return this.#quoted((here, text) => {
      if (here !== "'") {
        return 'goes on';
      }
      this.#step();
      if (this.#here() !== "'") {
        return 'ends';
      }
      this.#step();
      text.add("'");
      return 'taken';
    });
  }

  #doubleQuoted(): string {
    return this.#quoted((here, text) => {
      if (here === '"') {
        this.#step();
        return 'ends';
      }
      if (here !== '\\') {
        return 'goes on';
      }
      text.add(this.#escape());
      return 'taken';
    });
  }

  /** `special` looks at each character first; what it does not take is text, or a line end to fold. */
  #quoted(special: (here: string, text: QuotedText) => 'goes on' | 'taken' | 'ends'): string {
    const text = new QuotedText();
    const firstLine = this.#lines.number;
    this.#step();
    for (;;) {
      const here = this.#here();
      if (here === '') {
        this.#lines.fail('a quoted text does not end', firstLine);
      }
      const verdict = special(here, text);
      if (verdict === 'ends') {
        return text.toString();
      }
      if (verdict === 'goes on' && here === '\n') {
        text.trimBlanks();
        text.add(this.#fold());
      } else if (verdict === 'goes on') {
        text.addPlain(here);
        this.#step();
      }
    }
  }

  /** A line end inside quotes is a blank; empty lines are line ends. */
  #fold(): string {
    let lineEnds = 0;
    while (/[ \t\n]/u.test(this.#here())) {
      lineEnds += this.#here() === '\n' ? 1 : 0;
      this.#step();
    }
    return lineEnds === 1 ? ' ' : '\n'.repeat(lineEnds - 1);
  }

  #escape(): string {
    this.#step();
    const kind = this.#here();
    if (kind === '\n') {
      this.#fold();
      return '';
    }
    this.#step();
    const digits = escapeDigits[kind];
    if (digits === undefined) {
      return escapes[kind] ?? this.#lines.fail(`the escape \\${kind} is unknown`);
    }
    const hex = this.#lines.raw().slice(this.#column, this.#column + digits);
    const codePoint =
      /^[0-9a-f]+$/iu.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
    if (!(codePoint <= 0x10ffff)) {
      this.#lines.fail(`the escape \\${kind}${hex} is no character`);
    }
    this.#column += digits;
    return String.fromCodePoint(codePoint);
  }
}

/** Text between quotes: blanks before a line end do not count, unless they were escaped. */
class QuotedText {
  readonly #parts: string[] = [];
  #solid = 0;

  add(part: string): void {
    this.#parts.push(part);
    this.#solid = this.#parts.length;
  }

  addPlain(character: string): void {
    this.#parts.push(character);
    this.#solid = character === ' ' || character === '\t' ? this.#solid : this.#parts.length;
  }

  trimBlanks(): void {
    this.#parts.length = this.#solid;
  }

  toString(): string {
    return this.#parts.join('');
  }
}

const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);

/** A scalar without quotes; what YAML gives another meaning is refused. */
export function plainScalar(untrimmed: string, lines: Lines): string | null {
  const text = untrimmed.trim();
  const meaning = specialMeaning(text);
  if (meaning !== undefined) {
    lines.fail(`${meaning} (${JSON.stringify(text.slice(0, 40))}) are not understood`);
  }
  return nothing.has(text) ? null : text;
}

function specialMeaning(text: string): string | undefined {
  switch (text[0]) {
    case '&':
      return 'anchors';
    case '*':
      return 'aliases';
    case '!':
      return 'tags';
    case '%':
    case '@':
    case '`':
    case '|':
    case '>':
    case ']':
    case '}':
    case ',':
      return `values that begin with ${text[0]}`;
    default:
      return /^[-?:](\s|$)/u.test(text) ? `values that begin with ${text[0]} and a blank` : undefined;
  }
}
