import { invariant } from './invariant.js';

/** A window of append messages that a peer has not answered, each known by its last index: a ring. */
export class Inflights {
  readonly #capacity: number;
  readonly #lastIndices: number[] = [];
  #start = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  /** Indices are added in growing order. */
  add(lastIndex: number): void {
    invariant(!this.isFull, 'a full window takes no message', { capacity: this.#capacity });
    this.#lastIndices[(this.#start + this.#count) % this.#capacity] = lastIndex;
    this.#count += 1;
  }

  /** The peer has everything up to `index`. */
  freeThrough(index: number): void {
    while (this.#count > 0 && (this.#lastIndices[this.#start] ?? 0) <= index) {
      this.#start = (this.#start + 1) % this.#capacity;
      this.#count -= 1;
    }
  }

  clear(): void {
    this.#start = 0;
    this.#count = 0;
  }
}
