/** What a key was at a revision; `compacted`: nobody can say any more. */
export type Sighting = 'present' | 'absent' | 'compacted';

/** What is known of the time before a revision at which a key was not there. */
export interface AbsenceFound {
  /** The last revision of an earlier life; undefined: none was seen. */
  readonly lifeEnd: number | undefined;
  /** The oldest revision that can be read, exact when no life was seen; 1 when nothing was compacted. */
  readonly oldest: number;
  /** Revisions in between at which nobody looked: a life could hide there. */
  readonly unseen: number;
}

/** How many revisions are looked at to find what hides between those that had to be looked at. */
const fillsMax = 24;

/**
 * Finds the life that a key had before it was absent. etcd has no index of a key's revisions, and a key can
 * come and go between any two of them, so this asks at chosen revisions: further and further back, by halving
 * for the exact end of a life or of what is readable, then in the widest gaps.
 *
 * Pure: `next` says which revision to look at, `tell` takes what was seen there.
 */
export class AbsenceSearch {
  /** Revisions at which the key was absent, ascending, all above a seen life and above what is gone. */
  #absent: readonly number[];
  /** The greatest revision at which an earlier life was seen. */
  #life: number | undefined;
  /** The greatest revision known to be unreadable; there is no revision 0. */
  #gone = 0;
  #fillsLeft = fillsMax;

  constructor(absentAt: number) {
    this.#absent = [absentAt];
  }

  /** The revision to look at; undefined when enough is known. */
  next(): number | undefined {
    const floor = this.#life ?? this.#gone;
    const lowest = this.#lowest;
    if (lowest - floor > 1) return this.#isGalloping ? this.#further(lowest) : middle(floor, lowest);
    if (this.#fillsLeft === 0) return undefined;
    const gap = this.#widestGap();
    if (gap === undefined) return undefined;
    this.#fillsLeft -= 1;
    return middle(...gap);
  }

  tell(revision: number, seen: Sighting): void {
    switch (seen) {
      case 'absent':
        this.#absent = [...this.#absent, revision].sort((one, other) => one - other);
        return;
      case 'present':
        this.#life = Math.max(this.#life ?? 0, revision);
        break;
      case 'compacted':
        this.#gone = Math.max(this.#gone, revision);
        if (this.#life !== undefined && this.#life <= this.#gone) this.#life = undefined;
    }
    const floor = this.#life ?? this.#gone;
    this.#absent = this.#absent.filter((each, index, all) => each > floor || index === all.length - 1);
  }

  get found(): AbsenceFound {
    const unseen = this.#gaps().reduce((sum, [from, to]) => sum + to - from - 1, 0);
    return { lifeEnd: this.#life, oldest: this.#gone + 1, unseen };
  }

  get #lowest(): number {
    return this.#absent[0] ?? 1;
  }

  get #isGalloping(): boolean {
    return this.#life === undefined && this.#gone === 0;
  }

  /** Twice as far back as the furthest look so far. */
  #further(lowest: number): number {
    const from = this.#absent.at(-1) ?? lowest;
    return Math.max(1, from - Math.max(1, 2 * (from - lowest)));
  }

  #gaps(): readonly (readonly [from: number, to: number])[] {
    return this.#absent.slice(1).map((to, index) => [this.#absent[index] ?? to, to] as const);
  }

  /** The newest among the widest. */
  #widestGap(): readonly [from: number, to: number] | undefined {
    const width = ([from, to]: readonly [number, number]): number => to - from;
    const widest = Math.max(2, ...this.#gaps().map(width));
    return this.#gaps().findLast((gap) => width(gap) === widest);
  }
}

export function middle(low: number, high: number): number {
  return low + Math.floor((high - low) / 2);
}
