import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports below the range from which Linux picks source ports. A client that retries a dead port inside that
 * range can be given the same port as its source, and then connects to itself.
 */
const lowest = 12_000;
const highest = 32_000;

/** Different TCP ports on 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowest, highest);
    if (!ports.has(port) && (await canListen(port))) {
      ports.add(port);
    }
  }
  return [...ports];
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
