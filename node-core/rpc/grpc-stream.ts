import type { Socket } from 'node:net';
import { encodeFields } from '../http2/hpack-encoder.js';
import type { ServerStream, StreamListener } from '../http2/stream.js';
import type { Clock } from '../ports/clock.js';
import type { MethodHandler, ServiceTable, StreamContext, StreamReceiver } from './call.js';
import { CallEnd, deadlineExceeded } from './call-end.js';
import { CallHeaders, contentTypeOf } from './call-headers.js';
import { verifiedCommonName } from './client-certificate.js';
import { FrameReader, frameParts } from './frame.js';
import { type Message, sizeOfMessage } from './message.js';
import { encodeStatusMessage, parseTimeoutMs, RpcError, StatusCode } from './status.js';
import { unknownMethod } from './unknown-method.js';

export interface GrpcOptions {
  readonly services: ServiceTable;
  readonly clock: Clock;
  /** Largest message a client may send, in bytes. */
  readonly maxReceiveBytes: number;
  /** The status that a failure of a handler ends its call with. */
  readonly toStatus: (error: unknown) => RpcError;
}

const replyHeadersOf = (httpStatus: number, subtype: string) =>
  encodeFields([
    [':status', String(httpStatus)],
    ['content-type', contentTypeOf(subtype)],
  ]);
const usualReplyHeaders = replyHeadersOf(200, '');
const okTrailers = encodeFields([['grpc-status', '0']]);
/** etcd's, which is as long as a message can be in most languages. */
const maxSendBytes = 2 ** 31 - 1;
const knownEncodings = ['', 'identity', 'gzip'];

/** Serves one call that came as an HTTP/2 stream. */
export function serveGrpcStream(stream: ServerStream, socket: Socket, options: GrpcOptions): GrpcStream {
  const call = new GrpcStream(stream, socket, options);
  call.start();
  return call;
}

/** A call over HTTP/2: what comes in becomes messages, what goes out becomes frames and trailers. */
export class GrpcStream implements StreamContext, StreamListener {
  readonly #stream: ServerStream;
  readonly #socket: Socket;
  readonly #options: GrpcOptions;
  readonly #headers: CallHeaders;
  readonly #frames: FrameReader;
  /** Who takes what comes in; undefined when nobody does, or does any more. */
  #receiver: StreamReceiver | undefined;
  readonly #closing = new CallEnd();
  #writableListener: (() => void) | undefined;

  constructor(stream: ServerStream, socket: Socket, options: GrpcOptions) {
    this.#stream = stream;
    this.#socket = socket;
    this.#options = options;
    this.#headers = new CallHeaders(stream.headers);
    this.#frames = new FrameReader(options.maxReceiveBytes, this.metadata('grpc-encoding') ?? '');
  }

  /** The call's answer is a stream, which may have no end of its own. */
  get isStreaming(): boolean {
    const handler = this.#options.services.get(this.#stream.headers.path);
    return handler !== undefined && handler.kind !== 'unary';
  }

