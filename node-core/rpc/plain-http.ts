import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpHandler, type HttpReply, parseHttpRequest } from '../http/request.js';
import { encodeFields } from '../http2/hpack-encoder.js';
import type { ServerStream, StreamListener } from '../http2/stream.js';

const text = { 'content-type': 'text/plain; charset=utf-8' };

/** Answers a request over HTTP/1. */
export function serveHttp1(request: IncomingMessage, response: ServerResponse, handle: HttpHandler): void {
  response.on('error', closeFollows);
  void answer(handle, request.method, request.url).then(({ status, headers, body }) => {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
}

/** Answers a request over HTTP/2 that is not a gRPC call; one that should have been is told so. */
export function servePlainStream(
  stream: ServerStream,
  handle: HttpHandler,
  isGrpcPath: (path: string) => boolean,
): void {
  const { method, path } = stream.headers;
  stream.listen(ignoreBody);
  const reply = isGrpcPath(path)
    ? Promise.resolve(unsupportedMediaType(stream.headers.get('content-type')))
    : answer(handle, method, path);
  void reply.then(({ status, headers, body }) => {
    stream.respond(encodeFields([[':status', String(status)], ...Object.entries(headers)]));
    stream.write(Buffer.from(body));
    stream.end();
  });
}

/** No route of ours reads a body. */
const ignoreBody: StreamListener = {
  data() {},
  end() {},
  writable() {},
  closed() {},
};

async function answer(
  handle: HttpHandler,
  method: string | undefined,
  target: string | undefined,
): Promise<HttpReply> {
  try {
    return await handle(parseHttpRequest(method ?? 'GET', target ?? '/'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 500, headers: text, body: `${reason}\n` };
  }
}

/** grpc-go's answer, word for word. */
function unsupportedMediaType(contentType: string | undefined): HttpReply {
  return { status: 415, headers: text, body: `invalid gRPC request content-type "${contentType ?? ''}"\n` };
}

/** The client is gone; there is nobody to answer. */
function closeFollows(_error: Error): void {}
