import { createServer } from 'node:net';

/**
 * Loopback TCP ports that nobody listens on at this moment. Another process may take one before it is
 * used; a server that finds its port taken must be started again with others.
 */
export async function freeLoopbackPorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(servers.map(listenAnywhere));
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function listenAnywhere(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('the system gave a listening socket without a port'));
      } else {
        resolve(address.port);
      }
    });
  });
}
