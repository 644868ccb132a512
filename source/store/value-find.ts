import type { ValueDocument } from './value-document.js';

/** Where something stands in a document, ascending: characters of a text, or bytes. */
export interface Found {
  readonly starts: Uint32Array;
  /** How long each of them is; those of one search are as long as what was typed. */
  readonly length: number;
  /** How far was looked, of how much. */
  readonly searched: number;
  readonly total: number;
  /** False while it goes on, and when there are more than are kept. */
  readonly isWhole: boolean;
}

/** Nobody steps through more; what is told then is `1,000,000+`. */
const foundMax = 1_000_000;

const special = /[\\^$.*+?()[\]{}|/-]/g;

/** Capitals mean capitals; else case does not matter. */
function patternOf(query: string): RegExp {
  const escaped = query.replace(special, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
  return new RegExp(escaped, /\p{Lu}/u.test(query) ? 'gu' : 'giu');
}

/** `0x6b38` are bytes; anything else is text in UTF-8. */
function bytesOf(query: string): Uint8Array {
  const hex = /^0x((?:[0-9a-f]{2} ?)+)$/i.exec(query)?.[1];
  return hex === undefined ? Buffer.from(query) : Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

class Starts {
  #starts = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(start: number): void {
    if (this.#length === this.#starts.length) {
      const longer = new Uint32Array(2 * this.#length);
      longer.set(this.#starts);
      this.#starts = longer;
    }
    this.#starts[this.#length] = start;
    this.#length += 1;
  }

  all(): Uint32Array {
    return this.#starts.slice(0, this.#length);
  }
}

/** Finds what is typed in what is shown, a step at a time: nobody waits for megabytes. */
export class Finder {
  readonly #document: ValueDocument;
  readonly #pattern: RegExp;
  readonly #bytes: Uint8Array;
  readonly #length: number;
  readonly #total: number;
  readonly #starts = new Starts();
  #at = 0;

  constructor(document: ValueDocument, query: string) {
    this.#document = document;
    this.#pattern = patternOf(query);
    this.#bytes = bytesOf(query);
    this.#length = document.kind === 'text' ? query.length : this.#bytes.length;
    this.#total = document.kind === 'text' ? document.text.length : document.bytes.length;
    if (this.#length === 0) this.#at = this.#total;
  }

  /** Looks at about so many more characters. @returns false when there is nothing more to do. */
  advance(characters: number): boolean {
    const end = Math.min(this.#total, this.#at + characters);
    const next = this.#document.kind === 'text' ? this.#inText(this.#document.text, end) : this.#inBytes(end);
    this.#at = Math.max(end, next);
    return this.#at < this.#total && !this.#isFull;
  }

  get #isFull(): boolean {
    return this.#starts.length >= foundMax;
  }

  found(): Found {
    return {
      starts: this.#starts.all(),
      length: this.#length,
      searched: Math.min(this.#at, this.#total),
      total: this.#total,
      isWhole: this.#at >= this.#total && !this.#isFull,
    };
  }

  /** What begins before `end`. @returns where the last one ends. */
  #inText(text: string, end: number): number {
    const from = this.#at;
    // Letters of another case may be longer.
    const part = text.slice(from, end + 2 * this.#length);
    this.#pattern.lastIndex = 0;
    let last = from;
    for (let match = this.#pattern.exec(part); match !== null; match = this.#pattern.exec(part)) {
      if (from + match.index >= end || this.#isFull) break;
      this.#starts.add(from + match.index);
      last = from + match.index + match[0].length;
    }
    return last;
  }

  #inBytes(end: number): number {
    if (this.#document.kind === 'text') return end;
    const { bytes } = this.#document;
    const part = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, end + this.#length - 1));
    let last = this.#at;
    for (
      let at = part.indexOf(this.#bytes, last);
      at >= 0 && at < end;
      at = part.indexOf(this.#bytes, last)
    ) {
      if (this.#isFull) break;
      this.#starts.add(at);
      last = at + this.#length;
    }
    return last;
  }
}

/** How many of ascending numbers are at most `limit`. */
export function countUpTo(numbers: Uint32Array, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
