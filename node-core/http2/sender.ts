import { FrameWriter } from './frame-writer.js';
import { noTable } from './hpack-encoder.js';
import type { PeerSettings } from './peer-settings.js';
import { defaultHeaderTableBytes, defaultWindowBytes, largestWindowBytes } from './protocol.js';
import type { ServerStream } from './stream.js';

/**
 * The sending half of a connection: what streams have queued becomes frames as far as the client's windows
 * and the socket allow. Streams take turns, a frame each.
 */
export class Sender {
  readonly frames = new FrameWriter();
  readonly #outputBytes: number;
  /** Streams with something to send, that their own windows allow. */
  readonly #line: ServerStream[] = [];
  #window = defaultWindowBytes;
  #initialStreamWindow = defaultWindowBytes;
  #queuedBytes = 0;
  #isBlocked = false;
  #isPumping = false;
  #tableIsOff = false;
  #mustTellTable = false;

  /** @param outputBytes framed and not yet written, above which DATA waits. */
  constructor(outputBytes: number) {
    this.#outputBytes = outputBytes;
  }

  /** What all streams hold back. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  queued(bytes: number): void {
    this.#queuedBytes += bytes;
  }

  /** The stream is closed, and what it held back will never be sent. */
  forget(stream: ServerStream): void {
    this.#queuedBytes -= stream.queue.byteLength;
  }

  get initialStreamWindow(): number {
    return this.#initialStreamWindow;
  }

  /** While the socket takes no more, DATA stays in its streams. */
  setBlocked(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    this.pump();
  }

  /** @returns false when an increment makes a window larger than may be. */
  apply(settings: PeerSettings, streams: Iterable<ServerStream>): boolean {
    const { headerTableBytes, maxFrameBytes, initialWindowBytes } = settings;
    if (maxFrameBytes !== undefined) {
      this.frames.maxFrameBytes = maxFrameBytes;
    }
    if (headerTableBytes !== undefined && headerTableBytes < defaultHeaderTableBytes && !this.#tableIsOff) {
      this.#tableIsOff = true;
      this.#mustTellTable = true;
    }
    return initialWindowBytes === undefined || this.#resize(initialWindowBytes, streams);
  }

  /** A stream window's change; @returns false when it is too large. */
  widen(stream: ServerStream, bytes: number): boolean {
    stream.sendWindow += bytes;
    if (stream.queue.byteLength > 0) {
      this.schedule(stream);
    }
    return stream.sendWindow <= largestWindowBytes;
  }

  /** The connection window's change; @returns false when it is too large. */
  widenAll(bytes: number): boolean {
    this.#window += bytes;
    this.pump();
    return this.#window <= largestWindowBytes;
  }

  headers(streamId: number, block: Uint8Array, endStream: boolean): void {
    const whole = this.#mustTellTable ? Buffer.concat([noTable, block]) : block;
    this.#mustTellTable = false;
    this.frames.headers(streamId, whole, endStream);
  }

  schedule(stream: ServerStream): void {
    if (!stream.isScheduled) {
      stream.isScheduled = true;
      this.#line.push(stream);
    }
    this.pump();
  }

  /** Whoever hears here that a stream is writable or closed may send more: it goes to the end of the line. */
  pump(): void {
    if (this.#isPumping) {
      return;
    }
    this.#isPumping = true;
    let sent = 0;
    for (const stream of this.#line) {
      if (!this.#hasRoomFor(stream)) {
        break;
      }
      sent += 1;
      stream.isScheduled = false;
      this.#sendFrom(stream);
    }
    this.#line.splice(0, sent);
    this.#isPumping = false;
  }

  #hasRoomFor(stream: ServerStream): boolean {
    const windowIsShut = this.#window <= 0 && stream.queue.byteLength > 0;
    return !this.#isBlocked && !windowIsShut && this.frames.byteLength < this.#outputBytes;
  }

  #sendFrom(stream: ServerStream): void {
    if (stream.isClosed) {
      return;
    }
    const { queue } = stream;
    if (queue.byteLength > 0) {
      const bytes = Math.min(this.#window, stream.sendWindow, this.frames.maxFrameBytes);
      if (bytes <= 0) {
        return;
      }
      this.#sendData(stream, queue.take(bytes));
    }
    if (queue.byteLength > 0) {
      stream.isScheduled = true;
      this.#line.push(stream);
    } else if (stream.isEnding) {
      this.#end(stream);
    } else {
      stream.drained();
    }
  }

  #sendData(stream: ServerStream, payload: Uint8Array): void {
    this.#queuedBytes -= payload.length;
    this.#window -= payload.length;
    stream.sendWindow -= payload.length;
    this.frames.data(stream.id, payload, false);
  }

  #end(stream: ServerStream): void {
    if (stream.trailers === undefined) {
      this.frames.data(stream.id, new Uint8Array(), true);
    } else {
      this.headers(stream.id, stream.trailers, true);
    }
    stream.localEnd();
  }

  #resize(initialBytes: number, streams: Iterable<ServerStream>): boolean {
    const change = initialBytes - this.#initialStreamWindow;
    this.#initialStreamWindow = initialBytes;
    let isAllowed = true;
    for (const stream of streams) {
      isAllowed = this.widen(stream, change) && isAllowed;
    }
    return isAllowed;
  }
}
