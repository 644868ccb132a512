import type { Socket } from 'node:net';
import { encodeFields } from '../http2/hpack-encoder.js';
import type { ServerStream, StreamListener } from '../http2/stream.js';
import type { Clock } from '../ports/clock.js';
import type { MethodHandler, ServiceTable, StreamContext, StreamReceiver } from './call.js';
import { CallEnd, deadlineExceeded } from './call-end.js';
import { verifiedCommonName } from './client-certificate.js';
import { FrameReader, frameMessage, framePrefix } from './frame.js';
import { encodeStatusMessage, parseTimeoutMs, RpcError, StatusCode, timeoutProblem } from './status.js';
import { unknownMethod } from './unknown-method.js';

export interface GrpcOptions {
  readonly services: ServiceTable;
  readonly clock: Clock;
  /** Largest message a client may send, in bytes. */
  readonly maxReceiveBytes: number;
  /** The status that a failure of a handler ends its call with. */
  readonly toStatus: (error: unknown) => RpcError;
}

const replyHeadersOf = (httpStatus: number) =>
  encodeFields([
    [':status', String(httpStatus)],
    ['content-type', 'application/grpc'],
  ]);
const replyHeaders = replyHeadersOf(200);
const okTrailers = encodeFields([['grpc-status', '0']]);
const copiedBelowBytes = 16 * 1024;
const knownEncodings = ['', 'identity', 'gzip'];

export function isGrpcContentType(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc($|[+;])/.test(contentType);
}

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
  readonly #frames: FrameReader;
  #receiver: StreamReceiver | undefined;
  readonly #closing = new CallEnd();
  #writableListener: (() => void) | undefined;

  constructor(stream: ServerStream, socket: Socket, options: GrpcOptions) {
    this.#stream = stream;
    this.#socket = socket;
    this.#options = options;
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
      this.#checkMethod();
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

  send(message: Uint8Array): boolean {
    if (this.#closing.isOver || this.#stream.isGone) {
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
      const headers = status === undefined ? replyHeaders : replyHeadersOf(status.httpStatus);
      this.#stream.respondAndEnd(Buffer.concat([headers, trailers]));
    }
    this.closed();
  }

  data(chunk: Buffer): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#closing.isOver) {
      return;
    }
    this.#guard(() => this.#frames.push(chunk, (message) => receiver.message(message)));
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

  #reply(message: Uint8Array): void {
    if (!this.#closing.isOver) {
      this.#respond();
      this.#write(message);
      this.#stream.end(okTrailers);
      this.closed();
    }
  }

  #respond(): void {
    if (!this.#stream.headersSent) {
      this.#stream.respond(replyHeaders);
    }
  }

  /** A large message goes out as it is, behind its prefix; copying a small one is cheaper than two writes. */
  #write(message: Uint8Array): boolean {
    if (message.length < copiedBelowBytes) {
      return this.#stream.write(frameMessage(message));
    }
    this.#stream.write(framePrefix(message));
    return this.#stream.write(message);
  }

  /** The texts here and below are grpc-go's. */
  #checkMethod(): void {
    const { method } = this.#stream.headers;
    if (method !== 'POST') {
      const message = `Received a HEADERS frame with :method "${method}" which should be POST`;
      throw new RpcError(StatusCode.INTERNAL, message, 405);
    }
  }

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
    const header = this.metadata('grpc-timeout');
    if (header === undefined) {
      return;
    }
    const timeoutMs = parseTimeoutMs(header);
    if (timeoutMs === undefined) {
      throw new RpcError(StatusCode.INTERNAL, `malformed grpc-timeout: ${timeoutProblem(header)}`, 400);
    }
    if (timeoutMs === 0) {
      throw deadlineExceeded();
    }
    this.#closing.startDeadline(this.#options.clock, timeoutMs, (error) => this.finish(error));
  }

  #receiverFor(handler: MethodHandler): StreamReceiver {
    switch (handler.kind) {
      case 'unary':
        return this.#singleRequest((request) => {
          const reply = handler.handle(request, this);
          if (reply instanceof Uint8Array) {
            this.#reply(reply);
          } else {
            reply.then(
              (message) => this.#reply(message),
              (error: unknown) => this.finish(error),
            );
          }
        });
      case 'server-stream':
        return this.#singleRequest((request) => handler.handle(request, this));
      case 'bidirectional':
        return handler.handle(this);
    }
  }

  /** Calls whose client sends one message: the first counts, as in grpc-go. */
  #singleRequest(handle: (request: Uint8Array) => void): StreamReceiver {
    let received = false;
    return {
      message: (bytes) => {
        if (!received) {
          received = true;
          handle(bytes);
        }
      },
      end: () => {
        if (!received) {
          this.finish(new RpcError(StatusCode.UNKNOWN, 'EOF'));
        }
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

function statusTrailers(error: RpcError): Buffer {
  return encodeFields([
    ['grpc-status', String(error.code)],
    ['grpc-message', encodeStatusMessage(error.message)],
  ]);
}
