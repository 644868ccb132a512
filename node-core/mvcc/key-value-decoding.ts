import { DamagedStoreError } from './errors.js';
import { fieldTag } from './key-value-encoding.js';
import type { StoredKeyValue } from './types.js';

const wireVarint = 0;
const wireBytes = 2;

/**
 * An encoded mvccpb.KeyValue. Its fields are read when the first of them is asked for: a range that is
 * answered with the bytes as they are asks for none.
 */
export function decodeKeyValue(bytes: Uint8Array): StoredKeyValue {
  return new EncodedKeyValue(bytes);
}

/** All but the value, which neither the index nor readers of ranges have a use for. */
export interface KeyValueHead {
  /** The key lies at `[keyStart, keyEnd)` of the encoded bytes. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: bigint;
}

/** Fields throw DamagedStoreError when the bytes are no KeyValue. */
class EncodedKeyValue implements StoredKeyValue {
  readonly bytes: Uint8Array;
  #head: KeyValueHead | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** A view into `bytes`. */
  get key(): Uint8Array {
    const { keyStart, keyEnd } = this.#decoded;
    return this.bytes.subarray(keyStart, keyEnd);
  }

  get createRevision(): number {
    return this.#decoded.createRevision;
  }

  get modRevision(): number {
    return this.#decoded.modRevision;
  }

  get version(): number {
    return this.#decoded.version;
  }

  get lease(): bigint {
    return this.#decoded.lease;
  }

  get #decoded(): KeyValueHead {
    this.#head ??= decodeHead(this.bytes);
    return this.#head;
  }
}

/** @throws DamagedStoreError when the bytes are no encoded KeyValue. */
export function decodeHead(bytes: Uint8Array): KeyValueHead {
  const reader = new FieldReader(bytes);
  let keyStart = 0;
  let keyEnd = 0;
  let createRevision = 0;
  let modRevision = 0;
  let version = 0;
  let lease = 0n;
  while (!reader.atEnd) {
    const tag = reader.number();
    switch (tag) {
      case fieldTag.key:
        keyStart = reader.skipBytes();
        keyEnd = reader.position;
        break;
      case fieldTag.createRevision:
        createRevision = reader.number();
        break;
      case fieldTag.modRevision:
        modRevision = reader.number();
        break;
      case fieldTag.version:
        version = reader.number();
        break;
      case fieldTag.lease:
        lease = reader.int64();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return { keyStart, keyEnd, createRevision, modRevision, version, lease };
}

/**
 * The field `value`, tag and all, of a KeyValue that is the first `length` bytes; empty, at the end, when it has none.
 * @throws DamagedStoreError when the bytes are no encoded KeyValue.
 */
export function findValue(bytes: Uint8Array, length: number): readonly [start: number, end: number] {
  const reader = new FieldReader(bytes, length);
  while (!reader.atEnd) {
    const start = reader.position;
    const tag = reader.number();
    reader.skip(tag & 7);
    if (tag === fieldTag.value) {
      return [start, reader.position];
    }
  }
  return [length, length];
}

class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position = 0;
  /** The last varint's halves. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, length = bytes.length) {
    this.#bytes = bytes;
    this.#end = length;
  }

  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#end;
  }

  /** A number that is not negative, exact up to 2^53. */
  number(): number {
    this.#readVarint();
    return (this.#high >>> 0) * 4_294_967_296 + (this.#low >>> 0);
  }

  int64(): bigint {
    this.#readVarint();
    return (BigInt(this.#high | 0) << 32n) | BigInt(this.#low >>> 0);
  }

  /** @returns where the bytes start; they end at `position`. */
  skipBytes(): number {
    const length = this.number();
    const start = this.#position;
    this.#advance(length);
    return start;
  }

  skip(wireType: number): void {
    switch (wireType) {
      case wireVarint:
        this.#readVarint();
        break;
      case wireBytes:
        this.skipBytes();
        break;
      default:
        throw new DamagedStoreError(`A stored key-value has a field of the unknown wire type ${wireType}.`);
    }
  }

  #advance(length: number): void {
    this.#position += length;
    if (this.#position > this.#end) {
      throw new DamagedStoreError(`A stored key-value of ${this.#end} bytes is cut short.`);
    }
  }

  #readVarint(): void {
    const first = this.#byte();
    this.#low = first & 0x7f;
    this.#high = 0;
    let more = first > 0x7f;
    for (let shift = 7; more; shift += 7) {
      if (shift > 63) {
        throw new DamagedStoreError('A stored key-value has a number of more than ten bytes.');
      }
      const byte = this.#byte();
      this.#addBits(byte & 0x7f, shift);
      more = byte > 0x7f;
    }
  }

  #addBits(bits: number, shift: number): void {
    if (shift < 32) {
      this.#low |= bits << shift;
    }
    if (shift > 24) {
      this.#high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    this.#advance(1);
    return byte ?? 0;
  }
}
