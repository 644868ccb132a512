import { ConnectionError, ErrorCode } from './protocol.js';
import type { ServerStream } from './stream.js';

/** Late frames are rarely late by more than this many streams. */
const remembered = 10_000;

/** The streams of a connection: those that are open, and what must be known of the others (RFC 9113 §5.1). */
export class StreamTable {
  readonly #open = new Map<number, ServerStream>();
  /** Closed by the server first: the client may still send for them without knowing. */
  readonly #closedHere = new Set<number>();
  #lastId = 0;

  get size(): number {
    return this.#open.size;
  }

  /** The highest that the client has begun. */
  get lastId(): number {
    return this.#lastId;
  }

  get(streamId: number): ServerStream | undefined {
    return this.#open.get(streamId);
  }

  values(): Iterable<ServerStream> {
    return this.#open.values();
  }

  /** The client has begun this one, and with that closed all below it that it has not. */
  begin(streamId: number): void {
    this.#lastId = streamId;
  }

  add(stream: ServerStream): void {
    this.#open.set(stream.id, stream);
  }

  delete(streamId: number): void {
    this.#open.delete(streamId);
  }

  clear(): void {
    this.#open.clear();
  }

  closeHere(streamId: number): void {
    this.#closedHere.add(streamId);
    if (this.#closedHere.size > remembered) {
      const [oldest] = this.#closedHere;
      this.#closedHere.delete(oldest ?? streamId);
    }
  }

  wasClosedHere(streamId: number): boolean {
    return this.#closedHere.has(streamId);
  }

  /**
   * The stream that a frame is of; undefined when it is closed.
   * @throws ConnectionError when there cannot be such a stream yet.
   */
  find(streamId: number, frame: string): ServerStream | undefined {
    const stream = this.#open.get(streamId);
    if (stream === undefined && (streamId % 2 === 0 || streamId > this.#lastId)) {
      const message = `${frame} of stream ${streamId}, which is not open`;
      throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, message);
    }
    return stream;
  }
}
