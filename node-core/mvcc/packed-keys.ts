import { type ByteString, toByteString } from '../schema/byte-string.js';

/** How much longer the arrays are made than they have to be, once they are full. */
const growth = 1.5;

/** Sorted keys, one behind the other in one array of bytes. Places count from 0. */
export class PackedKeys {
  #bytes = Buffer.alloc(0);
  /** Where each key ends, and so the next begins. */
  #ends = new Uint32Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(place: number): ByteString {
    return toByteString(this.#bytes, this.#startOf(place), this.#endOf(place));
  }

  isAt(place: number, key: ByteString): boolean {
    const start = this.#startOf(place);
    if (place >= this.#length || this.#endOf(place) - start !== key.length) {
      return false;
    }
    return this.#sharedWith(key, start, key.length, 0) === key.length;
  }

  /** Place of the first key that is not below `key`. */
  lowerBound(key: ByteString): number {
    let low = 0;
    let high = this.#length;
    // What `key` shares with the keys on both sides of those that are left, it shares with them, too.
    let lowShared = 0;
    let highShared = 0;
    // Keys often come in their order, above all that is there.
    for (let place = high - 1; low < high; place = (low + high) >>> 1) {
      const start = this.#startOf(place);
      const length = this.#endOf(place) - start;
      const most = Math.min(length, key.length);
      const shared = this.#sharedWith(key, start, most, Math.min(lowShared, highShared));
      const isBelow =
        shared < most ? (this.#bytes[start + shared] ?? 0) < key.charCodeAt(shared) : length < key.length;
      if (isBelow) {
        low = place + 1;
        lowShared = shared;
      } else {
        high = place;
        highShared = shared;
      }
    }
    return low;
  }

  get byteLength(): number {
    return this.#startOf(this.#length);
  }

  /** Makes room for so many keys, and for so many bytes of all keys. */
  reserve(length: number, bytes: number): void {
    if (bytes > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(bytes);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (length > this.#ends.length) {
      const grown = new Uint32Array(length);
      grown.set(this.#ends);
      this.#ends = grown;
    }
  }

  /** The key's place is its own in the order. */
  insert(place: number, key: ByteString): void {
    const start = this.#startOf(place);
    const end = this.byteLength;
    if (this.#length === this.#ends.length || end + key.length > this.#bytes.length) {
      this.reserve(Math.ceil((this.#length + 1) * growth), Math.ceil((end + key.length) * growth));
    }
    this.#bytes.copyWithin(start + key.length, start, end);
    this.#bytes.write(key, start, 'latin1');
    for (let i = this.#length; i > place; i -= 1) {
      this.#ends[i] = this.#startOf(i) + key.length;
    }
    this.#ends[place] = start + key.length;
    this.#length += 1;
  }

  /** Puts a key at an earlier place. The keys between the two are forgotten, once `truncate` is told. */
  move(from: number, to: number): void {
    const start = this.#startOf(to);
    this.#bytes.copyWithin(start, this.#startOf(from), this.#endOf(from));
    this.#ends[to] = start + this.#endOf(from) - this.#startOf(from);
  }

  truncate(length: number): void {
    this.#length = length;
  }

  #startOf(place: number): number {
    return place === 0 ? 0 : (this.#ends[place - 1] ?? 0);
  }

  #endOf(place: number): number {
    return this.#ends[place] ?? 0;
  }

  /** How many bytes from the start on are the key's own, at most `most`; `known` of them are. */
  #sharedWith(key: ByteString, start: number, most: number, known: number): number {
    let shared = known;
    while (shared < most && this.#bytes[start + shared] === key.charCodeAt(shared)) {
      shared += 1;
    }
    return shared;
  }
}
