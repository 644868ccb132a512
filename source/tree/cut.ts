import { agreedLength, type ByteString, prefixEnd } from './byte-string.js';

/** The keys of [from, to). */
export interface Span {
  readonly from: ByteString;
  readonly to: ByteString;
}

const digitEnd = 0x3a;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte < digitEnd;
const isLetter = (byte: number): boolean => (byte >= 0x41 && byte < 0x5b) || (byte >= 0x61 && byte < 0x7b);
const letterEnd = (byte: number): number => (byte < 0x5b ? 0x5b : 0x7b);

/** Consecutive spans that start where `bounds` say; empty ones are left out. */
function between(bounds: readonly ByteString[], to: ByteString): readonly Span[] {
  return bounds
    .map((from, index) => ({ from, to: bounds[index + 1] ?? to }))
    .filter((each) => each.from < each.to && each.from < to);
}

/** The names of a directory start with anything: one span for each letter, one for each kind of other byte. */
export function startSpans(prefix: ByteString): readonly Span[] {
  const starts = [0x2d, 0x2e, 0x30, 0x3a, 0x41, 0x5b];
  for (let byte = 0x61; byte <= 0x7b; byte += 1) starts.push(byte);
  const bounds = starts.map((byte) => prefix + String.fromCharCode(byte));
  return between([prefix, ...bounds], prefixEnd(prefix));
}

/**
 * Cuts off what follows a position level by level: what differs from it in the first byte that can differ, then in
 * the next one. Where nothing was, it takes more levels at once. Spans never overlap, so that counting all of
 * them visits each key once.
 */
export class Cutter {
  #levels = 1;
  #misses = 1;
  #found: boolean;

  /** @param isAmongMany names are known to differ here. */
  constructor(isAmongMany: boolean) {
    this.#found = isAmongMany;
  }

  /** What was cut off has so many keys. */
  met(count: number): void {
    this.#found ||= count > 0;
  }

  /** Spans from a bound after `position` up to `to`; none when there is no such bound. */
  cut(position: ByteString, to: ByteString): readonly Span[] {
    this.#misses = this.#found ? 0 : this.#misses + 1;
    this.#found = false;
    this.#levels = this.#misses > 4 ? 2 * this.#levels : 1;
    const level = agreedLength(position, to);
    // The last byte is the one that follows a separator.
    const last = Math.min(level + this.#levels, position.length - 1) - 1;
    if (last < level) return [];
    if (last > level) return between([prefixEnd(position.slice(0, last + 1))], to);
    return between(this.#siblings(position, level), to);
  }

  /** After the byte at `level`: digits one by one, letters too while it is not known that nothing is there. */
  #siblings(position: ByteString, level: number): readonly ByteString[] {
    const prefix = position.slice(0, level);
    const byte = position.charCodeAt(level);
    const bounds = [prefixEnd(position.slice(0, level + 1))];
    if (isDigit(byte) || (isLetter(byte) && this.#misses <= 1)) {
      const end = isDigit(byte) ? digitEnd : letterEnd(byte);
      for (let more = byte + 2; more <= end; more += 1) bounds.push(prefix + String.fromCharCode(more));
    }
    return bounds;
  }
}
