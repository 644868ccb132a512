/** JSON as lines, without taking it apart: numbers of any size, order and doubled names stay as they are. */

/** Past this depth lines are not indented further, so that nesting alone cannot make a text huge. */
const indentMax = 40;

const lines = Array.from({ length: indentMax + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);
const lineAt = (depth: number): string => lines[Math.min(depth, indentMax)] ?? '\n';

/** Past the string that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isBlank = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charAt(at))) at += 1;
  return at;
}

/** Past a number or word that begins at `start`. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBlank(text.charAt(at)) && !',]}'.includes(text.charAt(at))) at += 1;
  return at;
}

/** Scans by hand: a string of megabytes is more than a regular expression can hold. */
class PrettyPrinter {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #pretty = '';

  constructor(text: string) {
    this.#text = text;
  }

  print(): string {
    for (this.#skip(0); this.#at < this.#text.length; this.#skip(this.#at)) this.#token();
    return this.#pretty;
  }

  #skip(from: number): void {
    this.#at = afterBlanks(this.#text, from);
  }

  #token(): void {
    const character = this.#text.charAt(this.#at);
    switch (character) {
      case '{':
      case '[':
        this.#open(character, character === '{' ? '}' : ']');
        return;
      case '}':
      case ']':
        this.#depth -= 1;
        this.#put(`${lineAt(this.#depth)}${character}`, this.#at + 1);
        return;
      case ',':
        this.#put(`,${lineAt(this.#depth)}`, this.#at + 1);
        return;
      case ':':
        this.#put(': ', this.#at + 1);
        return;
      default: {
        const end = character === '"' ? stringEnd(this.#text, this.#at) : wordEnd(this.#text, this.#at);
        this.#put(this.#text.slice(this.#at, end), end);
      }
    }
  }

  #open(opening: string, closing: string): void {
    const next = afterBlanks(this.#text, this.#at + 1);
    if (this.#text.charAt(next) === closing) {
      this.#put(opening + closing, next + 1);
      return;
    }
    this.#depth += 1;
    this.#put(`${opening}${lineAt(this.#depth)}`, next);
  }

  #put(text: string, next: number): void {
    this.#pretty += text;
    this.#at = next;
  }
}

/** One member to a line, two blanks a level; undefined when the text is not JSON. */
export function prettyJson(text: string): string | undefined {
  return isJson(text) ? new PrettyPrinter(text).print() : undefined;
}

export type JsonTokenKind = 'name' | 'string' | 'number' | 'word' | 'punctuation' | 'space';

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
}

const linePattern =
  /(?<name>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>\w+)|(?<punctuation>[{}[\],:]+)|(?<space>\s+)|(?<other>.)/gu;

const kinds = ['name', 'string', 'number', 'word', 'punctuation', 'space'] as const;

/** What a line of pretty JSON is made of; joined, the tokens are the line. */
export function jsonTokens(line: string): readonly JsonToken[] {
  return Array.from(line.matchAll(linePattern), (match) => ({
    kind: kinds.find((kind) => match.groups?.[kind] !== undefined) ?? 'word',
    text: match[0],
  }));
}
