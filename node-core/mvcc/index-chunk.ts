import type { ByteString } from '../schema/byte-string.js';
import { type DropRevision, KeyRecord } from './key-record.js';
import { PackedKeys } from './packed-keys.js';

/** Numbers of a key in a chunk's rows: main, sub, created revision, version. */
const rowLength = 4;
const smallestCapacity = 8;

/**
 * A run of neighbouring keys, sorted, in a few arrays: an object and a string for each key would take twice
 * the memory, and the garbage collector would visit them all. Records are made when they are asked for.
 */
export class IndexChunk {
  readonly #capacityMax: number;
  readonly #keys = new PackedKeys();
  #rows = new Float64Array(smallestCapacity * rowLength);
  /** By place, what `KeyRecord.older` is; undefined while no key of the chunk has any. */
  #older: (number[] | undefined)[] | undefined;
  #firstKey: ByteString | undefined;
  #aliveCount = 0;
  #newestRevision = 0;

  constructor(capacityMax: number) {
    this.#capacityMax = capacityMax;
  }

  /** How many keys there are. */
  get length(): number {
    return this.#keys.length;
  }

  get isFull(): boolean {
    return this.length >= this.#capacityMax;
  }

  get firstKey(): ByteString | undefined {
    return this.#firstKey;
  }

  /** Keys that live now. */
  get aliveCount(): number {
    return this.#aliveCount;
  }

  /** No key of the chunk has a later change; so at this revision and after, those alive now are alive. */
  get newestRevision(): number {
    return this.#newestRevision;
  }

  keyAt(place: number): ByteString {
    return this.#keys.at(place);
  }

  /** Place of the first key that is not below `key`. */
  lowerBound(key: ByteString): number {
    return this.#keys.lowerBound(key);
  }

  /** −1 when the key has no record. */
  placeOf(key: ByteString): number {
    const place = this.#keys.lowerBound(key);
    return this.#keys.isAt(place, key) ? place : -1;
  }

  recordAt(place: number): KeyRecord {
    const row = place * rowLength;
    return new KeyRecord(
      this.#rows[row] ?? 0,
      this.#rows[row + 1] ?? 0,
      this.#rows[row + 2] ?? 0,
      this.#rows[row + 3] ?? 0,
      this.#older?.[place],
    );
  }

