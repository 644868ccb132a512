import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { HttpHandler } from '../http/request.js';
import type { Clock } from '../ports/clock.js';
import { type GrpcOptions, type GrpcStream, isGrpcContentType, serveGrpcStream } from './grpc-stream.js';
import { serveHttp1, servePlainStream } from './plain-http.js';
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
/** Clients cancel calls in masses, when a context ends; Node would cut them off after a thousand. */
const cancelsPerSecond = 10_000;
const cancelsAtOnce = 100_000;

/** @throws Node's `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL` and the like. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const listener = new PortListener(options);
  await listener.listen();
  return listener;
}

/**
 * Connections come in at one server, which tells by their first bytes what they speak and hands them to
 * Node's server for that.
 */
class PortListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #http2Server = createHttp2Server({
    settings: { initialWindowSize: streamWindowBytes },
    maxSessionMemory: sessionMemoryMegabytes,
    streamResetRate: cancelsPerSecond,
    streamResetBurst: cancelsAtOnce,
  });
  readonly #httpServer;
  readonly #connections = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #calls = new Set<GrpcStream>();

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = listenOn(options.tls, (socket) => this.#accept(socket));
    this.#httpServer = createHttpServer((request, response) => serveHttp1(request, response, options.http));
    this.#http2Server.on('session', (session) => this.#open(session));
    this.#http2Server.on('sessionError', closeFollows);
    this.#http2Server.on('stream', (stream, headers) => {
      const { grpc, http } = options;
      if (grpc !== undefined && isGrpcContentType(headers['content-type'])) {
        this.#track(serveGrpcStream(stream, headers, grpc));
      } else {
        servePlainStream(stream, headers, http, (path) => grpc?.services.has(path) ?? false);
      }
    });
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
    for (const call of [...this.#calls].filter((open) => open.isStreaming)) {
      call.finish(reason);
    }
    const sessionsClosed = [...this.#sessions].map(
      (session) => new Promise<void>((resolve) => session.close(resolve)),
    );
    this.#httpServer.closeIdleConnections();
    await Promise.race([Promise.all(sessionsClosed), elapsed(this.#options.clock, graceMs)]);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.once('close', resolve));
    const wasListening = this.#server.listening;
    this.#server.close();
    for (const session of this.#sessions) {
      session.destroy();
    }
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
      const server = protocol === 'http2' ? this.#http2Server : this.#httpServer;
      server.emit('connection', socket);
    });
  }

  #open(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.setLocalWindowSize(sessionWindowBytes);
    session.on('error', closeFollows);
    session.on('close', () => this.#sessions.delete(session));
  }

  #track(call: GrpcStream): void {
    this.#calls.add(call);
    call.onClose(() => this.#calls.delete(call));
  }
}

function listenOn(tls: TlsOptions | undefined, accept: (socket: Socket) => void): Server {
  if (tls === undefined) {
    return createTcpServer({ noDelay: true }, accept);
  }
  const server = createTlsServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true }, accept);
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
