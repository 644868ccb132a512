import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsOptions } from 'node:tls';
import { ConfigError } from './errors.js';
import type { TlsFiles } from './node-config.js';

/**
 * Reads and checks what a TLS port needs, so that a wrong file stops the start and not the first client.
 * @throws ConfigError
 */
export async function loadTls(files: TlsFiles): Promise<TlsOptions> {
  const cert = await readPem('--cert-file', files.certFile);
  const key = await readPem('--key-file', files.keyFile);
  checkPair(files, cert, key);
  const ca =
    files.trustedCaFile === undefined ? undefined : await readPem('--trusted-ca-file', files.trustedCaFile);
  if (ca !== undefined) {
    parseCertificate('--trusted-ca-file', files.trustedCaFile ?? '', ca);
  }
  return {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    requestCert: files.requireClientCert,
    rejectUnauthorized: files.requireClientCert,
    minVersion: 'TLSv1.2',
  };
}

async function readPem(flag: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${flag} cannot be read: ${reason}`);
  }
}

function checkPair({ certFile, keyFile }: TlsFiles, cert: Buffer, key: Buffer): void {
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
}

function parseCertificate(flag: string, path: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new ConfigError(`${flag} ${path} holds no certificate in PEM form`);
  }
}
