import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions, TLSSocket, TlsOptions } from 'node:tls';
import { ConfigError } from './errors.js';
import type { jsonLog } from './json-log.js';
import type { CertificateFiles, TlsSettings } from './tls-settings.js';

/** TLS whose files may be replaced while it is used. */
export interface TlsSource {
  /** For a server; what may change later is in there as it is now. */
  readonly options: TlsOptions;
  /** What the next handshake goes by: the same object until the files change. */
  context(): SecureContextOptions;
  /** Whether a client whose certificate has been verified may come in. */
  admits(socket: TLSSocket): boolean;
}

export interface TlsSourceOptions {
  readonly files: CertificateFiles;
  readonly settings: TlsSettings;
  readonly wallMs: () => number;
  readonly log: ReturnType<typeof jsonLog>;
}

/**
 * Reads and checks what TLS ports need, so that a wrong file stops the start and not the first client.
 * @throws ConfigError
 */
export function loadTls(options: TlsSourceOptions): TlsSource {
  return new ReloadingTls(options);
}

class ReloadingTls implements TlsSource {
  readonly options: TlsOptions;
  readonly #source: TlsSourceOptions;
  #fingerprint: string;
  #context: SecureContextOptions;

  constructor(source: TlsSourceOptions) {
    this.#source = source;
    this.#fingerprint = this.#fingerprintOfFiles();
    this.#context = readContext(source);
    const { requireClientCert } = source.settings;
    this.options = {
      ...this.#context,
      requestCert: requireClientCert,
      rejectUnauthorized: requireClientCert,
    };
  }

  /** As etcd does, at every handshake: a look at the files costs little beside it. */
  context(): SecureContextOptions {
    const fingerprint = this.#fingerprintOfFiles();
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      this.#reload();
    }
    return this.#context;
  }

  admits(socket: TLSSocket): boolean {
    const { clientHostnames } = this.#source.settings;
    if (clientHostnames.length === 0) {
      return true;
    }
    const certificate = socket.getPeerX509Certificate();
    return clientHostnames.some((name) => certificate?.checkHost(name) !== undefined);
  }

  /** Files that cannot be used change nothing, and are looked at again when they change. */
  #reload(): void {
    const { log, files } = this.#source;
    try {
      this.#context = readContext(this.#source);
      log('info', 'reloaded TLS certificate', { 'cert-file': files.certFile });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('warn', 'failed to reload TLS certificate; the one before it stays in use', { error: reason });
    }
  }

  #fingerprintOfFiles(): string {
    const { files, settings } = this.#source;
    return [files.certFile, files.keyFile, settings.trustedCaFile, settings.revokedFile]
      .map((path) => (path === undefined ? '' : fingerprintOf(path)))
      .join();
  }
}

/** What changes when a file is replaced or written; empty while it is not there. */
function fingerprintOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? '' : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

function readContext({ files, settings, wallMs, log }: TlsSourceOptions): SecureContextOptions {
  const cert = readPem('--cert-file', files.certFile);
  const key = readPem('--key-file', files.keyFile);
  const certificate = checkPair(files, cert, key);
  if (certificate.validToDate.getTime() < wallMs()) {
    log('warn', 'the certificate in --cert-file has expired: clients that check it will refuse this server', {
      'cert-file': files.certFile,
      'expired-at': certificate.validToDate.toISOString(),
    });
  }
  const { trustedCaFile, revokedFile, minVersion, maxVersion, ciphers } = settings;
  const ca = trustedCaFile === undefined ? undefined : readPem('--trusted-ca-file', trustedCaFile);
  if (ca !== undefined) {
    parseCertificate('--trusted-ca-file', trustedCaFile ?? '', ca);
  }
  return {
    cert,
    key,
    minVersion,
    maxVersion,
    ...(ca === undefined ? {} : { ca }),
    ...(revokedFile === undefined ? {} : { crl: readRevoked(revokedFile) }),
    ...(ciphers === undefined ? {} : { ciphers }),
  };
}

function readPem(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${flag} cannot be read: ${reason}`);
  }
}

const crlLabel = 'X509 CRL';

/** etcd's is binary (DER), which other programs write as PEM. */
function readRevoked(path: string): string {
  const bytes = readPem('--client-crl-file', path);
  const text = bytes.toString('latin1');
  return text.includes(`-----BEGIN ${crlLabel}-----`)
    ? text
    : `-----BEGIN ${crlLabel}-----\n${bytes.toString('base64')}\n-----END ${crlLabel}-----\n`;
}

function checkPair({ certFile, keyFile }: CertificateFiles, cert: Buffer, key: Buffer): X509Certificate {
  const certificate = parseCertificate('--cert-file', certFile, cert);
  let matches: boolean;
  try {
    matches = certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new ConfigError(`--key-file ${keyFile} holds no private key in PEM form`);
  }
  if (!matches) {
    throw new ConfigError(`--key-file ${keyFile} is not the key of --cert-file ${certFile}`);
  }
  return certificate;
}

function parseCertificate(flag: string, path: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ConfigError(`${flag} ${path} holds no certificate in PEM form`);
  }
}
