import type { Socket } from 'node:net';

/** How an HTTP/2 connection without TLS begins (RFC 9113 §3.4). */
const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/**
 * Looks at the first bytes of a connection, leaves them unread, and says which protocol they are.
 * `PRI` and `POST` differ in the second byte, so the answer may need more than one chunk.
 *
 * Node's HTTP/2 session reads what a paused socket holds by itself, one tick later: resuming here would
 * lose it. Its HTTP/1 server waits for a flowing socket.
 */
export function sniffProtocol(socket: Socket, decide: (protocol: 'http1' | 'http2') => void): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const start = seen.toString('latin1', 0, http2Preface.length);
    if (start !== http2Preface && http2Preface.startsWith(start)) {
      return;
    }
    socket.off('data', onData);
    socket.pause();
    socket.unshift(seen);
    const isHttp2 = start === http2Preface;
    decide(isHttp2 ? 'http2' : 'http1');
    if (!isHttp2) {
      socket.resume();
    }
  };
  socket.on('data', onData);
}
