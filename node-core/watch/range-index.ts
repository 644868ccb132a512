import type { ByteString } from '../schema/byte-string.js';

/** `[start, end)`; `end` undefined is "to the last key". */
interface RangeEntry<T> {
  readonly start: ByteString;
  readonly end: ByteString | undefined;
  readonly members: Set<T>;
}

/** Neighbouring ranges, sorted by start. */
interface RangeChunk<T> {
  entries: RangeEntry<T>[];
  /** No range of the chunk reaches further; undefined is "to the last key". */
  furthestEnd: ByteString | undefined;
}

const largestChunk = 64;

/** No key has this character, so it can stand between two of them. */
const separator = '\u{100}';

/**
 * Things that cover ranges of keys, found by a key inside. Equal ranges are held once, and a chunk whose
 * ranges all end before the key is passed over whole.
 */
export class RangeIndex<T> {
  readonly #entries = new Map<string, RangeEntry<T>>();
  readonly #chunks: RangeChunk<T>[] = [];

  add(start: ByteString, end: ByteString | undefined, member: T): void {
    const known = this.#entries.get(identity(start, end));
    if (known !== undefined) {
      known.members.add(member);
      return;
    }
    const entry = { start, end, members: new Set([member]) };
    this.#entries.set(identity(start, end), entry);
    this.#insert(entry);
  }

  delete(start: ByteString, end: ByteString | undefined, member: T): void {
    const entry = this.#entries.get(identity(start, end));
    if (entry?.members.delete(member) === true && entry.members.size === 0) {
      this.#entries.delete(identity(start, end));
      this.#remove(entry);
    }
  }

  forEachContaining(key: ByteString, visit: (member: T) => void): void {
    for (const chunk of this.#chunks) {
      const first = chunk.entries[0];
      if (first === undefined || first.start > key) {
        return;
      }
      if (isBefore(key, chunk.furthestEnd)) {
        visitChunk(chunk, key, visit);
      }
    }
  }

  #insert(entry: RangeEntry<T>): void {
    const at = this.#chunkFor(entry.start);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push(newChunk([entry]));
      return;
    }
    const entries = chunk.entries;
    const behind = entries.findIndex((other) => other.start > entry.start);
    entries.splice(behind < 0 ? entries.length : behind, 0, entry);
    const upper = entries.length > largestChunk ? entries.splice(largestChunk / 2) : [];
    this.#chunks.splice(at, 1, newChunk(entries), ...(upper.length > 0 ? [newChunk(upper)] : []));
  }

  #remove(entry: RangeEntry<T>): void {
    const at = this.#chunks.findIndex((chunk) => chunk.entries.includes(entry));
    const rest = this.#chunks[at]?.entries.filter((other) => other !== entry) ?? [];
    this.#chunks.splice(at, 1, ...(rest.length > 0 ? [newChunk(rest)] : []));
  }

  /** Index of the last chunk that begins at or before `start`; 0 when there is none. */
  #chunkFor(start: ByteString): number {
    const behind = this.#chunks.findIndex((chunk) => (chunk.entries[0]?.start ?? start) > start);
    return Math.max(0, (behind < 0 ? this.#chunks.length : behind) - 1);
  }
}

function visitChunk<T>(chunk: RangeChunk<T>, key: ByteString, visit: (member: T) => void): void {
  for (const entry of chunk.entries) {
    if (entry.start > key) {
      return;
    }
    if (isBefore(key, entry.end)) {
      entry.members.forEach(visit);
    }
  }
}

function newChunk<T>(entries: RangeEntry<T>[]): RangeChunk<T> {
  const ends = entries.map((entry) => entry.end);
  return {
    entries,
    furthestEnd: ends.reduce((furthest, end) => (reachesFurther(end, furthest) ? end : furthest)),
  };
}

function reachesFurther(end: ByteString | undefined, other: ByteString | undefined): boolean {
  return other !== undefined && (end === undefined || end > other);
}

function isBefore(key: ByteString, end: ByteString | undefined): boolean {
  return end === undefined || key < end;
}

function identity(start: ByteString, end: ByteString | undefined): string {
  return `${start}${separator}${end ?? ''}`;
}
