import type { ByteString } from '../schema/byte-string.js';
import type { DropRevision, KeyRecord } from './key-record.js';

/** A run of neighbouring keys, sorted. */
export class IndexChunk {
  #records: KeyRecord[];
  #aliveCount: number;
  #newestRevision: number;

  /** At least one record. */
  constructor(records: KeyRecord[]) {
    this.#records = records;
    this.#aliveCount = records.reduce((count, record) => count + (record.alive ? 1 : 0), 0);
    this.#newestRevision = records.reduce((newest, record) => Math.max(newest, record.main), 0);
  }

  get records(): readonly KeyRecord[] {
    return this.#records;
  }

  get firstKey(): ByteString | undefined {
    return this.#records[0]?.key;
  }

  /** Keys that live now. */
  get aliveCount(): number {
    return this.#aliveCount;
  }

  /** No key of the chunk has a later change; so at this revision and after, those alive now are alive. */
  get newestRevision(): number {
    return this.#newestRevision;
  }

  /** Index of the first record whose key is not below `key`. */
  lowerBound(key: ByteString): number {
    let low = 0;
    let high = this.#records.length;
    const last = this.#records[high - 1];
    if (last !== undefined && last.key < key) {
      return high;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = this.#records[middle];
      if (record !== undefined && record.key < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  find(key: ByteString): KeyRecord | undefined {
    const record = this.#records[this.lowerBound(key)];
    return record?.key === key ? record : undefined;
  }

  insert(record: KeyRecord): void {
    this.#records.splice(this.lowerBound(record.key), 0, record);
    this.noteChange(record.main, record.alive ? 1 : 0);
  }

  noteChange(revision: number, aliveChange: number): void {
    this.#aliveCount += aliveChange;
    this.#newestRevision = Math.max(this.#newestRevision, revision);
  }

  /** Takes the upper part out, into a chunk of its own. */
  splitOff(from: number): IndexChunk {
    const upper = new IndexChunk(this.#records.splice(from));
    this.#aliveCount -= upper.aliveCount;
    return upper;
  }

  /** Takes over the records of the chunk that follows. */
  absorb(next: IndexChunk): void {
    this.#records.push(...next.records);
    this.#aliveCount += next.aliveCount;
    this.#newestRevision = Math.max(this.#newestRevision, next.newestRevision);
  }

  /** Compacts record after record until `limit` revisions are taken. @returns how many were. */
  compact(revision: number, limit: number, drop: DropRevision): number {
    let taken = 0;
    this.#records = this.#records.filter((record) => {
      if (taken >= limit) {
        return true;
      }
      taken += record.compact(revision, limit - taken, drop);
      return !record.isSpent(revision);
    });
    return taken;
  }

  isAnyDeletedAt(revision: number): boolean {
    let isAny = false;
    for (const record of this.#records) {
      record.forEachChange(revision, revision, (_main, _sub, tombstone) => {
        isAny ||= tombstone;
      });
    }
    return isAny;
  }

  /** Keys among the records in `[from, to)` that lived at `revision`. */
  aliveCountAt(revision: number, from: number, to: number): number {
    const end = Math.min(to, this.#records.length);
    if (from === 0 && end === this.#records.length && this.#newestRevision <= revision) {
      return this.#aliveCount;
    }
    let count = 0;
    for (let i = from; i < end; i += 1) {
      count += this.#records[i]?.putAt(revision) === undefined ? 0 : 1;
    }
    return count;
  }
}
