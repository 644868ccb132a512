import { stringEnd } from './json-text.js';

/** Past this depth lines are not indented further, so that nesting alone cannot make a text huge. */
const indentMax = 40;

const breaks = Array.from({ length: indentMax + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

/** What may come next. */
type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing';

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const words: ReadonlySet<string> = new Set(['true', 'false', 'null']);
const unescaped = /[\x00-\x1f]/;
const afterBackslash = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

function isString(text: string): boolean {
  if (text.length < 2 || !text.endsWith('"') || unescaped.test(text)) return false;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    if (!afterBackslash.test(text.slice(at + 1, at + 6))) return false;
  }
  return true;
}

const isBlank = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';

/** One piece of the laid out text is at least so long, so that there are not too many. */
const pieceCharacters = 65_536;

/**
 * Lays JSON out, a member to a line, two blanks a level, and finds out whether it is JSON at all; in steps, so
 * that nobody waits for megabytes. Depth costs memory and no stack.
 */
export class JsonLayout {
  readonly #text: string;
  /** The open containers: true for an object. */
  readonly #open: boolean[] = [];
  readonly #pieces: string[] = [];
  /** What the next piece is joined from: a string that grows by each token would be flattened all at once. */
  #tokens: string[] = [];
  #tokensLength = 0;
  #at = 0;
  #expected: Expected = 'value';
  #isJson = true;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes on for about so many characters. @returns false when there is nothing more to do. */
  advance(characters: number): boolean {
    const until = this.#at + characters;
    while (this.#isJson && this.#at < until) {
      this.#skip();
      if (this.#at >= this.#text.length) return false;
      this.#isJson = this.#token(this.#text.charAt(this.#at));
    }
    return this.#isJson && this.#at < this.#text.length;
  }

  /** The text, once nothing more is to do; undefined when it is no JSON. */
  text(): string | undefined {
    if (!this.#isJson || this.#expected !== 'nothing') return undefined;
    return [...this.#pieces, this.#tokens.join('')].join('');
  }

  #skip(): void {
    while (this.#at < this.#text.length && isBlank(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #put(text: string, length: number): void {
    this.#tokens.push(text);
    this.#tokensLength += text.length;
    this.#at += length;
    if (this.#tokensLength >= pieceCharacters) {
      this.#pieces.push(this.#tokens.join(''));
      this.#tokens = [];
      this.#tokensLength = 0;
    }
  }

  /** @returns false when this cannot stand here. */
  #token(character: string): boolean {
    switch (character) {
      case '{':
      case '[':
        return this.#begin(character);
      case '}':
      case ']':
        return this.#end(character);
      case ',':
        return this.#comma();
      case ':':
        if (this.#expected !== 'colon') return false;
        this.#put(': ', 1);
        this.#expected = 'value';
        return true;
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  get #takesValue(): boolean {
    return this.#expected === 'value' || this.#expected === 'value or end';
  }

  #break(): string {
    return breaks[Math.min(this.#open.length, indentMax)] ?? '\n';
  }

  /** Before the first item of a container, which would stand on its own line. */
  #lead(): string {
    return this.#expected === 'value or end' || this.#expected === 'name or end' ? this.#break() : '';
  }

  #begin(character: '{' | '['): boolean {
    if (!this.#takesValue) return false;
    this.#put(this.#lead() + character, 1);
    this.#open.push(character === '{');
    this.#expected = character === '{' ? 'name or end' : 'value or end';
    return true;
  }

  #end(character: '}' | ']'): boolean {
    const isEmpty = this.#expected === (character === '}' ? 'name or end' : 'value or end');
    if (this.#open.pop() !== (character === '}')) return false;
    if (!isEmpty && this.#expected !== 'comma or end') return false;
    this.#put((isEmpty ? '' : this.#break()) + character, 1);
    this.#valueEnded();
    return true;
  }

  #valueEnded(): void {
    this.#expected = this.#open.length === 0 ? 'nothing' : 'comma or end';
  }

  #comma(): boolean {
    if (this.#expected !== 'comma or end') return false;
    this.#put(`,${this.#break()}`, 1);
    this.#expected = this.#open.at(-1) === true ? 'name' : 'value';
    return true;
  }

  #string(): boolean {
    const isName = this.#expected === 'name' || this.#expected === 'name or end';
    if (!isName && !this.#takesValue) return false;
    const text = this.#text.slice(this.#at, stringEnd(this.#text, this.#at));
    if (!isString(text)) return false;
    this.#put(this.#lead() + text, 0);
    this.#at += text.length;
    if (isName) this.#expected = 'colon';
    else this.#valueEnded();
    return true;
  }

  #word(): boolean {
    if (!this.#takesValue) return false;
    let end = this.#at;
    while (end < this.#text.length && !' \n\r\t,]}:"[{'.includes(this.#text.charAt(end))) end += 1;
    const text = this.#text.slice(this.#at, end);
    if (!words.has(text) && !number.test(text)) return false;
    this.#put(this.#lead() + text, text.length);
    this.#valueEnded();
    return true;
  }
}
