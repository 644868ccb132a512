import type { Entry, Snapshot } from '../../proto/generated/raftpb.js';
import { invariant } from './invariant.js';
import { snapshotPoint } from './snapshot-point.js';

/**
 * The end of the log that storage may not hold yet: an incoming snapshot and entries from `offset` on.
 * Storage may hold older entries at the same indices; they count for nothing.
 *
 * Example: storage has 1–5, a new leader sends 4' and 5'. Then offset = 4 and entries = [4', 5'] until a
 * Ready that carries them has been persisted; after that offset = 6 and entries = [].
 */
export class Unstable {
  #offset: number;
  #entries: Entry[] = [];
  #snapshot: Snapshot | undefined;

  constructor(offset: number) {
    this.#offset = offset;
  }

  /** Index of the first unstable entry, present or to come. */
  get offset(): number {
    return this.#offset;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Known only with a snapshot; otherwise storage knows. */
  firstIndex(): number | undefined {
    return this.#snapshot === undefined ? undefined : snapshotPoint(this.#snapshot).index + 1;
  }

  /** Known only with entries or a snapshot; otherwise storage knows. */
  lastIndex(): number | undefined {
    if (this.#entries.length > 0) {
      return this.#offset + this.#entries.length - 1;
    }
    return this.#snapshot === undefined ? undefined : snapshotPoint(this.#snapshot).index;
  }

  term(index: number): number | undefined {
    if (index >= this.#offset) {
      return this.#entries[index - this.#offset]?.term;
    }
    const point = this.#snapshot === undefined ? undefined : snapshotPoint(this.#snapshot);
    return point?.index === index ? point.term : undefined;
  }

  /** Entries in `[low, high)`, all of them unstable; the array is the caller's. */
  slice(low: number, high: number): Entry[] {
    const from = low - this.#offset;
    const to = high - this.#offset;
    invariant(from >= 0 && from <= to && to <= this.#entries.length, 'a slice lies in the unstable log', {
      low,
      high,
      offset: this.#offset,
      length: this.#entries.length,
    });
    return this.#entries.slice(from, to);
  }

  all(): Entry[] {
    return this.#entries.slice();
  }

  /** Adds entries in index order; they replace what is at and after the first of them. */
  append(entries: readonly Entry[]): void {
    const next = this.#offset + this.#entries.length;
    const first = entries[0]?.index ?? next;
    invariant(first <= next, 'the log has no gaps', { first, next });
    if (first <= this.#offset) {
      this.#offset = first;
      this.#entries = [];
    } else {
      this.#entries.length = Math.min(this.#entries.length, first - this.#offset);
    }
    for (const entry of entries) {
      this.#entries.push(entry);
    }
  }

  restore(snapshot: Snapshot): void {
    this.#offset = snapshotPoint(snapshot).index + 1;
    this.#entries = [];
    this.#snapshot = snapshot;
  }

  /**
   * Storage holds the log up to this entry. Ignored when the log has been overwritten since: an equal term
   * at an equal index means that all before it is equal too (log matching).
   */
  stableTo(index: number, term: number): void {
    if (index < this.#offset || this.term(index) !== term) {
      return;
    }
    this.#entries = this.#entries.slice(index + 1 - this.#offset);
    this.#offset = index + 1;
  }

  /** Storage holds the snapshot at `index`; a newer one that came in between stays. */
  snapshotStable(index: number): void {
    if (this.#snapshot !== undefined && snapshotPoint(this.#snapshot).index === index) {
      this.#snapshot = undefined;
    }
  }
}
