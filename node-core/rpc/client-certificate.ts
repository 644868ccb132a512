import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Subject CN of a client's certificate; undefined without one that this server's CA has signed. */
export function verifiedCommonName(socket: Socket | TLSSocket | undefined): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) {
    return undefined;
  }
  const { subject } = socket.getPeerCertificate();
  const name: string | string[] | undefined = subject?.CN;
  return Array.isArray(name) ? name.at(-1) : name;
}
