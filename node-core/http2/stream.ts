import { ReceiveWindow } from './receive-window.js';
import type { RequestHeaders } from './request-headers.js';
import { SendQueue } from './send-queue.js';

/** Who serves a stream: told what the client does with it. */
export interface StreamListener {
  data(chunk: Buffer): void;
  /** The client has sent everything. */
  end(): void;
  /** The client has caught up after a `write` that returned false. */
  writable(): void;
  /** Once: answered, cancelled or cut off; nothing is sent or received any more. */
  closed(): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  sendHeaders(stream: ServerStream, block: Uint8Array, endStream: boolean): void;
  queued(bytes: number): void;
  /** Something waits in the stream's queue, or its end does. */
  schedule(stream: ServerStream): void;
  /** A client that was slow has taken everything. */
  caughtUp(stream: ServerStream): void;
  /** The answer has ended. */
  localEnded(stream: ServerStream): void;
}

export interface StreamWindows {
  readonly sendBytes: number;
  readonly receiveBytes: number;
  /** What may be queued before the sender is told to wait. */
  readonly queueBytes: number;
}

/**
 * A request and its answer. It is open until both sides have ended or one has reset it (RFC 9113 §5.1):
 *
 *     open ── client ends ──▶ half-closed (remote) ── we end ──▶ closed
 *     open ── we end ──▶ half-closed (local) ── client ends ──▶ closed
 */
export class ServerStream {
  readonly id: number;
  readonly headers: RequestHeaders;
  readonly receiveWindow: ReceiveWindow;
  readonly queue = new SendQueue();
  /** What the client will still take; a change of its settings can make it negative. */
  sendWindow: number;
  /** True while it stands in the sender's line. */
  isScheduled = false;
  readonly #host: StreamHost;
  readonly #queueBytes: number;
  /** What its `content-length` says is still to come. */
  #bodyBytesLeft: number | undefined;
  #listener: StreamListener | undefined;
  #trailers: Uint8Array | undefined;
  #headersSent = false;
  #isEnding = false;
  #isSlow = false;
  #localEnded = false;
  #remoteEnded = false;
  #closed = false;

  constructor(id: number, headers: RequestHeaders, windows: StreamWindows, host: StreamHost) {
    this.id = id;
    this.headers = headers;
    this.sendWindow = windows.sendBytes;
    this.receiveWindow = new ReceiveWindow(windows.receiveBytes);
    this.#queueBytes = windows.queueBytes;
    this.#host = host;
    const contentLength = headers.get('content-length');
    this.#bodyBytesLeft = contentLength === undefined ? undefined : Number(contentLength);
  }

  /** Must be called before the request's first byte is let in, that is at once. */
  listen(listener: StreamListener): void {
    this.#listener = listener;
  }

  get headersSent(): boolean {
    return this.#headersSent;
  }

  /** Nothing can be sent any more. */
  get isGone(): boolean {
    return this.#closed || this.#isEnding;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get remoteEnded(): boolean {
    return this.#remoteEnded;
  }

  /** The answer ends once the queue is empty. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get trailers(): Uint8Array | undefined {
    return this.#trailers;
  }

  /** The client does not take what it is sent, so it is not asked for more. */
  get isBackedUp(): boolean {
    return this.queue.byteLength > this.#queueBytes;
  }

  /** @param block made by `encodeFields`. */
  respond(block: Uint8Array): void {
    if (!this.isGone) {
      this.#headersSent = true;
      this.#host.sendHeaders(this, block, false);
    }
  }

  /** An answer that is a field block and nothing else. */
  respondAndEnd(block: Uint8Array): void {
    if (!this.isGone) {
      this.#headersSent = true;
      this.#isEnding = true;
      this.#host.sendHeaders(this, block, true);
      this.localEnd();
    }
  }

  /**
   * @param bytes kept until they are sent: the caller changes them no more.
   * @returns false when the client is slow; `writable` tells when it has caught up.
   */
  write(bytes: Uint8Array): boolean {
    if (this.isGone) {
      return true;
    }
    this.queue.push(bytes);
    this.#host.queued(bytes.length);
    this.#host.schedule(this);
    this.#isSlow = this.isBackedUp;
    return !this.#isSlow;
  }

  /** Ends the answer after all that was written, with these trailers if there are any. */
  end(trailers?: Uint8Array): void {
    if (!this.isGone) {
      this.#isEnding = true;
      this.#trailers = trailers;
      this.#host.schedule(this);
    }
  }

  /** The connection has sent the last frame of the answer. */
  localEnd(): void {
    this.#localEnded = true;
    if (!this.#closed) {
      this.#host.localEnded(this);
    }
  }

  /** The connection has sent everything that was queued. */
  drained(): void {
    if (this.#isSlow) {
      this.#isSlow = false;
      this.#host.caughtUp(this);
      this.#listener?.writable();
    }
  }

  /** @returns false when the body is not as long as was said (§8.1.1). */
  countBody(bytes: number, isLast: boolean): boolean {
    if (this.#bodyBytesLeft === undefined) {
      return true;
    }
    this.#bodyBytesLeft -= bytes;
    return isLast ? this.#bodyBytesLeft === 0 : this.#bodyBytesLeft >= 0;
  }

  receive(chunk: Buffer): void {
    this.#listener?.data(chunk);
  }

  /** @returns true when both sides have ended. */
  remoteEnd(): boolean {
    this.#remoteEnded = true;
    this.#listener?.end();
    return this.#localEnded;
  }

  /** The connection has forgotten the stream. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.queue.clear();
      this.#listener?.closed();
    }
  }
}
