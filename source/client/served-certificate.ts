import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import type { ServedCertificate } from './api.js';
import { printable } from './printable.js';
import type { ProbeOptions } from './probe.js';
import { handshakeOptions } from './secure-connection.js';

/** Shakes hands and reads the certificate, good or not. undefined: no handshake came about. */
export function readServedCertificate(
  options: ProbeOptions,
  signal: AbortSignal | undefined,
): Promise<ServedCertificate | undefined> {
  return new Promise((resolve) => {
    const { address, boundMs, environment } = options;
    const socket = connectTcp({ host: address.host, port: address.port });
    const secured = connectTls({
      ...handshakeOptions(options.secure, address),
      rejectUnauthorized: false,
      socket,
    });
    const finish = (certificate: ServedCertificate | undefined) => {
      stopTimer();
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(certificate);
    };
    const giveUp = () => finish(undefined);
    const stopTimer = environment.after(boundMs, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.on('error', giveUp);
    secured.on('error', giveUp);
    secured.once('secureConnect', () => finish(toServed(secured.getPeerCertificate())));
  });
}

function toServed(certificate: PeerCertificate): ServedCertificate {
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    validFromMs: Date.parse(certificate.valid_from),
    validToMs: Date.parse(certificate.valid_to),
  };
}

/** `CN=m1,O=etcd`: the parts in the order of the certificate. */
function distinguishedName(name: object): string {
  return Object.entries(name)
    .map(([part, value]) => `${part}=${printable(String(value))}`)
    .join(',');
}
