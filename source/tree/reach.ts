import { agreedLength, type ByteString, commonPrefixLength, prefixEnd } from './byte-string.js';

/**
 * How far the next question of a walk reaches. A range costs the server as many visits as it has keys,
 * and a request costs about as much as 500 visits; so a question should meet one large child, or about as
 * many keys as one answer carries. What was met so far tells where names differ and how dense they are.
 */

/** Past this many unread keys, a byte too many costs more than many empty questions. */
const unreadMany = 50_000;

/** A byte value of a level that holds this share of the wanted keys is looked into one level further down. */
const denseShare = 1 / 16;

/** Bytes that names are made of come in runs; each starts a class of its own: punctuation, `-.`, `/`, digits, … */
const classStarts = [0x00, 0x2d, 0x2f, 0x30, 0x3a, 0x41, 0x5b, 0x61, 0x7b, 0x100];
const upperCase = { from: 0x41, to: 0x5b, width: 8 };

const classEnd = (byte: number): number => classStarts.find((start) => start > byte) ?? 0x100;

const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte < 0x3a) || (byte >= 0x41 && byte < 0x5b) || (byte >= 0x61 && byte < 0x7b);

/** A level is an index into keys. */
type Pace =
  /** No child is known yet. */
  | { readonly kind: 'unknown' }
  /** One child filled the last answer, and it resembles the one before little: siblings may be anywhere. */
  | { readonly kind: 'lone'; readonly level: number }
  /** Siblings differ at this level, and each byte there holds about so many keys. */
  | { readonly kind: 'regular'; readonly level: number; readonly keysPerByte: number | undefined };

export class Reach {
  /** Keys agree up to here. */
  readonly #prefixLength: number;
  #pace: Pace = { kind: 'unknown' };
  #first: ByteString = '';
  #last: ByteString | undefined;
  /** Empty answers since a child was met. */
  #misses = 0;
  #descended = false;
  #width = 1;
  #keysWanted = 1;

  constructor(prefixLength: number) {
    this.#prefixLength = prefixLength;
  }

  /** The last question met nothing. */
  missed(): void {
    this.#misses += 1;
  }