  start(): void {
    this.#stream.listen(this);
    this.#guard(() => {
      this.#headers.check();
      this.#checkEncoding();
      this.#startDeadline();
      const { path } = this.#stream.headers;
      const handler = this.#options.services.get(path);
      if (handler === undefined) {
        throw unknownMethod(path, this.#options.services);
      }
      this.#receiver = this.#receiverFor(handler);
    });
  }

  metadata(name: string): string | undefined {
    return this.#stream.headers.get(name);
  }

  commonName(): string | undefined {
    return this.#socket.destroyed ? undefined : verifiedCommonName(this.#socket);
  }

  onClose(listener: () => void): void {
    this.#closing.onClose(listener);
  }

  onWritable(listener: () => void): void {
    this.#writableListener = listener;
  }

  send(message: Message): boolean {
    if (this.#closing.isOver || this.#stream.isGone || this.#isTooLarge(message)) {
      return true;
    }
    this.#respond();
    return this.#write(message);
  }

  finish(error?: unknown): void {
    if (this.#closing.isOver) {
      return;
    }
    const status = error === undefined ? undefined : this.#options.toStatus(error);
    const trailers = status === undefined ? okTrailers : statusTrailers(status);
    if (this.#stream.headersSent) {
      this.#stream.end(trailers);
    } else {
      this.#stream.respondAndEnd(Buffer.concat([this.#replyHeaders(status?.httpStatus), trailers]));
    }
    this.closed();
  }

  data(chunk: Buffer): void {
    if (this.#receiver === undefined || this.#closing.isOver) {
      return;
    }
    try {
      this.#frames.push(chunk, (message) => this.#receiver?.message(message));
    } catch (error) {
      if (this.#receiver !== undefined) {
        this.finish(error);
      }
    }
  }

  end(): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#closing.isOver) {
      return;
    }
    this.#guard(() => {
      if (this.#frames.midMessage) {
        const isUnary = this.#options.services.get(this.#stream.headers.path)?.kind === 'unary';
        throw new RpcError(isUnary ? StatusCode.UNKNOWN : StatusCode.INTERNAL, 'unexpected EOF');
      }
      receiver.end();
    });
  }

  writable(): void {
    this.#writableListener?.();
  }

  closed(): void {
    this.#closing.close();
  }

  #reply(message: Message): void {
    if (!this.#closing.isOver && !this.#isTooLarge(message)) {
      this.#respond();
      this.#write(message);
      this.#stream.end(okTrailers);
      this.closed();
    }
  }

  /** Ends the call where an answer cannot be sent, in grpc-go's words. */
  #isTooLarge(message: Message): boolean {
    const bytes = sizeOfMessage(message);
    if (bytes <= maxSendBytes) {
      return false;
    }
    const text = `grpc: trying to send message larger than max (${bytes} vs. ${maxSendBytes})`;
    this.finish(new RpcError(StatusCode.RESOURCE_EXHAUSTED, text));
    return true;
  }

  #respond(): void {
    if (!this.#stream.headersSent) {
      this.#stream.respond(this.#replyHeaders());
    }
  }

  #replyHeaders(httpStatus = 200): Buffer {
    const { subtype = '' } = this.#headers;
    return httpStatus === 200 && subtype === '' ? usualReplyHeaders : replyHeadersOf(httpStatus, subtype);
  }

  #write(message: Message): boolean {
    let isFast = true;
    for (const part of frameParts(message)) {
      isFast = this.#stream.write(part);
    }
    return isFast;
  }

  /** The texts here and below are grpc-go's. */
  #checkEncoding(): void {
    const encoding = this.metadata('grpc-encoding') ?? '';
    if (!knownEncodings.includes(encoding)) {
      throw new RpcError(
        StatusCode.UNIMPLEMENTED,
        `grpc: Decompressor is not installed for grpc-encoding "${encoding}"`,
      );
    }
  }

  #startDeadline(): void {
    const { timeout } = this.#headers;
    const timeoutMs = timeout === undefined ? undefined : parseTimeoutMs(timeout);
    if (timeoutMs === 0) {
      throw deadlineExceeded();
    }
    if (timeoutMs !== undefined) {
      this.#closing.startDeadline(this.#options.clock, timeoutMs, (error) => this.finish(error));
    }
  }

  #receiverFor(handler: MethodHandler): StreamReceiver {
    switch (handler.kind) {
      case 'unary':
        return this.#firstRequest((request) => {
          const reply = handler.handle(request, this);
          if (reply instanceof Promise) {
            reply.then(
              (message) => this.#reply(message),
              (error: unknown) => this.finish(error),
            );
          } else {
            this.#reply(reply);
          }
        });
      case 'server-stream':
        return this.#onlyRequest((request) => handler.handle(request, this));
      case 'bidirectional':
        return handler.handle(this);
    }
  }

  /** Of a unary call: what comes after the first message is not read, as in grpc-go. */
  #firstRequest(handle: (request: Uint8Array) => void): StreamReceiver {
    return {
      message: (bytes) => {
        this.#receiver = undefined;
        this.#guard(() => handle(bytes));
      },
      end: () => this.finish(new RpcError(StatusCode.UNKNOWN, 'EOF')),
    };
  }

  /** Of a call that is answered by a stream: grpc-go waits until it is sure that there is one message. */
  #onlyRequest(handle: (request: Uint8Array) => void): StreamReceiver {
    let only: Uint8Array | undefined;
    return {
      message: (bytes) => {
        if (only !== undefined) {
          throw cardinalityViolation('received multiple request messages for');
        }
        only = bytes;
      },
      end: () => {
        if (only === undefined) {
          throw cardinalityViolation('received no request message from');
        }
        handle(only);
      },
    };
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.finish(error);
    }
  }
}

function cardinalityViolation(what: string): RpcError {
  return new RpcError(StatusCode.INTERNAL, `cardinality violation: ${what} non-client-streaming RPC`);
}

function statusTrailers(error: RpcError): Buffer {
  return encodeFields([
    ['grpc-status', String(error.code)],
    ['grpc-message', encodeStatusMessage(error.message)],
  ]);
}
