import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type HttpHandler, type HttpReply, parseHttpRequest } from '../http/request.js';
import type { Clock } from '../ports/clock.js';
import { type GrpcOptions, type GrpcStream, isGrpcContentType, serveGrpcStream } from './grpc-stream.js';
import { sniffProtocol } from './sniff.js';

export interface ListenerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Absent: plain TCP. */
  readonly tls: TlsOptions | undefined;
  /** Absent: this port speaks plain HTTP only. */
  readonly grpc: GrpcOptions | undefined;
  readonly http: HttpHandler;
  readonly clock: Clock;
}

/** A port that serves gRPC and plain HTTP side by side, until it is closed. */
export interface Listener {
  readonly port: number;
  /**
   * Takes no new connection and no new call, ends the open streams with `reason`, and waits at most
   * `graceMs` for the other calls to be answered.
   */
  drain(reason: Error, graceMs: number): Promise<void>;
  /** Cuts what is still open. */
  close(): Promise<void>;
}

const streamWindowBytes = 1 << 20;
const sessionWindowBytes = 4 << 20;
/** What one connection may keep buffered, in Node's unit of a million bytes, before new calls are refused. */
const sessionMemoryMegabytes = 1024;

/** @throws Node's `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL` and the like. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const connections = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  const calls = new Set<GrpcStream>();

  const http2Server = createHttp2Server({
    settings: { initialWindowSize: streamWindowBytes },
    maxSessionMemory: sessionMemoryMegabytes,
  });
  http2Server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(sessionWindowBytes);
    session.on('error', closeFollows);
    session.on('close', () => sessions.delete(session));
  });
  http2Server.on('stream', (stream, headers) => serveStream(stream, headers, options, calls));
  http2Server.on('sessionError', closeFollows);

  const httpServer = createHttpServer((request, response) => serveHttp1(request, response, options.http));

  const accept = (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', closeFollows);
    sniffProtocol(socket, (protocol) =>
      (protocol === 'http2' ? http2Server : httpServer).emit('connection', socket),
    );
  };
  const server = listenOn(options, accept);
  await listening(server, options);

  return {
    port: boundPort(server),
    async drain(reason, graceMs) {
      server.close();
      for (const call of [...calls].filter((open) => open.isStreaming)) {
        call.finish(reason);
      }
      const sessionsClosed = [...sessions].map(
        (session) => new Promise<void>((resolve) => session.close(resolve)),
      );
      httpServer.closeIdleConnections();
      await Promise.race([Promise.all(sessionsClosed), elapsed(options.clock, graceMs)]);
    },
    async close() {
      const closed = new Promise((resolve) => server.once('close', resolve));
      const wasListening = server.listening;
      server.close();
      for (const session of sessions) {
        session.destroy();
      }
      for (const socket of connections) {
        socket.destroy();
      }
      if (wasListening) {
        await closed;
      }
    },
  };
}

function elapsed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer(delayMs, resolve);
  });
}

function listenOn(options: ListenerOptions, accept: (socket: Socket) => void): Server {
  if (options.tls === undefined) {
    return createTcpServer({ noDelay: true }, accept);
  }
  const server = createTlsServer(
    { ...options.tls, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true },
    accept,
  );
  server.on('tlsClientError', closeFollows);
  return server;
}

function listening(server: Server, options: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      server.on('error', closeFollows);
      resolve();
    });
  });
}

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`a TCP listener has no port: ${String(address)}`);
  }
  return address.port;
}

function serveStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: ListenerOptions,
  calls: Set<GrpcStream>,
): void {
  if (options.grpc !== undefined && isGrpcContentType(headers['content-type'])) {
    const call = serveGrpcStream(stream, headers, options.grpc);
    calls.add(call);
    call.onClose(() => calls.delete(call));
    return;
  }
  stream.on('error', closeFollows);
  const path = headers[':path'] ?? '/';
  const known = options.grpc?.services.has(path) ?? false;
  const reply = known
    ? Promise.resolve(unsupportedMediaType(headers['content-type']))
    : answerHttp(options.http, headers[':method'], path);
  void reply.then((answer) => {
    if (!stream.destroyed && !stream.closed) {
      stream.respond({ ':status': answer.status, ...answer.headers });
      stream.end(answer.body);
    }
  });
}

function serveHttp1(request: IncomingMessage, response: ServerResponse, handle: HttpHandler): void {
  response.on('error', closeFollows);
  void answerHttp(handle, request.method, request.url).then((answer) => {
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
    });
    response.end(answer.body);
  });
}

async function answerHttp(
  handle: HttpHandler,
  method: string | undefined,
  target: string | undefined,
): Promise<HttpReply> {
  try {
    return await handle(parseHttpRequest(method ?? 'GET', target ?? '/'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${reason}\n` };
  }
}

function unsupportedMediaType(contentType: string | undefined): HttpReply {
  return {
    status: 415,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `invalid gRPC request content-type "${contentType ?? ''}"\n`,
  };
}

/** For errors of sockets, sessions and streams: each is followed by a `close`, which cleans up. */
function closeFollows(_error: Error): void {}