  /** Everything up to `to` is read; the question met `count` keys, of children from `first` to `last`. */
  readAll(to: ByteString, first: ByteString, last: ByteString, count: number): void {
    this.#met(first, last);
    const level = Math.max(this.#prefixLength, to.length - 1);
    this.#pace = { kind: 'regular', level, keysPerByte: count / this.#width };
  }

  /** The question met `count` keys; those that were read, `read`, are of children from `first` to `last`. */
  readSome(first: ByteString, last: ByteString, read: number, count: number): void {
    const before = first === last ? this.#last : first;
    this.#met(first, last);
    const level = before === undefined ? -1 : commonPrefixLength(before, last);
    const tight = Math.max(this.#prefixLength, last.length - 2);
    if (first !== last) {
      const spread = Math.max(1, last.charCodeAt(level) - first.charCodeAt(level));
      this.#pace = { kind: 'regular', level, keysPerByte: read / spread };
    } else if (level >= tight - 1) {
      this.#pace = { kind: 'regular', level, keysPerByte: count };
    } else {
      this.#pace = { kind: 'lone', level: tight };
    }
  }

  /**
   * The exclusive end of a question from `from`, at most `windowEnd`.
   * @param unread at most so many keys are in between, where that is known.
   * @param keysWanted how many keys the question should meet where children are small.
   */
  choose(
    from: ByteString,
    windowEnd: ByteString,
    unread: number | undefined,
    keysWanted: number,
  ): ByteString {
    this.#keysWanted = keysWanted;
    const base = Math.max(this.#prefixLength, agreedLength(from, windowEnd));
    const wanted = this.#wanted(from, base, unread);
    return wanted > from && wanted < windowEnd ? wanted : windowEnd;
  }

  #met(first: ByteString, last: ByteString): void {
    if (this.#last === undefined) this.#first = first;
    this.#last = last;
    this.#misses = 0;
    this.#descended = false;
  }

  #wanted(from: ByteString, base: number, unread: number | undefined): ByteString {
    const pace = this.#pace;
    if (pace.kind === 'lone') {
      if (this.#misses === 0) return this.#span(from, Math.max(base, pace.level), 1);
      return this.#climb(from, base, unread) ?? this.#sweep(from, base, unread);
    }
    if (pace.kind === 'unknown') return this.#sweep(from, base, unread);
    if (from.length <= pace.level && !this.#descended) return this.#enter(from, base, unread, pace);
    if (this.#misses === 0) return this.#stride(from, Math.max(base, pace.level), pace.keysPerByte);
    return this.#sweep(from, base, unread);
  }

  /** The next few siblings, where they are dense. */
  #stride(from: ByteString, level: number, keysPerByte: number | undefined): ByteString {
    const byte = from.charCodeAt(level);
    const started = from.length > level + 1 ? 1 : 0;
    if (started === 0 && !isAlphanumeric(byte)) return this.#span(from, level, classEnd(byte) - byte);
    const width = keysPerByte === undefined ? 1 : Math.floor(this.#keysWanted / keysPerByte);
    const clamped = Math.max(1, Math.min(64, width));
    const end = this.#span(from, level, clamped + started);
    this.#width = clamped;
    return end;
  }

  /**
   * A byte above the level where siblings differ begins (`ns-01` after `ns-009/`). Its first child is
   * probably named as the first of all was, so the question reaches just past that (`ns-010`).
   */
  #enter(
    from: ByteString,
    base: number,
    unread: number | undefined,
    pace: Extract<Pace, { kind: 'regular' }>,
  ): ByteString {
    if (pace.keysPerByte !== undefined && pace.keysPerByte > this.#keysWanted * denseShare) {
      this.#descended = true;
      this.#width = 1;
      return prefixEnd(from + this.#first.slice(from.length, pace.level + 1));
    }
    this.#pace = { kind: 'regular', level: from.length - 1, keysPerByte: undefined };
    this.#misses = 0;
    const level = Math.max(base, from.length - 1);
    return isAlphanumeric(from.charCodeAt(level))
      ? this.#span(from, level, 1)
      : this.#sweep(from, base, unread);
  }

  /** All that shares a shorter and shorter beginning with the last child. */
  #climb(from: ByteString, base: number, unread: number | undefined): ByteString | undefined {
    if (from.length - 1 <= base) return undefined;
    const careful = unread === undefined || unread > 2 * unreadMany;
    const levels = careful ? 1 : 2 ** Math.min(4, this.#misses - 1);
    return prefixEnd(from.slice(0, Math.max(base + 1, from.length - levels)));
  }

  /** Byte after byte; wider where nothing was, and no finer than a class where names rarely go on. */
  #sweep(from: ByteString, base: number, unread: number | undefined): ByteString {
    const level = Math.max(base, from.length - 1);
    const byte = from.length > level ? from.charCodeAt(level) : 0;
    if (!isAlphanumeric(byte)) {
      return level > base ? prefixEnd(from.slice(0, level)) : this.#span(from, level, classEnd(byte) - byte);
    }
    const isUpper = byte >= upperCase.from && byte < upperCase.to;
    const many = unread !== undefined && unread > unreadMany;
    const width = many ? (isUpper ? upperCase.width : 1) : 2 ** Math.min(6, this.#misses);
    const started = from.length > level + 1 ? 1 : 0;
    return this.#span(from, level, Math.min(classEnd(byte) - byte, width + started));
  }

  /** From `from` over `width` values of its byte at `level`. */
  #span(from: ByteString, level: number, width: number): ByteString {
    this.#width = width;
    const end = (from.length > level ? from.charCodeAt(level) : 0) + width;
    const prefix = from.slice(0, level);
    return end > 0xff ? prefixEnd(prefix) : prefix + String.fromCharCode(end);
  }
}
