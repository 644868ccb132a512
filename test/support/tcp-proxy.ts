import { connect, createServer, type Socket } from 'node:net';
import { freePorts } from './free-ports.js';

/** A TCP relay in front of a member, to break connections without touching the member. */
export interface TcpProxy {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Accepts connections again, on the same port. */
  restore(): Promise<void>;
  /** Carries nothing any more on the connections there are, which stay open, as those of a frozen member do. */
  freeze(): void;
  /** Breaks all connections as soon as this many more bytes went to clients; resolves when it has. */
  breakAfter(bytes: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let bytesLeft = Number.POSITIVE_INFINITY;
  let broken = () => {};

  const breakAll = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    sockets.clear();
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    keep(near);
    keep(far);
    near.pipe(far);
    far.on('data', (bytes) => {
      bytesLeft -= bytes.length;
      near.write(bytes);
      if (bytesLeft <= 0) {
        bytesLeft = Number.POSITIVE_INFINITY;
        breakAll();
        broken();
      }
    });
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      breakAll();
    });
  const [own = 0] = await freePorts(1);
  await listen(own);
  return {
    endpoint: `http://127.0.0.1:${own}`,
    cut,
    restore: () => listen(own),
    freeze: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.removeAllListeners('data').pause();
      }
    },
    breakAfter: (bytes) => {
      bytesLeft = bytes;
      return new Promise((resolve) => {
        broken = resolve;
      });
    },
    stop: cut,
  };
}
