import type { Steps } from '../ports/turns.js';
import type { ByteString } from '../schema/byte-string.js';
import { IndexChunk } from './index-chunk.js';
import type { KeyRange } from './key-range.js';
import { type DropRevision, KeyRecord } from './key-record.js';
import { RunningSums } from './running-sums.js';

const largestChunk = 512;

/**
 * Every key with its retained revisions, sorted, in chunks of neighbours. Each chunk knows how many of its
 * keys live, and running sums over the chunks make counting a range logarithmic in the number of keys,
 * where etcd up to 3.6 walks it.
 */
export class KeyIndex {
  readonly #chunks: IndexChunk[] = [];
  /** Living keys per chunk; undefined when chunks have come or gone since the last count. */
  #aliveSums: RunningSums | undefined;
  #newestRevision = 0;
  /** Where the last search ended. Neighbours come together, and a put follows a search for the same key. */
  #lastChunk = 0;

  /** What is known of a key now. */
  find(key: ByteString): KeyRecord | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    const place = chunk?.placeOf(key) ?? -1;
    return place < 0 ? undefined : chunk?.recordAt(place);
  }

  /** @returns the key's record, after the put. */
  put(key: ByteString, main: number, sub: number): KeyRecord {
    const record = this.#change(key, (found) => found.put(main, sub));
    return record ?? this.insert(key, new KeyRecord(main, sub, main, 1));
  }

  /** The key lives. */
  delete(key: ByteString, main: number, sub: number): void {
    this.#change(key, (found) => found.delete(main, sub));
  }

  /** The key has no record yet. */
  insert(key: ByteString, record: KeyRecord): KeyRecord {
    this.#newestRevision = Math.max(this.#newestRevision, record.main);
    const at = this.#roomFor(key);
    this.#chunks[at]?.insert(key, record);
    this.#aliveSums?.add(at, Number(record.alive));
    return record;
  }

  /**
   * Shows `visit`, in key order, the puts that the range's keys had their values from at `revision`, until it
   * returns false or about `most` keys have been looked at, those without a value too.
   * @returns the key to go on with; undefined when all of the range was seen, or the visitor had enough
   */
  visitPuts(
    { start, end }: KeyRange,
    revision: number,
    most: number,
    visit: (main: number, sub: number, keyOf: () => ByteString) => boolean,
  ): ByteString | undefined {
    const at = this.#chunkOf(start);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      return undefined;
    }
    const from = chunk.lowerBound(start);
    const last = end === undefined ? chunk.length : chunk.lowerBound(end);
    const to = Math.min(last, from + most);
    const goesOn = chunk.visitPuts(from, to, revision, (main, sub, place) =>
      visit(main, sub, () => chunk.keyAt(place)),
    );
    if (!goesOn) {
      return undefined;
    }
    const next =
      to < last ? chunk.keyAt(to) : last < chunk.length ? undefined : this.#chunks[at + 1]?.firstKey;
    return next !== undefined && (end === undefined || next < end) ? next : undefined;
  }

  /** Keys of the range that lived at `revision`. The index may change between two steps. */
  *count(range: KeyRange, revision: number): Steps<number> {
    const { start, end } = range;
    if (end !== undefined && end <= start) {
      return 0;
    }
    if (revision >= this.#newestRevision) {
      return this.#countNow(start, end);
    }
    let count = 0;
    let next: ByteString | undefined = start;
    while (next !== undefined) {
      const at = this.#chunkOf(next);
      count += this.#countWithin(at, revision, next, end);
      next = this.#chunks[at + 1]?.firstKey;
      if (next !== undefined && end !== undefined && next >= end) {
        return count;
      }
      yield;
    }
    return count;
  }

  /** Whether some key's deletion at `revision` is retained. */
  isAnyDeletedAt(revision: number): boolean {
    return this.#chunks.some((chunk) => chunk.newestRevision >= revision && chunk.isAnyDeletedAt(revision));
  }

  /**
   * One step of a compaction at `revision`: takes at most about `limit` revisions from the chunk that
   * `start` belongs to. @returns where to go on; undefined at the end.
   */
  compactStep(
    revision: number,
    start: ByteString,
    limit: number,
    drop: DropRevision,
  ): ByteString | undefined {
    const at = this.#chunkOf(start);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      return undefined;
    }
    const next = this.#chunks[at + 1]?.firstKey;
    const taken = chunk.compact(revision, limit, drop);
    const unfinished = taken >= limit ? chunk.firstKey : undefined;
    this.#tidy(at, chunk);
    return unfinished ?? next;
  }

  /** Index of the chunk that holds `key` or would; 0 when there is none. */
  #chunkOf(key: ByteString): number {
    if (!this.#isWithin(this.#lastChunk, key)) {
      this.#lastChunk = this.#searchChunk(key);
    }
    return this.#lastChunk;
  }

  /** False when there is no such chunk. */
  #isWithin(at: number, key: ByteString): boolean {
    const from = this.#chunks[at]?.firstKey;
    const to = this.#chunks[at + 1]?.firstKey;
    return from !== undefined && from <= key && (to === undefined || key < to);
  }

  #searchChunk(key: ByteString): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const firstKey = this.#chunks[middle]?.firstKey;
      if (firstKey !== undefined && firstKey <= key) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  #change(key: ByteString, change: (record: KeyRecord) => void): KeyRecord | undefined {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    const place = chunk?.placeOf(key) ?? -1;
    if (chunk === undefined || place < 0) {
      return undefined;
    }
    const record = chunk.recordAt(place);
    change(record);
    const aliveChange = chunk.update(place, record);
    this.#newestRevision = Math.max(this.#newestRevision, record.main);
    if (aliveChange !== 0) {
      this.#aliveSums?.add(at, aliveChange);
    }
    return record;
  }

  /** Index of the chunk that the key belongs to, which has room for it. */
  #roomFor(key: ByteString): number {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push(new IndexChunk(largestChunk));
      this.#aliveSums = undefined;
      return at;
    }
    if (!chunk.isFull) {
      return at;
    }
    // Keys that come in ascending order fill their chunks; others leave room on both sides.
    const isLast = chunk.lowerBound(key) === chunk.length;
    const upper = isLast ? chunk.successor() : chunk.splitOff(largestChunk / 2);
    this.#chunks.splice(at + 1, 0, upper);
    this.#aliveSums = undefined;
    return isLast || key >= (upper.firstKey ?? key) ? at + 1 : at;
  }

  #tidy(at: number, chunk: IndexChunk): void {
    const previous = this.#chunks[at - 1];
    if (chunk.length === 0) {
      this.#chunks.splice(at, 1);
      this.#aliveSums = undefined;
    } else if (previous !== undefined && previous.length + chunk.length <= largestChunk / 2) {
      previous.absorb(chunk);
      this.#chunks.splice(at, 1);
      this.#aliveSums = undefined;
    }
  }

  #countNow(start: ByteString, end: ByteString | undefined): number {
    const revision = this.#newestRevision;
    const first = this.#chunkOf(start);
    const last = end === undefined ? this.#chunks.length : this.#chunkOf(end);
    if (first === last) {
      return this.#countWithin(first, revision, start, end);
    }
    this.#aliveSums ??= new RunningSums(this.#chunks.map((chunk) => chunk.aliveCount));
    return (
      this.#countWithin(first, revision, start, undefined) +
      this.#aliveSums.sum(first + 1, last) +
      this.#countWithin(last, revision, undefined, end)
    );
  }

  /** Of one chunk; a bound that is undefined is the chunk's. */
  #countWithin(
    at: number,
    revision: number,
    start: ByteString | undefined,
    end: ByteString | undefined,
  ): number {
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      return 0;
    }
    const from = start === undefined ? 0 : chunk.lowerBound(start);
    const to = end === undefined ? largestChunk : chunk.lowerBound(end);
    return chunk.aliveCountAt(revision, from, to);
  }
}
