import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Clock, Timer } from '../ports/clock.js';
import type { MethodHandler, ServiceTable, StreamContext, StreamReceiver } from './call.js';
import { verifiedCommonName } from './client-certificate.js';
import { FrameReader, frameMessage, framePrefix } from './frame.js';
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

const replyHeaders = { ':status': 200, 'content-type': 'application/grpc' };
const okTrailers = { 'grpc-status': '0' };
const withTrailers = { waitForTrailers: true, sendDate: false };
const headersOnly = { endStream: true, sendDate: false };
const copiedBelowBytes = 16 * 1024;
const knownEncodings = ['', 'identity', 'gzip'];

export function isGrpcContentType(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc($|[+;])/.test(contentType);
}

/** Serves one call that came as an HTTP/2 stream. */
export function serveGrpcStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: GrpcOptions,
): GrpcStream {
  const call = new GrpcStream(stream, headers, options);
  call.start();
  return call;
}

/** A call over HTTP/2: what comes in becomes messages, what goes out becomes frames and trailers. */
export class GrpcStream implements StreamContext {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #options: GrpcOptions;
  readonly #frames: FrameReader;
  #receiver: StreamReceiver | undefined;
  #trailers: Record<string, string> = okTrailers;
  #finished = false;
  #closeListeners: (() => void)[] = [];
  #deadline: Timer | undefined;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: GrpcOptions) {
    this.#stream = stream;
    this.#headers = headers;
    this.#options = options;
    this.#frames = new FrameReader(options.maxReceiveBytes, this.metadata('grpc-encoding') ?? '');
  }

  /** The call's answer is a stream, which may have no end of its own. */
  get isStreaming(): boolean {
    const handler = this.#options.services.get(this.#headers[':path'] ?? '');
    return handler !== undefined && handler.kind !== 'unary';
  }

  start(): void {
    this.#stream.on('error', ignoreStreamError);
    this.#stream.on('close', () => this.#closed());
    this.#guard(() => {
      this.#checkEncoding();
      this.#startDeadline();
      const path = this.#headers[':path'] ?? '';
      const handler = this.#options.services.get(path);
      if (handler === undefined) {
        throw unknownMethod(path, this.#options.services);
      }
      this.#receiver = this.#receiverFor(handler);
    });
    this.#stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#stream.on('end', () => this.#ended());
  }

  metadata(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  commonName(): string | undefined {
    return verifiedCommonName(this.#stream.session?.socket);
  }

  onClose(listener: () => void): void {
    if (this.#finished) {
      listener();
    } else {
      this.#closeListeners.push(listener);
    }
  }

  onWritable(listener: () => void): void {
    this.#stream.on('drain', listener);
  }

  send(message: Uint8Array): boolean {
    if (this.#isGone()) {
      return true;
    }
    if (!this.#stream.headersSent) {
      this.#respond();
    }
    return this.#write(message);
  }

  finish(error?: unknown): void {
    if (this.#isGone()) {
      this.#closed();
      return;
    }
    this.#trailers = error === undefined ? okTrailers : statusTrailers(this.#options.toStatus(error));
    if (this.#stream.headersSent) {
      this.#stream.end();
    } else {
      this.#stream.respond({ ...replyHeaders, ...this.#trailers }, headersOnly);
    }
    this.#closed();
  }

  #reply(message: Uint8Array): void {
    if (!this.#isGone()) {
      this.#respond();
      this.#write(message);
      this.#stream.end();
    }
    this.#closed();
  }

  /** A large message goes out as it is, behind its prefix; copying a small one is cheaper than two writes. */
  #write(message: Uint8Array): boolean {
    if (message.length < copiedBelowBytes) {
      return this.#stream.write(frameMessage(message));
    }
    this.#stream.cork();
    this.#stream.write(framePrefix(message));
    const writable = this.#stream.write(message);
    this.#stream.uncork();
    return writable;
  }

  #respond(): void {
    this.#stream.on('wantTrailers', () => this.#stream.sendTrailers(this.#trailers));
    this.#stream.respond(replyHeaders, withTrailers);
  }

  #isGone(): boolean {
    return this.#finished || this.#stream.destroyed || this.#stream.closed;
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
      throw new RpcError(StatusCode.INTERNAL, `malformed grpc-timeout: "${header}"`);
    }
    this.#deadline = this.#options.clock.startTimer(timeoutMs, () =>
      this.finish(new RpcError(StatusCode.DEADLINE_EXCEEDED, 'context deadline exceeded')),
    );
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
          this.finish(new RpcError(StatusCode.INTERNAL, 'the call ended before its request message'));
        }
      },
    };
  }

  #receive(chunk: Buffer): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#finished) {
      return;
    }
    this.#guard(() => this.#frames.push(chunk, (message) => receiver.message(message)));
  }

  #ended(): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#finished) {
      return;
    }
    this.#guard(() => {
      if (this.#frames.midMessage) {
        throw new RpcError(StatusCode.INTERNAL, 'the call ended in the middle of a message');
      }
      receiver.end();
    });
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.finish(error);
    }
  }

  #closed(): void {
    if (this.#finished) {
      return;
    }
    this.#finished = true;
    this.#deadline?.cancel();
    const listeners = this.#closeListeners;
    this.#closeListeners = [];
    for (const listener of listeners) {
      listener();
    }
  }
}

function statusTrailers(error: RpcError): Record<string, string> {
  return { 'grpc-status': String(error.code), 'grpc-message': encodeStatusMessage(error.message) };
}

/** The client reset the stream or the connection broke: `close` follows and does what must be done. */
function ignoreStreamError(): void {}
