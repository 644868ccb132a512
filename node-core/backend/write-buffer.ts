import { type BucketName, bucketNames } from '../schema/buckets.js';
import type { ByteString } from '../schema/byte-string.js';

/** `undefined` marks a deletion. */
export type BufferedValue = Uint8Array | undefined;

/** Writes that wait for the disk, by bucket. */
export class WriteBuffer {
  readonly #buckets = new Map<BucketName, BufferedBucket>();
  #bytes = 0;

  constructor() {
    for (const name of bucketNames) {
      this.#buckets.set(name, new BufferedBucket());
    }
  }

  /** Roughly what the writes hold in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many entries are written or deleted. */
  get count(): number {
    let count = 0;
    for (const bucket of this.#buckets.values()) {
      count += bucket.size;
    }
    return count;
  }

  bucket(name: BucketName): BufferedBucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      throw new RangeError(`etcd has no bucket ${name}`);
    }
    return bucket;
  }

  set(name: BucketName, key: ByteString, value: BufferedValue): void {
    this.bucket(name).set(key, value);
    this.#bytes += key.length + (value?.length ?? 0) + overheadPerWrite;
  }

  /** Takes over `newer`'s writes, as if they had been made here. */
  absorb(newer: WriteBuffer): void {
    for (const [name, bucket] of newer.#buckets) {
      for (const [key, value] of bucket.writes()) {
        this.set(name, key, value);
      }
    }
  }

  *[Symbol.iterator](): IterableIterator<readonly [BucketName, BufferedBucket]> {
    for (const [name, bucket] of this.#buckets) {
      if (bucket.size > 0) {
        yield [name, bucket];
      }
    }
  }
}

const overheadPerWrite = 64;

export class BufferedBucket {
  readonly #values = new Map<ByteString, BufferedValue>();
  readonly #sortedKeys: ByteString[] = [];
  #sorted = true;

  get size(): number {
    return this.#values.size;
  }

  has(key: ByteString): boolean {
    return this.#values.has(key);
  }

  get(key: ByteString): BufferedValue {
    return this.#values.get(key);
  }

  set(key: ByteString, value: BufferedValue): void {
    const countBefore = this.#values.size;
    this.#values.set(key, value);
    if (this.#values.size > countBefore) {
      const last = this.#sortedKeys.at(-1);
      this.#sorted &&= last === undefined || last < key;
      this.#sortedKeys.push(key);
    }
  }

  writes(): IterableIterator<[ByteString, BufferedValue]> {
    return this.#values.entries();
  }

  /** Keys with a write in `[start, end)`, in order; later writes do not show in the answer. */
  keysWithin(start: ByteString, end: ByteString | undefined): ByteString[] {
    if (!this.#sorted) {
      this.#sortedKeys.sort(compareStrings);
      this.#sorted = true;
    }
    const from = lowerBound(this.#sortedKeys, start);
    const to = end === undefined ? this.#sortedKeys.length : lowerBound(this.#sortedKeys, end);
    return this.#sortedKeys.slice(from, Math.max(from, to));
  }
}

function compareStrings(left: ByteString, right: ByteString): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Index of the first key that is not below `wanted`. */
function lowerBound(keys: readonly ByteString[], wanted: ByteString): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle];
    if (key !== undefined && key < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
