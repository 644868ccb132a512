import { openSslCiphers } from './cipher-suites.js';
import { ConfigError } from './errors.js';
import type { ListenUrl } from './urls.js';
import type { Values } from './values.js';

/** What the ports for clients need for TLS; the files are not read yet. */
export interface TlsSettings {
  readonly certificate: CertificateFiles | SelfSigned;
  /** Absent: any CA of the system. */
  readonly trustedCaFile: string | undefined;
  readonly revokedFile: string | undefined;
  readonly requireClientCert: boolean;
  /** A client's certificate must name one of these; empty: any will do. */
  readonly clientHostnames: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** OpenSSL's list for TLS 1.2; undefined for Node's own. */
  readonly ciphers: string | undefined;
}

export interface CertificateFiles {
  readonly kind: 'files';
  readonly certFile: string;
  readonly keyFile: string;
}

/** Made at the first start, and kept. */
export interface SelfSigned {
  readonly kind: 'self-signed';
  /** Names and addresses that are listened on. */
  readonly hosts: readonly string[];
  readonly validYears: number;
}

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

const versions = { 'TLS1.2': 'TLSv1.2', 'TLS1.3': 'TLSv1.3' } as const;

/** @returns undefined when there is no TLS. @throws ConfigError */
export function readTlsSettings(values: Values, urls: readonly ListenUrl[]): TlsSettings | undefined {
  const { minVersion, maxVersion } = tlsVersions(values);
  const ciphers = cipherList(values, minVersion);
  const certificate = certificateOf(values, urls);
  if (certificate === undefined) {
    const secure = urls.find(({ isSecure }) => isSecure);
    if (secure !== undefined) {
      throw new ConfigError(`${secure.url} needs --cert-file and --key-file, or --auto-tls`);
    }
    return undefined;
  }
  const trustedCaFile = values.text('trusted-ca-file') || undefined;
  const revokedFile = values.text('client-crl-file') || undefined;
  const requireClientCert = values.boolean('client-cert-auth') || trustedCaFile !== undefined;
  const clientHostnames = values.list('client-cert-allowed-hostname');
  if (!requireClientCert && (revokedFile !== undefined || clientHostnames.length > 0)) {
    throw new ConfigError(
      '--client-crl-file and --client-cert-allowed-hostname need --client-cert-auth: no client shows a certificate without it',
    );
  }
  return {
    certificate,
    trustedCaFile,
    revokedFile,
    requireClientCert,
    clientHostnames,
    minVersion,
    maxVersion,
    ciphers,
  };
}

/** Files win over a certificate made here, as in etcd. */
function certificateOf(
  values: Values,
  urls: readonly ListenUrl[],
): CertificateFiles | SelfSigned | undefined {
  const certFile = values.text('cert-file');
  const keyFile = values.text('key-file');
  if ((certFile === '') !== (keyFile === '')) {
    throw new ConfigError('--cert-file and --key-file must be given together');
  }
  if (certFile !== '') {
    return { kind: 'files', certFile, keyFile };
  }
  const validYears = values.integer('self-signed-cert-validity', 0) || 1;
  if (!values.boolean('auto-tls')) {
    return undefined;
  }
  const hosts = [...new Set(urls.filter(({ isSecure }) => isSecure).map(({ host }) => host))];
  return { kind: 'self-signed', hosts, validYears };
}

function tlsVersions(values: Values): { minVersion: TlsVersion; maxVersion: TlsVersion } {
  const least = values.choice('tls-min-version', ['TLS1.2', 'TLS1.3', '']) || 'TLS1.2';
  const most = values.choice('tls-max-version', ['TLS1.2', 'TLS1.3', '']) || 'TLS1.3';
  if (least === 'TLS1.3' && most === 'TLS1.2') {
    throw new ConfigError(`min version (${least}) is greater than max version (${most})`);
  }
  return { minVersion: versions[least], maxVersion: versions[most] };
}

function cipherList(values: Values, minVersion: TlsVersion): string | undefined {
  const names = values.list('cipher-suites');
  if (names.length === 0) {
    return undefined;
  }
  if (minVersion === 'TLSv1.3') {
    throw new ConfigError('cipher suites cannot be configured when only TLS1.3 is enabled');
  }
  return openSslCiphers(names);
}
