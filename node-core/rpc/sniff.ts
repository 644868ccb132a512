import type { Socket } from 'node:net';
import { clientPreface } from '../http2/protocol.js';

/**
 * Looks at the first bytes of a connection, leaves them unread, and says which protocol they are.
 * `PRI` and `POST` differ in the second byte, so the answer may need more than one chunk.
 */
export function sniffProtocol(socket: Socket, decide: (protocol: 'http1' | 'http2') => void): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const start = seen.toString('latin1', 0, clientPreface.length);
    if (start !== clientPreface && clientPreface.startsWith(start)) {
      return;
    }
    socket.off('data', onData);
    socket.pause();
    socket.unshift(seen);
    decide(start === clientPreface ? 'http2' : 'http1');
    socket.resume();
  };
  socket.on('data', onData);
}
