import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ConnectionError } from './connection-error.js';
import type { Setting } from './flags.js';

/** Rejects as `fs.readFile` does, with an error whose `code` says why. */
export type ReadFile = (path: string) => Promise<Buffer>;

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

/** Reads any file that a flag names. */
export async function readNamedFile(setting: Setting, what: string, readFile: ReadFile): Promise<Buffer> {
  if (setting.value === '') {
    throw new ConnectionError(`${setting.source} is empty: give the path of the ${what}.`);
  }
  try {
    return await readFile(setting.value);
  } catch (error) {
    throw new ConnectionError(`${what} ${setting.value} (${setting.source}) ${readProblem(error)}`);
  }
}

function readProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist: check the path.';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user: run as a user who may, often root.';
    case 'EISDIR':
      return 'is a directory: give the file in it.';
    default:
      return `cannot be read (${error instanceof Error ? error.message : String(error)}): check the path.`;
  }
}

/** The authorities to trust; expired only counts when none of them is valid. */
export async function readAuthorities(setting: Setting, readFile: ReadFile, nowMs: number): Promise<Buffer> {
  const bytes = await readNamedFile(setting, 'CA file', readFile);
  const certificates = parseCertificates(bytes, setting, 'CA file');
  const [first] = certificates;
  if (first !== undefined && certificates.every((certificate) => isExpired(certificate, nowMs))) {
    throw new ConnectionError(
      `CA file ${setting.value} (${setting.source}) expired on ${dateOf(first)}: give the cluster's current CA.`,
    );
  }
  return bytes;
}

export interface ClientCertificate {
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/** Reads both and holds them against each other. */
export async function readClientCertificate(
  certificateSetting: Setting,
  keySetting: Setting,
  readFile: ReadFile,
  nowMs: number,
): Promise<ClientCertificate> {
  const certificate = await readNamedFile(certificateSetting, 'client certificate', readFile);
  const key = await readNamedFile(keySetting, 'private key', readFile);
  const [leaf] = parseCertificates(certificate, certificateSetting, 'client certificate');
  if (leaf?.checkPrivateKey(parsePrivateKey(key, keySetting)) === false) {
    throw new ConnectionError(
      `private key ${keySetting.value} (${keySetting.source}) does not belong to the certificate ${certificateSetting.value}: give the two files of one pair.`,
    );
  }
  if (leaf !== undefined && isExpired(leaf, nowMs)) {
    throw new ConnectionError(
      `client certificate ${certificateSetting.value} (${certificateSetting.source}) expired on ${dateOf(leaf)}: renew it, or give another.`,
    );
  }
  return { certificate, key };
}

function parseCertificates(bytes: Buffer, setting: Setting, what: string): readonly X509Certificate[] {
  const blocks = bytes.toString('latin1').match(certificateBlock) ?? [];
  try {
    if (blocks.length > 0) {
      return blocks.map((block) => new X509Certificate(block));
    }
  } catch {
    // Said below, as for a file without any block.
  }
  throw new ConnectionError(
    `${what} ${setting.value} (${setting.source}) holds no PEM certificate: give a file with -----BEGIN CERTIFICATE----- in it.`,
  );
}

function parsePrivateKey(bytes: Buffer, setting: Setting): KeyObject {
  const where = `private key ${setting.value} (${setting.source})`;
  if (bytes.includes('ENCRYPTED')) {
    throw new ConnectionError(
      `${where} is protected by a passphrase: give one without, as etcdctl needs too.`,
    );
  }
  try {
    return createPrivateKey(bytes);
  } catch {
    throw new ConnectionError(
      `${where} holds no PEM private key: give a file with -----BEGIN … PRIVATE KEY----- in it.`,
    );
  }
}

function isExpired(certificate: X509Certificate, nowMs: number): boolean {
  return Date.parse(certificate.validTo) < nowMs;
}

/** `2026-03-01` */
function dateOf(certificate: X509Certificate): string {
  return new Date(Date.parse(certificate.validTo)).toISOString().slice(0, 10);
}
