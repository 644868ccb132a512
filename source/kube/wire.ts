/** The bytes of a protobuf message, taken apart without knowing what they mean. */

/** 0 a varint, 1 eight bytes, 2 bytes with a length before them, 5 four bytes. */
export type WireType = 0 | 1 | 2 | 5;

/** One occurrence of a field: where its content begins and ends. */
export interface WireField {
  readonly number: number;
  readonly wireType: WireType;
  readonly start: number;
  readonly end: number;
}

/** Part of a value: one message, or one of the pieces that a message came in. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** 64 bits take at most this many bytes. */
const varintMax = 10;
/** A tag or a length needs no more than 32 bits. */
const smallMax = 0xffff_ffff;

/** Goes from field to field, and stops at the first thing that is none. */
class Scanner {
  /** What is wrong, once something is. */
  problem: string | undefined;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, { start, end }: Range) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** undefined at the end, and where something is wrong. */
  next(): WireField | undefined {
    if (this.#at >= this.#end) return undefined;
    const tagAt = this.#at;
    const tag = this.#small();
    if (tag === undefined) return undefined;
    const number = tag >>> 3;
    if (number === 0) return this.#fail(`byte ${tagAt} begins no field`);
    const wireType = tag & 7;
    if (wireType !== 0 && wireType !== 1 && wireType !== 2 && wireType !== 5) {
      return this.#fail(`wire type ${wireType} at byte ${tagAt} is none that Kubernetes writes`);
    }
    const range = this.#content(wireType);
    if (range === undefined) return undefined;
    const missing = range.end - this.#end;
    if (missing > 0) {
      return this.#fail(`field ${number} at byte ${tagAt} is ${missing} bytes longer than what it is in`);
    }
    this.#at = range.end;
    return { number, wireType, start: range.start, end: range.end };
  }

  #fail(problem: string): undefined {
    this.problem = problem;
    return undefined;
  }

  #content(wireType: WireType): Range | undefined {
    const start = this.#at;
    if (wireType === 0) {
      return this.#skipVarint() ? { start, end: this.#at } : undefined;
    }
    if (wireType !== 2) return { start, end: start + (wireType === 1 ? 8 : 4) };
    const length = this.#small();
    return length === undefined ? undefined : { start: this.#at, end: this.#at + length };
  }

  /** Moves past a varint; false when it has no end. */
  #skipVarint(): boolean {
    const start = this.#at;
    const stop = Math.min(this.#end, start + varintMax);
    for (let at = start; at < stop; at += 1) {
      if ((this.#bytes[at] ?? 0) < 0x80) {
        this.#at = at + 1;
        return true;
      }
    }
    this.problem =
      stop === this.#end
        ? `a number is cut off at byte ${stop}`
        : `a number at byte ${start} is longer than 64 bits`;
    return false;
  }

  /** A tag or a length. */
  #small(): number | undefined {
    const start = this.#at;
    if (!this.#skipVarint()) return undefined;
    const value = varint(this.#bytes, start, this.#at);
    return typeof value === 'number' && value <= smallMax
      ? value
      : this.#fail(`the number at byte ${start} is too large for a field or a length`);
  }
}

/**
 * Tells each field of a message, in its order, up to the first thing that is none.
 * @returns what is wrong, and at which byte; undefined for a sound message.
 */
export function eachField(
  bytes: Uint8Array,
  range: Range,
  tell: (field: WireField) => void,
): string | undefined {
  const scanner = new Scanner(bytes, range);
  for (let field = scanner.next(); field !== undefined; field = scanner.next()) tell(field);
  return scanner.problem;
}

/** Bytes that a double holds exactly: seven bits in each. */
const exactBytes = 7;

/** The bits of a varint as an unsigned number. */
export function varint(bytes: Uint8Array, start: number, end: number): number | bigint {
  if (end - start > exactBytes) return bigVarint(bytes, start, end);
  let value = 0;
  for (let at = end - 1; at >= start; at -= 1) value = value * 128 + ((bytes[at] ?? 0) & 0x7f);
  return value;
}

function bigVarint(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let at = end - 1; at >= start; at -= 1) value = (value << 7n) | BigInt((bytes[at] ?? 0) & 0x7f);
  return BigInt.asUintN(64, value);
}

/** A number where a double holds it, else a bigint. */
function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function int64(bytes: Uint8Array, { start, end }: Range): number | bigint {
  const value = varint(bytes, start, end);
  return typeof value === 'number' ? value : narrowed(BigInt.asIntN(64, value));
}

/** As Go does it: the low 32 bits, however many there are. */
export function int32(bytes: Uint8Array, { start, end }: Range): number {
  const value = varint(bytes, start, end);
  return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
}

/** The number of four or eight bytes, the lowest byte first. */
export function fixed(bytes: Uint8Array, { start, end }: Range): number | bigint {
  let value = 0n;
  for (let at = end - 1; at >= start; at -= 1) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return narrowed(value);
}

export function double(bytes: Uint8Array, { start }: Range): number {
  return new DataView(bytes.buffer, bytes.byteOffset + start, 8).getFloat64(0, true);
}
