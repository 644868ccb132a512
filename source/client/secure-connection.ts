import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { ConnectOptions, TlsOptions } from '../connect/options.js';
import type { EndpointAddress } from './endpoint-address.js';
import { EtcdError } from './errors.js';

/** How every TLS handshake with the cluster is done: by calls, by the probe and by the certificate check. */
export interface SecureConnection {
  readonly context: SecureContext;
  readonly serverName: string | undefined;
  readonly skipVerify: boolean;
  /** Takes the certificates that are there now, where they are others and can be used. */
  renew(): Promise<void>;
}

/**
 * Certificates that were given are tried at once. Without any the system's are taken, at the first use, because
 * reading all of them takes 40 ms, which a connection without TLS does not need.
 * @throws EtcdError `tls` when the certificates cannot be used.
 */
export function secureConnection(
  tls: TlsOptions | undefined,
  reread?: ConnectOptions['rereadTls'],
): SecureConnection {
  let taken = tls;
  let made = tls === undefined ? undefined : secureContext(tls);
  return {
    get context() {
      made ??= secureContext(undefined);
      return made;
    },
    serverName: tls?.serverName,
    skipVerify: tls?.skipVerify === true,
    renew: async () => {
      const found = await reread?.();
      if (found === undefined || isSame(found, taken)) return;
      made = secureContext(found);
      taken = found;
    },
  };
}

function isSame(one: TlsOptions, other: TlsOptions | undefined): boolean {
  const names = ['ca', 'certificate', 'key'] as const;
  const text = (tls: TlsOptions | undefined) => names.map((name) => tls?.[name]?.toString('latin1') ?? '');
  return text(one).join() === text(other).join();
}

function secureContext(tls: TlsOptions | undefined): SecureContext {
  try {
    return createSecureContext({
      ca: tls?.ca ?? [...rootCertificates],
      cert: tls?.certificate,
      key: tls?.key,
      minVersion: 'TLSv1.2',
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new EtcdError(
      'tls',
      `The TLS certificates cannot be used (${detail}): check the CA, certificate and key files.`,
      detail,
    );
  }
}

/**
 * Options of `tls.connect` without the socket. The server name indication is left out for IP addresses,
 * which RFC 6066 forbids there and Node warns about; the certificate is held against the address all the same.
 */
export function handshakeOptions(secure: SecureConnection, address: EndpointAddress): ConnectionOptions {
  const name = secure.serverName ?? address.host;
  return {
    host: name,
    secureContext: secure.context,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: !secure.skipVerify,
    ...(isIP(name) === 0 ? { servername: name } : {}),
  };
}
