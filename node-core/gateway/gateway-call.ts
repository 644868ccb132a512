import type { HttpRequest } from '../http/request.js';
import type { Clock } from '../ports/clock.js';
import type { StreamContext } from '../rpc/call.js';
import { CallEnd } from '../rpc/call-end.js';
import { joinMessage, type Message, sizeOfMessage } from '../rpc/message.js';
import { parseTimeoutMs, RpcError } from '../rpc/status.js';

/** Answers that wait for a slow client, before whoever makes them is told to wait. */
const queueBytes = 1 << 20;
const metadataPrefix = 'grpc-metadata-';
const ended = Symbol('ended');

/** A call that came as JSON: what a service sends is queued until the reply takes it. */
export class GatewayCall implements StreamContext {
  readonly #request: HttpRequest;
  readonly #toStatus: (error: unknown) => RpcError;
  readonly #messages: Uint8Array[] = [];
  #queuedBytes = 0;
  #end: RpcError | typeof ended | undefined;
  readonly #closing = new CallEnd();
  #writableListener: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(request: HttpRequest, clock: Clock, toStatus: (error: unknown) => RpcError) {
    this.#request = request;
    this.#toStatus = toStatus;
    request.onClose(() => this.#close());
    this.#startDeadline(clock);
  }

  /** A client's headers as metadata: `authorization`, and those that say they are metadata. */
  metadata(name: string): string | undefined {
    return (
      this.#request.header(metadataPrefix + name) ??
      (name === 'authorization' ? this.#request.header(name) : undefined)
    );
  }

  /** The connection is the gateway's as far as calls go: its certificate says nothing of who asks. */
  commonName(): undefined {}

  onClose(listener: () => void): void {
    this.#closing.onClose(listener);
  }

  onWritable(listener: () => void): void {
    this.#writableListener = listener;
  }

  send(message: Message): boolean {
    if (this.#end === undefined && !this.#closing.isOver) {
      this.#messages.push(joinMessage(message));
      this.#queuedBytes += sizeOfMessage(message);
      this.#wake();
    }
    return this.#queuedBytes <= queueBytes;
  }

  finish(error?: unknown): void {
    this.#end ??= error === undefined ? ended : this.#toStatus(error);
    this.#close();
  }

  /** The next message; undefined after the last. @throws RpcError when the call failed */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#messages.length === 0 && this.#end === undefined && !this.#closing.isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#taken(message.length);
    } else if (this.#end instanceof RpcError) {
      throw this.#end;
    }
    return message;
  }

  #taken(bytes: number): void {
    const wasFull = this.#queuedBytes > queueBytes;
    this.#queuedBytes -= bytes;
    if (wasFull && this.#queuedBytes <= queueBytes) {
      this.#writableListener();
    }
  }

  #startDeadline(clock: Clock): void {
    const header = this.#request.header('grpc-timeout');
    const timeoutMs = header === undefined ? undefined : parseTimeoutMs(header);
    if (timeoutMs !== undefined) {
      this.#closing.startDeadline(clock, timeoutMs, (error) => this.finish(error));
    }
  }

  #close(): void {
    this.#closing.close();
    this.#wake();
  }
}
