import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HttpHandler, type HttpReply, type HttpTransport, parseHttpRequest } from '../http/request.js';
import { encodeFields } from '../http2/hpack-encoder.js';
import type { ServerStream, StreamListener } from '../http2/stream.js';
import { CallEnd } from './call-end.js';
import { verifiedCommonName } from './client-certificate.js';

const text = { 'content-type': 'text/plain; charset=utf-8' };

/** Of a body that no route reads, or not as fast as it comes. */
const maxUnreadBytes = 4 << 20;

/** Answers a request over HTTP/1. */
export function serveHttp1(request: IncomingMessage, response: ServerResponse, handle: HttpHandler): void {
  response.on('error', closeFollows);
  const transport: HttpTransport = {
    header: (name) => firstOf(request.headers[name]),
    body: request.iterator({ destroyOnReturn: false }),
    commonName: () => verifiedCommonName(request.socket),
    onClose: (listener) => response.once('close', listener),
  };
  void answer(handle, request.method, request.url, transport).then(({ status, headers, body }) => {
    if (typeof body === 'string') {
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    } else {
      response.writeHead(status, headers);
      pipeline(Readable.from(body), response).catch(closeFollows);
    }
  });
}

function firstOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}

/** Answers a request over HTTP/2 that is not a gRPC call. */
export function servePlainStream(stream: ServerStream, socket: Socket, handle: HttpHandler): void {
  const { method, path } = stream.headers;
  const exchange = new StreamExchange(stream, socket);
  void answer(handle, method, path, exchange)
    .then((ready) => exchange.send(ready))
    .catch(closeFollows);
}

/** A request and its reply on an HTTP/2 stream. */
class StreamExchange implements StreamListener, HttpTransport {
  readonly #stream: ServerStream;
  readonly #socket: Socket;
  readonly #body = new Readable({ read: () => undefined });
  readonly #closing = new CallEnd();
  #proceed: () => void = () => undefined;

  constructor(stream: ServerStream, socket: Socket) {
    this.#stream = stream;
    this.#socket = socket;
    this.#body.on('error', closeFollows);
    stream.listen(this);
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#body.iterator({ destroyOnReturn: false });
  }

  header(name: string): string | undefined {
    return this.#stream.headers.get(name);
  }

  commonName(): string | undefined {
    return verifiedCommonName(this.#socket);
  }

  onClose(listener: () => void): void {
    this.#closing.onClose(listener);
  }

  async send({ status, headers, body }: HttpReply): Promise<void> {
    this.#stream.respond(encodeFields([[':status', String(status)], ...Object.entries(headers)]));
    if (this.#stream.headers.method !== 'HEAD') {
      await this.#sendBody(body);
    }
    this.#stream.end();
  }

  async #sendBody(body: HttpReply['body']): Promise<void> {
    for await (const piece of typeof body === 'string' ? [body] : body) {
      await this.#write(Buffer.from(piece));
    }
  }

  data(chunk: Buffer): void {
    if (this.#body.readableLength + chunk.length > maxUnreadBytes) {
      this.#body.destroy(new Error('the body of the request is larger than anybody reads here'));
    } else {
      this.#body.push(chunk);
    }
  }

  end(): void {
    this.#body.push(null);
  }

  writable(): void {
    this.#proceed();
  }

  closed(): void {
    this.#body.push(null);
    this.#closing.close();
    this.#proceed();
  }

  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#proceed = resolve;
      if (this.#stream.write(bytes) || this.#closing.isOver) {
        resolve();
      }
    });
  }
}

async function answer(
  handle: HttpHandler,
  method: string | undefined,
  target: string | undefined,
  transport: HttpTransport,
): Promise<HttpReply> {
  try {
    return await handle(parseHttpRequest(method ?? 'GET', target ?? '/', transport));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 500, headers: text, body: `${reason}\n` };
  }
}

/** The client is gone; there is nobody to answer. */
function closeFollows(_error: unknown): void {}
