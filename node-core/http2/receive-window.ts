/** What the peer may still send, and what it has yet to be given back (RFC 9113 §5.2). */
export class ReceiveWindow {
  readonly #capacity: number;
  #available: number;
  #consumed = 0;

  constructor(capacityBytes: number) {
    this.#capacity = capacityBytes;
    this.#available = capacityBytes;
  }

  /** @returns false when the peer has sent more than it may. */
  receive(bytes: number): boolean {
    this.#available -= bytes;
    return this.#available >= 0;
  }

  consume(bytes: number): void {
    this.#consumed += bytes;
  }

  /** The increment to announce: nothing until half the window is used up, so that updates are rare. */
  takeIncrement(): number {
    if (this.#consumed * 2 < this.#capacity) {
      return 0;
    }
    const increment = this.#consumed;
    this.#consumed = 0;
    this.#available += increment;
    return increment;
  }
}
