import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls';
import type { HttpHandler } from '../http/request.js';
import { Http2Session } from '../http2/session.js';
import type { ServerStream } from '../http2/stream.js';
import type { Clock } from '../ports/clock.js';
import { isGrpcCall } from './call-headers.js';
import { type GrpcOptions, type GrpcStream, serveGrpcStream } from './grpc-stream.js';
import { serveHttp1, servePlainStream } from './plain-http.js';
import { sniffProtocol } from './sniff.js';

export interface ListenerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Absent: plain TCP. */
  readonly tls: ListenerTls | undefined;
  /** Absent: this port speaks plain HTTP only. */
  readonly grpc: GrpcOptions | undefined;
  readonly http: HttpHandler;
  readonly clock: Clock;
}

/** TLS of a port, whose certificates may change while it is open. */
export interface ListenerTls {
  readonly options: TlsOptions;
  /** What the next handshake goes by: the same object until something changes. */
  context(): SecureContextOptions;
  /** Whether a client may come in that has shown a certificate, or needs none. */
  admits(socket: TLSSocket): boolean;
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

/** @throws Node's `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL` and the like. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const listener = new PortListener(options);
  await listener.listen();
  return listener;
}

/**
 * Connections come in at one server, which tells by their first bytes what they speak: HTTP/2 is ours, HTTP/1
 * goes to Node's server.
 */
class PortListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #httpServer;
  readonly #connections = new Set<Socket>();
  readonly #sessions = new Set<Http2Session>();
  readonly #calls = new Set<GrpcStream>();
  #drainReason: Error | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = listenOn(options.tls, (socket) => this.#accept(socket));
    // A client may take its time with the body: a stream through the gateway is one request.
    this.#httpServer = createHttpServer({ requestTimeout: 0 }, (request, response) =>
      serveHttp1(request, response, options.http),
    );
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error(`a TCP listener has no port: ${String(address)}`);
    }
    return address.port;
  }

  listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        this.#server.on('error', closeFollows);
        resolve();
      });
    });
  }

  async drain(reason: Error, graceMs: number): Promise<void> {
    this.#server.close();
    this.#drainReason = reason;
    for (const call of [...this.#calls].filter((open) => open.isStreaming)) {
      call.finish(reason);
    }
    const sessionsClosed = [...this.#sessions].map((session) => session.drain());
    this.#httpServer.closeIdleConnections();
    await Promise.race([Promise.all(sessionsClosed), elapsed(this.#options.clock, graceMs)]);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.once('close', resolve));
    const wasListening = this.#server.listening;
    this.#server.close();
    for (const socket of this.#connections) {
      socket.destroy();
    }
    if (wasListening) {
      await closed;
    }
  }

  #accept(socket: Socket): void {
    this.#connections.add(socket);
    socket.on('close', () => this.#connections.delete(socket));
    socket.on('error', closeFollows);
    sniffProtocol(socket, (protocol) => {
      if (protocol === 'http2') {
        this.#openSession(socket);
      } else {
        this.#httpServer.emit('connection', socket);
      }
    });
  }

  #openSession(socket: Socket): void {
    const session: Http2Session = new Http2Session(socket, {
      clock: this.#options.clock,
      onRequest: (stream) => this.#serve(stream, socket),
      onClose: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
  }

  #serve(stream: ServerStream, socket: Socket): void {
    const { grpc, http } = this.#options;
    // A method of gRPC that is not called as one is told so.
    if (grpc !== undefined && (isGrpcCall(stream.headers) || grpc.services.has(stream.headers.path))) {
      this.#track(serveGrpcStream(stream, socket, grpc));
    } else {
      servePlainStream(stream, socket, http);
    }
  }

  /** A stream that comes while the client has not heard of the end would keep it waiting. */
  #track(call: GrpcStream): void {
    this.#calls.add(call);
    call.onClose(() => this.#calls.delete(call));
    if (this.#drainReason !== undefined && call.isStreaming) {
      call.finish(this.#drainReason);
    }
  }
}

function listenOn(tls: ListenerTls | undefined, accept: (socket: Socket) => void): Server {
  if (tls === undefined) {
    return createTcpServer({ noDelay: true }, accept);
  }
  let used = tls.context();
  const options = { ...tls.options, ...used, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true };
  const server = createTlsServer(options, (socket) =>
    tls.admits(socket) ? accept(socket) : socket.destroy(),
  );
  // In front of the server's own listener, which begins the handshake.
  server.prependListener('connection', () => {
    const context = tls.context();
    if (context !== used) {
      used = context;
      server.setSecureContext(context);
    }
  });
  server.on('tlsClientError', closeFollows);
  return server;
}

function elapsed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer(delayMs, resolve);
  });
}

/** For errors of sockets and sessions: each is followed by a `close`, which cleans up. */
function closeFollows(_error: Error): void {}
