import { DamagedStoreError } from './errors.js';
import { fieldTag } from './key-value-encoding.js';
import type { StoredKeyValue } from './types.js';

const nothing = new Uint8Array(0);
const wireVarint = 0;
const wireBytes = 2;

/**
 * An encoded mvccpb.KeyValue. Its fields are read when the first of them is asked for: a range that is
 * answered with the bytes as they are asks for none.
 */
export function decodeKeyValue(bytes: Uint8Array): StoredKeyValue {
  return new EncodedKeyValue(bytes);
}

type Fields = Omit<StoredKeyValue, 'bytes'>;

/** Fields throw DamagedStoreError when the bytes are no KeyValue. */
class EncodedKeyValue implements StoredKeyValue {
  readonly bytes: Uint8Array;
  #fields: Fields | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** A view into `bytes`. */
  get key(): Uint8Array {
    return this.#decoded.key;
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

  get #decoded(): Fields {
    this.#fields ??= decodeFields(this.bytes);
    return this.#fields;
  }
}

/** All but the value, which readers of ranges have no use for. */
function decodeFields(bytes: Uint8Array): Fields {
  const reader = new FieldReader(bytes);
  let key: Uint8Array = nothing;
  let createRevision = 0;
  let modRevision = 0;
  let version = 0;
  let lease = 0n;
  while (!reader.atEnd) {
    const tag = reader.number();
    switch (tag) {
      case fieldTag.key:
        key = reader.bytes();
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
  return { key, createRevision, modRevision, version, lease };
}

class FieldReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  /** The last varint's halves. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
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

  bytes(): Uint8Array {
    const length = this.number();
    const start = this.#position;
    this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  skip(wireType: number): void {
    switch (wireType) {
      case wireVarint:
        this.#readVarint();
        break;
      case wireBytes:
        this.#advance(this.number());
        break;
      default:
        throw new DamagedStoreError(`A stored key-value has a field of the unknown wire type ${wireType}.`);
    }
  }

  #advance(length: number): void {
    this.#position += length;
    if (this.#position > this.#bytes.length) {
      throw new DamagedStoreError(`A stored key-value of ${this.#bytes.length} bytes is cut short.`);
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
