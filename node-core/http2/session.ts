import type { Socket } from 'node:net';
import type { Clock, Timer } from '../ports/clock.js';
import { Connection } from './connection.js';
import { type ConnectionLimits, defaultLimits } from './limits.js';
import type { ServerStream } from './stream.js';

export interface SessionOptions {
  readonly clock: Clock;
  readonly onRequest: (stream: ServerStream) => void;
  readonly onClose: () => void;
  readonly limits?: ConnectionLimits;
}

/** etcd's `--grpc-keepalive-interval` and `--grpc-keepalive-timeout`, as they are unless set. */
const keepaliveIntervalMs = 2 * 3_600_000;
const keepaliveTimeoutMs = 20_000;
/** How long a client may take for the last bytes, and then to close its side. */
const lastBytesMs = 20_000;
const lingerMs = 1_000;
/** Output above which nothing is read, until the client has read: its requests would only make more. */
const unreadBytes = 1 << 20;

/** An HTTP/2 connection on a socket, plain or TLS: at most one write for each turn of the event loop. */
export class Http2Session {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #closed: Promise<void>;
  #isFlushDue = false;
  #isBlocked = false;
  #isFinished = false;
  #isEnded = false;
  #hasHeard = false;
  #timer: Timer;

  /** @param socket paused; nothing of it has been read, or it has been put back. */
  constructor(socket: Socket, { clock, onRequest, onClose, limits = defaultLimits }: SessionOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.#connection = new Connection({
      limits,
      nowMs: () => clock.monotonicMs(),
      onRequest,
      onOutput: () => this.#flushSoon(),
    });
    this.#timer = this.#startKeepalive();
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#timer.cancel();
        this.#connection.abort();
        onClose();
        resolve();
      });
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#unblock());
    this.#flushSoon();
  }

  /** Takes no new calls; resolves when the open ones have ended and the connection is closed. */
  drain(): Promise<void> {
    this.#connection.drain();
    return this.#closed;
  }

  #receive(chunk: Buffer): void {
    this.#hasHeard = true;
    this.#connection.receive(chunk);
    if (this.#isBlocked && this.#connection.outputBytes > unreadBytes) {
      this.#socket.pause();
    }
  }

  #unblock(): void {
    this.#isBlocked = false;
    this.#connection.setBlocked(false);
    this.#flush();
    if (!this.#isBlocked) {
      this.#socket.resume();
    }
  }

  #flushSoon(): void {
    if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      setImmediate(() => this.#flush());
    }
  }

  #flush(): void {
    this.#isFlushDue = false;
    if (this.#socket.destroyed) {
      return;
    }
    while (!this.#isBlocked) {
      const output = this.#connection.takeOutput();
      if (output.length === 0) {
        break;
      }
      this.#write(output);
    }
    if (this.#connection.isFinished) {
      this.#end();
    }
  }

  #write(output: readonly Buffer[]): void {
    this.#socket.cork();
    for (const bytes of output) {
      this.#isBlocked = !this.#socket.write(bytes);
    }
    this.#socket.uncork();
    if (this.#isBlocked) {
      this.#connection.setBlocked(true);
    }
  }

  #end(): void {
    if (!this.#isFinished) {
      this.#isFinished = true;
      this.#destroyAfter(lastBytesMs);
    }
    if (!this.#isEnded && this.#connection.outputBytes === 0) {
      this.#isEnded = true;
      this.#socket.end(() => this.#destroyAfter(lingerMs));
      this.#socket.resume();
    }
  }

  #destroyAfter(delayMs: number): void {
    this.#timer.cancel();
    this.#timer = this.#clock.startTimer(delayMs, () => this.#socket.destroy());
  }

  #startKeepalive(): Timer {
    return this.#clock.startTimer(keepaliveIntervalMs, () => {
      if (this.#hasHeard) {
        this.#hasHeard = false;
        this.#timer = this.#startKeepalive();
      } else {
        this.#connection.ping();
        this.#timer = this.#startTimeout();
      }
    });
  }

  #startTimeout(): Timer {
    return this.#clock.startTimer(keepaliveTimeoutMs, () => {
      if (this.#hasHeard) {
        this.#timer = this.#startKeepalive();
      } else {
        this.#socket.destroy();
      }
    });
  }
}
