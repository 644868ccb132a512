import type { ByteString } from '../bytes/byte-string.js';

/** A key that fits. */
export interface RankedKey {
  readonly path: ByteString;
  /** Greater fits better. */
  readonly score: number;
}

/** The best of any number of matches, in bounded memory; among equals those that were found first. */
export class BestMatches<Match extends RankedKey> {
  readonly #most: number;
  #kept: Match[] = [];
  #least = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many matches there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  add(match: Match): void {
    this.#count += 1;
    if (match.score <= this.#least) return;
    this.#kept.push(match);
    if (this.#kept.length >= 2 * this.#most) this.#cut();
  }

  /** The best first. */
  ranked(): readonly Match[] {
    this.#cut();
    return [...this.#kept];
  }

  /** Sorting is stable: who came first stays first. */
  #cut(): void {
    this.#kept = this.#kept.toSorted((one, other) => other.score - one.score).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#least = this.#kept.at(-1)?.score ?? this.#least;
  }
}
