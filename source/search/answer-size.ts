/** An answer should be about so large, in bytes: it is written in one piece, and others wait meanwhile. */
const wantedBytes = 1_000_000;

/** Sending so many bytes of values is taken to cost a member as much as visiting a key. */
export const bytesOfVisit = 500;

/** How many values to ask for at once when nobody knows how large they are: few at first, then as the answers tell. */
export class AnswerSize {
  readonly #most: number;
  #next: number;

  /** @param first so many are asked for in the first request, @param most never more than so many. */
  constructor(first: number, most: number) {
    this.#next = first;
    this.#most = most;
  }

  get next(): number {
    return this.#next;
  }

  /** An answer came. */
  learn(values: number, bytes: number): void {
    if (values === 0) return;
    const fitting = Math.floor((wantedBytes * values) / Math.max(1, bytes));
    this.#next = Math.max(1, Math.min(this.#most, fitting, 2 * this.#next));
  }

  /** An answer would have been too large. */
  shrink(): void {
    this.#next = Math.max(1, Math.floor(this.#next / 4));
  }
}
