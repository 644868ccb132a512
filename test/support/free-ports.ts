import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports below the range from which Linux picks source ports. A client that retries a dead port inside that
 * range can be given the same port as its source, and then connects to itself.
 */
const lowest = 12_000;
const highest = 32_000;

/**
 * Test processes run beside each other, and a server takes its port only some time after it was drawn. So
 * each process draws whole blocks, and says that a block is its own by listening on the block's first port
 * until it ends.
 */
const blockSize = 16;

const unused: number[] = [];
let claiming: Promise<void> = Promise.resolve();

/** Different TCP ports on 127.0.0.1 which nobody listens on, and which no other test process will be given. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = unused.shift();
    if (port === undefined) {
      claiming = claiming.then(claimBlock);
      await claiming;
    } else if (await canListen(port)) {
      ports.push(port);
    }
  }
  return ports;
}

async function claimBlock(): Promise<void> {
  let first: number;
  do {
    first = lowest + blockSize * randomInt((highest - lowest) / blockSize);
  } while (!(await listensUntilTheEnd(first)));
  unused.push(...Array.from({ length: blockSize - 1 }, (_, index) => first + 1 + index));
}

function listensUntilTheEnd(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true)).unref();
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
