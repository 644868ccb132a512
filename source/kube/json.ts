import type { KubeTree } from './tree.js';

/** Text that is no JSON, or more than is taken; `message` says why. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** Deeper objects exist to break their readers. */
const depthMax = 500;
/** What a double can hold at all; Go takes no longer integer either. */
const digitsMax = 309;

const numberPattern = /-?(?:0|[1-9]\d*)(?<fraction>\.\d+)?(?<exponent>[eE][+-]?\d+)?/y;
const blankPattern = /[ \n\r\t]*/y;
const controlPattern = /[\x00-\x1f]/;
const words: readonly (readonly [word: string, value: boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function integer(text: string): number | bigint {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  if (text.length > digitsMax) throw new JsonError(`an integer of ${text.length} digits is no number`);
  return BigInt(text);
}

/** A lone half of a surrogate pair, which Go replaces. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): KubeTree {
    const value = this.#value(0);
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #unexpected(): JsonError {
    return this.#at >= this.#text.length
      ? new JsonError('the JSON ends too early')
      : new JsonError(`no JSON at character ${this.#at}`);
  }

  #blanks(): void {
    blankPattern.lastIndex = this.#at;
    blankPattern.test(this.#text);
    this.#at = blankPattern.lastIndex;
  }

  /** Past `character`, when it comes next. */
  #takes(character: string): boolean {
    this.#blanks();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }

  #needs(character: string): void {
    if (!this.#takes(character)) throw this.#unexpected();
  }

  #value(depth: number): KubeTree {
    if (depth > depthMax) throw new JsonError(`the JSON is nested deeper than ${depthMax} levels`);
    this.#blanks();
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): KubeTree {
    const members = new Map<string, KubeTree>();
    this.#needs('{');
    if (this.#takes('}')) return members;
    do {
      this.#blanks();
      const name = this.#string();
      this.#needs(':');
      members.set(name, this.#value(depth + 1));
    } while (this.#takes(','));
    this.#needs('}');
    return members;
  }

  #array(depth: number): KubeTree {
    const items: KubeTree[] = [];
    this.#needs('[');
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#takes(','));
    this.#needs(']');
    return items;
  }

  #string(): string {
    const start = this.#at;
    if (this.#text.charAt(start) !== '"') throw this.#unexpected();
    const end = this.#stringEnd(start);
    const inside = this.#text.slice(start + 1, end);
    if (controlPattern.test(inside)) throw new JsonError(`a control character in the string at ${start}`);
    this.#at = end + 1;
    return inside.includes('\\') ? this.#unescaped(start, end) : inside;
  }

  /** Where the closing quote is. */
  #stringEnd(start: number): number {
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) return at;
      if (code === 0x5c) at += 1;
    }
    throw new JsonError(`the string at character ${start} has no end`);
  }

  #unescaped(start: number, end: number): string {
    try {
      const text: unknown = JSON.parse(this.#text.slice(start, end + 1));
      return String(text).replace(loneSurrogate, '\ufffd');
    } catch {
      throw new JsonError(`an escape that JSON does not have in the string at ${start}`);
    }
  }

  #scalar(): KubeTree {
    for (const [word, value] of words) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #number(): number | bigint {
    numberPattern.lastIndex = this.#at;
    const match = numberPattern.exec(this.#text);
    if (match === null) throw this.#unexpected();
    this.#at = numberPattern.lastIndex;
    const { fraction, exponent } = match.groups ?? {};
    if (fraction === undefined && exponent === undefined) return integer(match[0]);
    const number = Number(match[0]);
    if (!Number.isFinite(number)) throw new JsonError(`${match[0].slice(0, 40)} is too large for a number`);
    return number;
  }
}

/**
 * JSON with every integer exact, which JSON.parse would round. Of a name that comes twice the last counts.
 * @throws JsonError when it is no JSON, or nested too deep.
 */
export function parseJson(text: string): KubeTree {
  return new Parser(text).whole();
}
