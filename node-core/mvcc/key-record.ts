/** Where a change is stored. */
export interface Revision {
  readonly main: number;
  readonly sub: number;
}

/** Called with each revision that a compaction takes away. */
export type DropRevision = (main: number, sub: number, tombstone: boolean) => void;

/**
 * All retained changes of one key: the newest in fields of its own, because most keys have no other; the
 * earlier ones, oldest first, in pairs of numbers. A deletion ends a life of the key; the put after it
 * starts the next, at version 1.
 *
 *     put 5, put 7, delete 8, put 9   →   older [5,0 7,0 8,1]  main 9  createdRevision 9  version 1
 *     compacted at 7                  →   older [7,0 8,1]
 *     compacted at 8                  →   older [8,1]: a deletion at the compacted revision itself stays
 */
export class KeyRecord implements Revision {
  #main: number;
  #sub: number;
  #createdRevision: number;
  #version: number;
  #older: number[] | undefined;

  /**
   * `version` 0 is a deletion.
   * @param older what another record of the same key had, which becomes this one's
   */
  constructor(main: number, sub: number, createdRevision: number, version: number, older?: number[]) {
    this.#main = main;
    this.#sub = sub;
    this.#createdRevision = createdRevision;
    this.#version = version;
    this.#older = older;
  }

  get main(): number {
    return this.#main;
  }

  get sub(): number {
    return this.#sub;
  }

  /** Main revision of the first put of the key's present life. */
  get createdRevision(): number {
    return this.#createdRevision;
  }

  /** Puts in the key's present life; 0 when it is deleted. */
  get version(): number {
    return this.#version;
  }

  /** `main, sub * 2 + (1 for a deletion)` for each earlier change, oldest first; undefined when there is none. */
  get older(): number[] | undefined {
    return this.#older;
  }

  get alive(): boolean {
    return this.#version > 0;
  }

  put(main: number, sub: number): void {
    this.#pushOlder();
    this.#createdRevision = this.alive ? this.#createdRevision : main;
    this.#version += 1;
    this.#main = main;
    this.#sub = sub;
  }

  delete(main: number, sub: number): void {
    this.#pushOlder();
    this.#version = 0;
    this.#main = main;
    this.#sub = sub;
  }

  /** The put that the key's value at main revision `revision` comes from; undefined when it had none. */
  putAt(revision: number): Revision | undefined {
    if (this.#main <= revision) {
      return this.alive ? this : undefined;
    }
    const older = this.#older ?? [];
    const mark = older[lastUpTo(older, revision) + 1];
    const main = older[lastUpTo(older, revision)];
    if (main === undefined || mark === undefined || isTombstone(mark)) {
      return undefined;
    }
    return { main, sub: subOf(mark) };
  }

  /** Calls back with each retained change with `from ≤ main ≤ to`, oldest first. */
  forEachChange(from: number, to: number, visit: DropRevision): void {
    const older = this.#older ?? [];
    for (let i = lastUpTo(older, from - 1) + 2; i < older.length; i += 2) {
      const main = older[i] ?? 0;
      const mark = older[i + 1] ?? 0;
      if (main > to) {
        return;
      }
      visit(main, subOf(mark), isTombstone(mark));
    }
    if (this.#main >= from && this.#main <= to) {
      visit(this.#main, this.#sub, !this.alive);
    }
  }

  /**
   * Takes away what a compaction at `revision` does not keep, oldest first, at most `limit` changes. It
   * keeps the last change up to `revision`, unless that is a deletion before `revision`.
   * @returns how many were taken: less than `limit` when nothing is left to take, and one more than it when
   * that was the key's last.
   */
  compact(revision: number, limit: number, drop: DropRevision): number {
    const older = this.#older ?? [];
    const taken = Math.min(this.#droppableOlder(older, revision), limit);
    for (let i = 0; i < taken * 2; i += 2) {
      const mark = older[i + 1] ?? 0;
      drop(older[i] ?? 0, subOf(mark), isTombstone(mark));
    }
    if (taken * 2 === older.length) {
      this.#older = undefined;
    } else {
      older.splice(0, taken * 2);
    }
    if (this.isSpent(revision)) {
      drop(this.#main, this.#sub, true);
      return taken + 1;
    }
    return taken;
  }

  /** After `compact` at `revision`: nothing of the key is left. */
  isSpent(revision: number): boolean {
    return !this.alive && this.#main < revision && this.#older === undefined;
  }

  #droppableOlder(older: readonly number[], revision: number): number {
    if (this.#main <= revision) {
      return older.length / 2;
    }
    const last = lastUpTo(older, revision);
    const lastGoes = isTombstone(older[last + 1] ?? 0) && (older[last] ?? 0) < revision;
    return Math.max(0, lastGoes ? last / 2 + 1 : last / 2);
  }

  #pushOlder(): void {
    this.#older ??= [];
    this.#older.push(this.#main, this.#sub * 2 + (this.alive ? 0 : 1));
  }
}

/** Index of the last pair whose main revision is at most `revision`; −2 when there is none. */
function lastUpTo(older: readonly number[], revision: number): number {
  let low = 0;
  let high = older.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((older[middle * 2] ?? 0) <= revision) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low * 2 - 2;
}

function isTombstone(mark: number): boolean {
  return mark % 2 === 1;
}

function subOf(mark: number): number {
  return Math.floor(mark / 2);
}
