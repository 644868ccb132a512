import { connect, createServer, type Server } from 'node:net';

/** A listening socket held for its address; it tells who connects the id of this process. */
export interface SocketClaim {
  release(): Promise<void>;
}

/** How long a holder may take to say its process id; it is only for the error message. */
const answerLimitMs = 500;

/** @returns undefined when somebody listens on that address already */
export function claimSocket(address: string): Promise<SocketClaim | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${process.pid}\n`);
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: address, exclusive: true }, () => resolve({ release: () => close(server) }));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** @returns undefined when nobody listens there; a stopped or busy holder is there but may not say its id */
export function findSocketHolder(address: string): Promise<{ pid: number | undefined } | undefined> {
  const socket = connect(address);
  let answer = '';
  return new Promise((resolve) => {
    const finish = () => {
      socket.destroy();
      const pid = Number.parseInt(answer, 10);
      resolve({ pid: Number.isSafeInteger(pid) ? pid : undefined });
    };
    socket.setEncoding('latin1').setTimeout(answerLimitMs, finish);
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('end', finish);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
        resolve(undefined);
      } else {
        finish();
      }
    });
  });
}
