import { agreedLength, type ByteString, prefixEnd } from '../bytes/byte-string.js';
import { childOf } from './child.js';

/** The keys of [from, to). */
export interface Span {
  readonly from: ByteString;
  readonly to: ByteString;
}

/** A span of a listing. */
export interface Stretch extends Span {
  /** The directory that it is, if it is there at all. */
  readonly known?: ByteString;
  /** It lies between known ones: probably nothing is there, and totals may tell. */
  readonly isGap?: boolean;
}

/** What is to be cut into spans: what follows one child, up to an end. */
export interface Remainder {
  /** The directory whose children are looked for. */
  readonly prefix: ByteString;
  readonly separator: ByteString;
  /** The child before it: names that follow are probably like this one. */
  readonly path: ByteString;
  readonly from: ByteString;
  readonly to: ByteString;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte < 0x3a;
const isUpper = (byte: number): boolean => byte >= 0x41 && byte < 0x5b;
const isLower = (byte: number): boolean => byte >= 0x61 && byte < 0x7b;

const isMark = (byte: number): boolean => !isDigit(byte) && !isLower(byte) && !isUpper(byte);

/** Where the kinds of bytes that names are made of begin and end: `-`, `.`, digits, capitals, small letters. */
const kindBounds = [0x2d, 0x2e, 0x2f, 0x30, 0x3a, 0x41, 0x5b, 0x61, 0x7b];

/** Bytes after `byte` where a span of its own begins: each digit and small letter, each capital among capitals. */
function bytesFollowing(byte: number): readonly string[] {
  const bytes: number[] = [];
  for (let next = byte + 2; next <= 0x7b; next += 1) {
    const isOwn = isDigit(next) || isLower(next) || (isUpper(next) && isUpper(byte));
    if (isOwn || kindBounds.includes(next)) bytes.push(next);
  }
  return bytes.map((each) => String.fromCharCode(each));
}

const firstBytes = bytesFollowing(-1);
const followingBytes = Array.from({ length: 256 }, (_, byte) => bytesFollowing(byte));

const bytesAfter = (byte: number): readonly string[] => followingBytes[byte] ?? firstBytes;

/** The names of a directory start with anything: one span for each digit and letter, one for each kind of other byte. */
export function startSpans(prefix: ByteString): readonly Span[] {
  const bounds = firstBytes.map((byte) => prefix + byte);
  return between([prefix, ...bounds], prefixEnd(prefix));
}

/** Consecutive spans that start at `bounds`, which are in order; empty ones are left out. */
function between(bounds: readonly ByteString[], to: ByteString): readonly Span[] {
  return bounds
    .map((from, index) => ({ from, to: bounds[index + 1] ?? to }))
    .filter((each) => each.from < each.to && each.from < to);
}

/**
 * Cuts what follows a child into at most `most` stretches, in order and without a gap. Siblings agree with it up to
 * some byte and differ in that one: of `svc-041/` in [svc, svd)
 *
 *     [svc-0410, svc-042)  [svc-042, svc-05)  [svc-05, svc-1)  [svc-1, svc.)  [svc., svd)
 *
 * and where there is room for more, those are cut again, where names are freest to differ. No child crosses a bound.
 */
export function partition(remainder: Remainder, most: number): readonly Stretch[] {
  const { from, to, prefix, separator } = remainder;
  if (most < 2) return [{ from, to }];
  const bounds = new Bounds(from, to, most - 1);
  addLevels(remainder, bounds);
  // A bound with a whole name in it would cut that directory in two.
  const whole = bounds.sorted().filter((bound) => !childOf(prefix, bound, separator).directory);
  return between([from, ...whole], to);
}

/** What follows a directory whose name ends in a number. */
export interface Numbered {
  /** The directories with the numbers after it, of as many digits, and gaps between. */
  readonly stretches: readonly Stretch[];
  /** Where the names of other numbers, or of none, begin. */
  readonly end: ByteString;
}

/** undefined where there are more than `most` numbers, or where the name is none. */
export function numbered(remainder: Remainder, most: number): Numbered | undefined {
  const { prefix, separator, path, from, to } = remainder;
  if (separator === '' || !path.endsWith(separator)) return undefined;
  const nameEnd = path.length - separator.length;
  const top = Math.max(prefix.length, agreedLength(path, to));
  const digits = tailDigits(path.slice(top, nameEnd));
  const stem = path.slice(0, nameEnd - digits);
  if (digits === 0 || isHash(path.slice(prefix.length, nameEnd))) return undefined;
  const end = 10 ** digits;
  const first = Number(path.slice(nameEnd - digits, nameEnd)) + 1;
  if (end - first > most || end === first) return undefined;
  const stretches: Stretch[] = [];
  let gap = from;
  for (let next = first; next < end && gap < to; next += 1) {
    const known = stem + String(next).padStart(digits, '0') + separator;
    stretches.push({ from: gap, to: known, isGap: true }, { from: known, to: prefixEnd(known), known });
    gap = prefixEnd(known);
  }
  const last = prefixEnd(stem + '9'.repeat(digits));
  const clipped = [...stretches, { from: gap, to: last, isGap: true }]
    .map((each) => (each.to > to ? { ...each, to } : each))
    .filter((each) => each.from < each.to);
  // Longer numbers, where none of as many digits can be.
  if (!clipped.some(({ known }) => known !== undefined)) return undefined;
  return { stretches: clipped, end: clipped.at(-1)?.to ?? from };
}

/** A long number with some of its digits letters. */
const hexNumber = /^(?=.*[0-9])(?=.*[a-f])[0-9a-f]{8,}/u;

/** Letters and digits take turns: their order says nothing. */
export function isHash(name: ByteString): boolean {
  return (name.match(/[0-9]+[a-z]/gu)?.length ?? 0) > 1 || hexNumber.test(name);
}

/** Bounds inside a stretch, as many as there is room for. */
class Bounds {
  readonly #from: ByteString;
  readonly #to: ByteString;
  readonly #bounds = new Set<ByteString>();
  #room: number;

