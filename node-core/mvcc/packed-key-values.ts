import type { Steps } from '../ports/turns.js';
import { decodeKeyValue, findValue } from './key-value-decoding.js';
import type { PackedKeyValues, StoredKeyValue } from './types.js';
import { sizeOfVarint, writeVarint } from './varint.js';

/** The field `kvs` of a RangeResponse. */
const kvsTag = (2 << 3) | 2;

/** Large parts are sent as they are, so they are as long as a few frames of HTTP/2. */
const partBytes = 64 << 10;

const emptySlab = Buffer.alloc(0);

/** Of a range that has none, or of which none is wanted. */
export const noKeyValues: PackedKeyValues = { length: 0, byteLength: 0, parts: [], last: undefined };

/** Key-values that are packed before others may come in. */
const kvsPerStep = 128;

/**
 * Copies stored key-values to where the answer needs them, with no object for each: ten thousand would outlive
 * a collection of new objects, and the collections of old ones were a third of what a range of so many took.
 */
export class KeyValuePacker {
  readonly #expected: number;
  readonly #keysOnly: boolean;
  readonly #parts: Uint8Array[] = [];
  #slab = emptySlab;
  #end = 0;
  #length = 0;
  #byteLength = 0;
  /** Where the last one's bytes begin in the slab. */
  #lastStart = 0;

  /** @param expected about how many will come, which is how much room is made for them */
  constructor(expected: number, keysOnly: boolean) {
    this.#expected = expected;
    this.#keysOnly = keysOnly;
  }

  /** @param source its first `length` bytes are an encoded KeyValue; they are copied */
  add(source: Uint8Array, length: number): void {
    if (this.#keysOnly) {
      const [valueStart, valueEnd] = findValue(source, length);
      this.#begin(length - (valueEnd - valueStart));
      this.#copy(source, 0, valueStart);
      this.#copy(source, valueEnd, length);
    } else {
      this.#begin(length);
      this.#copy(source, 0, length);
    }
  }

  finish(): PackedKeyValues {
    const last = this.#length === 0 ? undefined : this.#slab.subarray(this.#lastStart, this.#end);
    this.#seal();
    return {
      length: this.#length,
      byteLength: this.#byteLength,
      parts: this.#parts,
      last: last === undefined ? undefined : decodeKeyValue(last),
    };
  }

  #begin(bytes: number): void {
    this.#reserve(1 + sizeOfVarint(bytes) + bytes);
    this.#slab[this.#end] = kvsTag;
    this.#end = writeVarint(this.#slab, this.#end + 1, bytes);
    this.#lastStart = this.#end;
    this.#length += 1;
  }

  /** Neither the source's own `length` nor a view of it: it may be lent memory that says less than it is. */
  #copy(source: Uint8Array, from: number, to: number): void {
    Buffer.prototype.copy.call(source, this.#slab, this.#end, from, to);
    this.#end += to - from;
  }

  #reserve(bytes: number): void {
    if (this.#slab.length - this.#end >= bytes) {
      return;
    }
    this.#seal();
    const left = Math.max(1, this.#expected - this.#length);
    this.#slab = Buffer.allocUnsafe(Math.max(bytes, Math.min(bytes * left, partBytes)));
    this.#end = 0;
  }

  #seal(): void {
    if (this.#end > 0) {
      this.#parts.push(this.#slab.subarray(0, this.#end));
      this.#byteLength += this.#end;
    }
  }
}

/** The same of key-values that had to be looked at before. */
export function* packKeyValues(kvs: readonly StoredKeyValue[], keysOnly: boolean): Steps<PackedKeyValues> {
  const packer = new KeyValuePacker(kvs.length, keysOnly);
  for (const [i, { bytes }] of kvs.entries()) {
    packer.add(bytes, bytes.length);
    if (i % kvsPerStep === kvsPerStep - 1) {
      yield;
    }
  }
  return packer.finish();
}
