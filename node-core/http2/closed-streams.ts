/** Late frames are rarely late by more than this many streams. */
const remembered = 10_000;

/** Streams that the server has closed first: the client may still send for them without knowing (RFC 9113 §5.1). */
export class ClosedStreams {
  readonly #ids = new Set<number>();

  add(streamId: number): void {
    this.#ids.add(streamId);
    if (this.#ids.size > remembered) {
      const [oldest] = this.#ids;
      this.#ids.delete(oldest ?? streamId);
    }
  }

  has(streamId: number): boolean {
    return this.#ids.has(streamId);
  }
}