  /** Puts back a record that has changed. @returns by how much the living keys have become more. */
  update(place: number, record: KeyRecord): number {
    const aliveChange = Number(record.alive) - Number(this.#isAlive(place));
    this.#write(place, record);
    this.#noteChange(record.main, aliveChange);
    return aliveChange;
  }

  /** The chunk is not full, and has no record of the key. */
  insert(key: ByteString, record: KeyRecord): void {
    const place = this.#keys.lowerBound(key);
    this.#reserve(this.length + 1);
    this.#rows.copyWithin((place + 1) * rowLength, place * rowLength, this.length * rowLength);
    this.#older?.splice(place, 0, undefined);
    this.#keys.insert(place, key);
    this.#write(place, record);
    this.#noteChange(record.main, Number(record.alive));
    if (place === 0) {
      this.#firstKey = key;
    }
  }

  /**
   * Shows the puts that keys from `from` on, below `to`, had their values from at `revision`, until the visitor
   * returns false. @returns whether it never did
   */
  visitPuts(
    from: number,
    to: number,
    revision: number,
    visit: (main: number, sub: number, place: number) => boolean,
  ): boolean {
    for (let place = from; place < to; place += 1) {
      const row = place * rowLength;
      const main = this.#rows[row] ?? 0;
      if (main > revision) {
        const put = this.recordAt(place).putAt(revision);
        if (put !== undefined && !visit(put.main, put.sub, place)) {
          return false;
        }
      } else if (this.#isAlive(place) && !visit(main, this.#rows[row + 1] ?? 0, place)) {
        return false;
      }
    }
    return true;
  }

  /** A chunk for keys that come after this one's, in their order: with room for as many as this has. */
  successor(): IndexChunk {
    const next = new IndexChunk(this.#capacityMax);
    next.#reserve(this.length);
    next.#keys.reserve(this.length, this.#keys.byteLength);
    return next;
  }

  /** Takes the upper part out, into a chunk of its own. */
  splitOff(from: number): IndexChunk {
    const upper = new IndexChunk(this.#capacityMax);
    upper.#take(this, from);
    this.#truncate(from);
    return upper;
  }

  /** Takes over the records of the chunk that follows. */
  absorb(next: IndexChunk): void {
    this.#take(next, 0);
  }

  /** Compacts record after record until `limit` revisions are taken. @returns how many were. */
  compact(revision: number, limit: number, drop: DropRevision): number {
    let taken = 0;
    let kept = 0;
    for (let place = 0; place < this.length; place += 1) {
      if (taken < limit && this.#isCompactable(place)) {
        const record = this.recordAt(place);
        taken += record.compact(revision, limit - taken, drop);
        if (record.isSpent(revision)) {
          continue;
        }
        this.#write(place, record);
      }
      this.#move(place, kept);
      kept += 1;
    }
    this.#truncate(kept);
    return taken;
  }

  /** Keys at the places in `[from, to)` that lived at `revision`. */
  aliveCountAt(revision: number, from: number, to: number): number {
    const end = Math.min(to, this.length);
    if (from === 0 && end === this.length && this.#newestRevision <= revision) {
      return this.#aliveCount;
    }
    let count = 0;
    this.visitPuts(from, end, revision, () => {
      count += 1;
      return true;
    });
    return count;
  }

  isAnyDeletedAt(revision: number): boolean {
    let isAny = false;
    for (let place = 0; place < this.length && !isAny; place += 1) {
      this.recordAt(place).forEachChange(revision, revision, (_main, _sub, tombstone) => {
        isAny ||= tombstone;
      });
    }
    return isAny;
  }

  #isAlive(place: number): boolean {
    return (this.#rows[place * rowLength + 3] ?? 0) > 0;
  }

  #isCompactable(place: number): boolean {
    return this.#older?.[place] !== undefined || !this.#isAlive(place);
  }

  #write(place: number, record: KeyRecord): void {
    const row = place * rowLength;
    this.#rows[row] = record.main;
    this.#rows[row + 1] = record.sub;
    this.#rows[row + 2] = record.createdRevision;
    this.#rows[row + 3] = record.version;
    if (record.older !== undefined && this.#older === undefined) {
      this.#older = new Array<undefined>(this.length).fill(undefined);
    }
    if (this.#older !== undefined) {
      this.#older[place] = record.older;
    }
  }

  #move(from: number, to: number): void {
    if (from !== to) {
      this.#keys.move(from, to);
      this.#rows.copyWithin(to * rowLength, from * rowLength, (from + 1) * rowLength);
      if (this.#older !== undefined) {
        this.#older[to] = this.#older[from];
      }
    }
  }

  #take(source: IndexChunk, from: number): void {
    const length = this.length + source.length - from;
    this.#reserve(length);
    this.#keys.reserve(length, this.#keys.byteLength + source.#keys.byteLength);
    for (let place = from; place < source.length; place += 1) {
      this.#keys.insert(this.length, source.keyAt(place));
      this.#write(this.length - 1, source.recordAt(place));
    }
    this.#recount();
  }

  #truncate(length: number): void {
    this.#keys.truncate(length);
    if (this.#older?.slice(0, length).some((older) => older !== undefined) === true) {
      this.#older.length = length;
    } else {
      this.#older = undefined;
    }
    this.#recount();
  }

  #recount(): void {
    this.#firstKey = this.length === 0 ? undefined : this.keyAt(0);
    this.#aliveCount = 0;
    this.#newestRevision = 0;
    for (let place = 0; place < this.length; place += 1) {
      this.#noteChange(this.#rows[place * rowLength] ?? 0, Number(this.#isAlive(place)));
    }
  }

  #noteChange(revision: number, aliveChange: number): void {
    this.#aliveCount += aliveChange;
    this.#newestRevision = Math.max(this.#newestRevision, revision);
  }

  #reserve(length: number): void {
    const capacity = this.#rows.length / rowLength;
    if (length > capacity) {
      const rows = new Float64Array(Math.min(this.#capacityMax, Math.max(length, 2 * capacity)) * rowLength);
      rows.set(this.#rows);
      this.#rows = rows;
    }
  }
}
