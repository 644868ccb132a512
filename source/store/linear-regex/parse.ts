/** What a pattern says, as a tree. Bytes are characters U+0000 to U+00FF, as in a ByteString. */
export type Node =
  /** One byte out of a set. */
  | { readonly kind: 'byte'; readonly set: ByteSet }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

/** 256 flags, 1 for a byte that is in it. */
export type ByteSet = Uint8Array;

/** A pattern that is no regular expression, or needs what takes more than linear time; `message` says which. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** No repetition says more; nested ones multiply, and the program they make is bounded besides. */
const repeatMax = 200;
const depthMax = 50;

export function setOf(...ranges: readonly (readonly [from: number, to: number])[]): ByteSet {
  const set = new Uint8Array(256);
  for (const [from, to] of ranges) set.fill(1, from, to + 1);
  return set;
}

const inverted = (set: ByteSet): ByteSet => set.map((flag) => 1 - flag);

const code = (character: string): number => character.charCodeAt(0);
const digits = setOf([code('0'), code('9')]);
const wordBytes = setOf(
  [code('0'), code('9')],
  [code('a'), code('z')],
  [code('A'), code('Z')],
  [code('_'), code('_')],
);
const blanks = setOf([9, 13], [32, 32]);

const namedSets: Readonly<Record<string, ByteSet>> = {
  d: digits,
  D: inverted(digits),
  w: wordBytes,
  W: inverted(wordBytes),
  s: blanks,
  S: inverted(blanks),
};
const namedBytes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  /** `text`: a pattern whose characters are bytes. */
  constructor(text: string) {
    this.#text = text;
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#peek() !== undefined) throw new PatternError('a ) has no (');
    return node;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #take(): string | undefined {
    const character = this.#text[this.#at];
    this.#at += 1;
    return character;
  }

  #skip(text: string): boolean {
    const isThere = this.#text.startsWith(text, this.#at);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#skip('|')) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      parts.push(this.#repeated(this.#atom()));
    }
    return { kind: 'sequence', parts };
  }

  #repeated(part: Node): Node {
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    this.#skip('?'); // Whether as little as possible is taken makes no difference to whether it matches.
    if (this.#bounds() !== undefined) throw new PatternError('a repetition is repeated; put it in ( )');
    return { kind: 'repeat', part, ...bounds };
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.#skip('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#skip('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#skip('?')) return { min: 0, max: 1 };
    const counted = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 20));
    if (counted === null) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max =
      counted[2] === undefined ? min : counted[3] === '' ? Number.POSITIVE_INFINITY : Number(counted[3]);
    if (min > repeatMax || (max !== Number.POSITIVE_INFINITY && max > repeatMax)) {
      throw new PatternError(`a repetition counts to ${repeatMax} at most`);
    }
    if (max < min) throw new PatternError(`${counted[0]} ends before it begins`);
    return { min, max };
  }

  #atom(): Node {
    const character = this.#take() ?? '';
    switch (character) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'byte', set: setOf([0, 255]) };
      case '(':
        return this.#group();
      case '[':
        return { kind: 'byte', set: this.#class() };
      case '\\':
        return { kind: 'byte', set: this.#escaped() };
      case '*':
      case '+':
      case '?':
        throw new PatternError(`nothing stands before ${character}`);
      default:
        return { kind: 'byte', set: setOf([code(character), code(character)]) };
    }
  }

  #group(): Node {
    if (!this.#skip('?:') && this.#peek() === '?') {
      throw new PatternError('looking ahead or behind, and named groups, are not done here');
    }
    this.#depth += 1;
    if (this.#depth > depthMax) throw new PatternError(`groups are nested deeper than ${depthMax}`);
    const node = this.#choice();
    if (!this.#skip(')')) throw new PatternError('a ( has no )');
    this.#depth -= 1;
    return node;
  }

  #escaped(): ByteSet {
    const character = this.#take();
    if (character === undefined) throw new PatternError('nothing follows the last backslash');
    const set = namedSets[character];
    if (set !== undefined) return set;
    const byte = this.#escapedByte(character);
    return setOf([byte, byte]);
  }

  #escapedByte(character: string): number {
    const named = namedBytes[character];
    if (named !== undefined) return named;
    if (character === 'x') {
      const hex = /^[0-9a-fA-F]{2}/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
      if (hex === undefined) throw new PatternError('two hexadecimal digits belong after \\x');
      this.#at += 2;
      return Number.parseInt(hex, 16);
    }
    if (/[a-zA-Z1-9]/.test(character)) throw new PatternError(`\\${character} is not done here`);
    return code(character);
  }

  #class(): ByteSet {
    const isInverted = this.#skip('^');
    const set = new Uint8Array(256);
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) {
      const from = this.#classPart();
      const isRange = this.#peek() === '-' && this.#text[this.#at + 1] !== ']';
      if (typeof from !== 'number' || !isRange) {
        const part = typeof from === 'number' ? setOf([from, from]) : from;
        part.forEach((flag, byte) => {
          if (flag === 1) set[byte] = 1;
        });
        continue;
      }
      this.#at += 1;
      const to = this.#classPart();
      if (typeof to !== 'number' || to < from) throw new PatternError('a range in [ ] is no range');
      set.fill(1, from, to + 1);
    }
    this.#at += 1;
    return isInverted ? inverted(set) : set;
  }

  /** A byte, or a set such as `\d`. */
  #classPart(): number | ByteSet {
    const character = this.#take();
    if (character === undefined) throw new PatternError('a [ has no ]');
    if (code(character) > 0x7f) throw new PatternError('only ASCII characters can stand in [ ]');
    if (character !== '\\') return code(character);
    const escaped = this.#take();
    if (escaped === undefined) throw new PatternError('a [ has no ]');
    return namedSets[escaped] ?? this.#escapedByte(escaped);
  }
}

/** @throws PatternError */
export function parsePattern(text: string): Node {
  return new Parser(text).whole();
}
