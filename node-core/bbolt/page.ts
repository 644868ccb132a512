import { CorruptDatabaseError } from './errors.js';
import {
  bucketElementFlag,
  elementBytes,
  pageFlag,
  pageHeaderBytes,
  readPageHeader,
  readUint64,
  viewOf,
} from './format.js';

/** A page of a tree. Every offset in it is checked where it is used. */
export class Page {
  readonly isLeaf: boolean;
  readonly count: number;
  readonly #id: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /**
   * @param bytes the page with its overflow, or an inline page
   * @param id for messages: the page, or the one an inline page is in
   * @throws CorruptDatabaseError
   */
  constructor(bytes: Uint8Array, id: number) {
    this.#id = id;
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    if (bytes.length < pageHeaderBytes) {
      throw this.#damage(`${bytes.length} bytes are no page`);
    }
    const { flags, count } = readPageHeader(this.#view);
    if (flags !== pageFlag.leaf && flags !== pageFlag.branch) {
      throw this.#damage(`flags ${flags} are neither a leaf's nor a branch's`);
    }
    this.isLeaf = flags === pageFlag.leaf;
    this.count = count;
    if (this.#elementsEnd > bytes.length) {
      throw this.#damage(`it cannot hold ${count} elements`);
    }
  }

  get id(): number {
    return this.#id;
  }

  /** True for a leaf element that is a bucket; the others are keys with values. */
  isBucket(index: number): boolean {
    return (this.#view.getUint32(this.#elementAt(index), true) & bucketElementFlag) !== 0;
  }

  key(index: number): Uint8Array {
    const { start, keyBytes } = this.#locate(index);
    if (keyBytes === 0) {
      throw this.#damage(`element ${index} has an empty key`);
    }
    return this.#slice(index, start, keyBytes);
  }

  /** Of a leaf element. */
  value(index: number): Uint8Array {
    const { start, keyBytes } = this.#locate(index);
    return this.#slice(index, start + keyBytes, this.#view.getUint32(this.#elementAt(index) + 12, true));
  }

  /** Of a branch element: the page below it. */
  child(index: number): number {
    return readUint64(this.#view, this.#elementAt(index) + 8);
  }

  /** The first element whose key is not below `key`; `count` when all are. */
  lowerBound(key: Uint8Array): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.key(middle), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The branch element that `key` lies under: the last one that does not begin behind it. */
  childIndexFor(key: Uint8Array): number {
    const index = this.lowerBound(key);
    const isExact = index < this.count && Buffer.compare(this.key(index), key) === 0;
    return isExact ? index : Math.max(0, index - 1);
  }

  get #elementsEnd(): number {
    return pageHeaderBytes + this.count * elementBytes;
  }

  #elementAt(index: number): number {
    return pageHeaderBytes + index * elementBytes;
  }

  #locate(index: number): { readonly start: number; readonly keyBytes: number } {
    const element = this.#elementAt(index);
    const position = element + (this.isLeaf ? 4 : 0);
    return {
      start: element + this.#view.getUint32(position, true),
      keyBytes: this.#view.getUint32(position + 4, true),
    };
  }

  #slice(index: number, start: number, length: number): Uint8Array {
    if (start < this.#elementsEnd || start + length > this.#bytes.length) {
      throw this.#damage(`element ${index} lies outside of the page`);
    }
    return this.#bytes.subarray(start, start + length);
  }

  #damage(what: string): CorruptDatabaseError {
    return new CorruptDatabaseError(this.#id, what);
  }
}