  constructor(from: ByteString, to: ByteString, room: number) {
    this.#from = from;
    this.#to = to;
    this.#room = room;
  }

  get room(): number {
    return this.#room;
  }

  /** All of these, or none when there is no room for them. @returns whether there was. */
  add(bounds: readonly ByteString[]): boolean {
    const fresh = bounds.filter(
      (bound) => bound > this.#from && bound < this.#to && !this.#bounds.has(bound),
    );
    if (fresh.length > this.#room) return false;
    for (const bound of fresh) this.#bounds.add(bound);
    this.#room -= fresh.length;
    return true;
  }

  /** As many of these as there is room for, evenly spread. */
  addSome(bounds: readonly ByteString[]): void {
    const step = Math.max(1, Math.ceil(bounds.length / Math.max(1, this.#room)));
    this.add(bounds.filter((_, index) => index % step === 0));
  }

  sorted(): readonly ByteString[] {
    return [...this.#bounds].sort();
  }
}

/** A level is an index into keys. */
function addLevels(remainder: Remainder, bounds: Bounds): void {
  const { prefix, separator, path, to } = remainder;
  const nameEnd = path.endsWith(separator) ? path.length - separator.length : path.length;
  const top = Math.max(prefix.length, agreedLength(path, to));
  const digits = digitsOf(path.slice(0, nameEnd), prefix.length);
  const end = Math.min(nameEnd, Math.max(top, digits.from) + digits.levelsOf(bounds.room));
  const levels = Array.from({ length: Math.max(0, end - top) }, (_, index) => top + index);
  for (const level of fromBothEnds(levels)) bounds.add([prefixEnd(path.slice(0, level + 1))]);
  for (const level of freest(path, levels)) {
    if (bounds.room === 0) return;
    const stem = path.slice(0, level);
    bounds.addSome(following(path, level, digits).map((byte) => stem + byte));
  }
  addBelow(path.slice(0, nameEnd), top, digits, bounds);
}

/** What a name counts with: each of these is as likely as the others wherever one of them stands. */
interface Digits {
  readonly all: string;
  /** The level from which on they are. */
  readonly from: number;
  /** So many stretches are of as many levels. */
  levelsOf(stretches: number): number;
}

const numberDigits = '0123456789';
const hexDigits = `${numberDigits}abcdef`;
const anyDigits = `${hexDigits}ghijklmnopqrstuvwxyz`;

/** Those of a number, or of the part of the name that is a hash. */
function digitsOf(path: ByteString, nameStart: number): Digits {
  const name = path.slice(nameStart);
  if (!isHash(name)) return { all: numberDigits, from: nameStart, levelsOf: () => path.length };
  const from = /[0-9a-z]*[0-9]/u.exec(name)?.index ?? 0;
  const all = /[g-z]/u.test(name.slice(from)) ? anyDigits : hexDigits;
  const levelsOf = (stretches: number) => Math.ceil(Math.log(Math.max(2, stretches)) / Math.log(all.length));
  return { all, from: nameStart + from, levelsOf };
}

const isOne = ({ all, from }: Digits, path: ByteString, level: number): boolean =>
  level >= from && all.includes(path.charAt(level));

const digitsAfter = ({ all }: Digits, digit: string): readonly string[] => [
  ...all.slice(all.indexOf(digit) + 1),
];

function following(path: ByteString, level: number, digits: Digits): readonly string[] {
  const byte = path.charCodeAt(level);
  if (!isOne(digits, path, level)) return bytesAfter(byte);
  const kinds = kindBounds.filter((bound) => bound > byte).map((bound) => String.fromCharCode(bound));
  return [...new Set([...digitsAfter(digits, path.charAt(level)), ...kinds])].sort();
}

/**
 * Siblings that differ in a digit probably differ in the digits after it as well: while there is room, all stretches
 * of one digit are cut by the next one.
 */
function addBelow(name: ByteString, top: number, digits: Digits, bounds: Bounds): void {
  if (top >= name.length) addLonger(name, digits, bounds);
  let stretches: readonly ByteString[] = [];
  for (let level = top; level < name.length; level += 1) {
    const own = name.charAt(level);
    const isOwn = isOne(digits, name, level);
    const further = isOwn ? [...digits.all] : isMark(own.charCodeAt(0)) ? [own] : [];
    if (stretches.length * further.length > bounds.room && isOwn) return;
    const below = stretches.flatMap((stem) => further.map((byte) => stem + byte));
    if (isOwn && !bounds.add(below)) return;
    const beside = isOwn ? digitsAfter(digits, own) : [];
    stretches = [...below, ...beside.map((byte) => name.slice(0, level) + byte)];
  }
}

/** Only names that begin with this one follow: longer numbers, if it is one. */
function addLonger(name: ByteString, { all }: Digits, bounds: Bounds): void {
  let stretches = isDigit(name.charCodeAt(name.length - 1)) ? [name] : [];
  for (let more = 0; more < digitsMax && stretches.length > 0; more += 1) {
    stretches = stretches.flatMap((stem) => [...all].map((byte) => stem + byte));
    if (!bounds.add(stretches)) return;
  }
}

/** More digits than this are no number that is counted up. */
const digitsMax = 6;

function tailDigits(name: ByteString): number {
  let digits = 0;
  while (digits < name.length && isDigit(name.charCodeAt(name.length - 1 - digits))) digits += 1;
  return Math.min(digits, digitsMax);
}

/** The first, the last, the second, the last but one, … : where there is no room for all, the middle misses. */
function fromBothEnds(levels: readonly number[]): readonly number[] {
  return levels.map((_, index) => {
    const half = index >> 1;
    return levels[index % 2 === 0 ? half : levels.length - 1 - half] ?? 0;
  });
}

/** Names differ most often where they begin, in digits and after punctuation; then from the front. */
function freest(path: ByteString, levels: readonly number[]): readonly number[] {
  const isFree = (level: number): boolean =>
    isMark(path.charCodeAt(level - 1)) || isDigit(path.charCodeAt(level));
  const [first, ...others] = levels;
  if (first === undefined) return [];
  return [first, ...others.filter(isFree), ...others.filter((level) => !isFree(level))];
}
