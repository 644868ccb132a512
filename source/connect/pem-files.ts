import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { errorCode } from '../files/error-code.js';
import { ConnectionError, type ConnectionFault } from './connection-error.js';
import type { Setting } from './flags.js';

/** A path, and who named it. */
export interface NamedFile extends Pick<Setting, 'value' | 'source'> {
  /** What to do once it has expired, where more is known than that it is to be renewed. */
  readonly renewal?: string | undefined;
}

/** Rejects as `fs.readFile` does, with an error whose `code` says why. */
export type ReadFile = (path: string) => Promise<Buffer>;

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

/** Reads any file that a flag, a saved context or a file of the host names. */
export async function readNamedFile(setting: NamedFile, what: string, readFile: ReadFile): Promise<Buffer> {
  if (setting.value === '') {
    throw new ConnectionError(`${setting.source} is empty: give the path of the ${what}.`);
  }
  try {
    return await readFile(setting.value);
  } catch (error) {
    const { text, fault } = readProblem(error);
    throw new ConnectionError(`${what} ${setting.value} (${setting.source}) ${text}`, fault);
  }
}

/** What keeps a file from being read, as the end of a sentence that names it. */
export function readProblem(error: unknown): { readonly text: string; readonly fault: ConnectionFault } {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { text: 'does not exist: check the path.', fault: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return { text: 'may not be read by this user: run with sudo, as root may.', fault: 'forbidden' };
    case 'EISDIR':
      return { text: 'is a directory: give the file in it.', fault: 'other' };
    default: {
      const why = error instanceof Error ? error.message : String(error);
      return { text: `cannot be read (${why}): check the path.`, fault: 'other' };
    }
  }
}

/** The authorities to trust; expired only counts when none of them is valid. */
export async function readAuthorities(
  setting: NamedFile,
  readFile: ReadFile,
  nowMs: number,
): Promise<Buffer> {
  const bytes = await readNamedFile(setting, 'CA file', readFile);
  const certificates = parseCertificates(bytes, setting, 'CA file');
  const [first] = certificates;
  if (first !== undefined && certificates.every((certificate) => isExpired(certificate, nowMs))) {
    throw new ConnectionError(
      `CA file ${setting.value} (${setting.source}) expired on ${dayOf(first.validTo)}: give the cluster's current CA.`,
      'expired',
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
  certificateSetting: NamedFile,
  keySetting: NamedFile,
  readFile: ReadFile,
  nowMs: number,
): Promise<ClientCertificate> {
  const certificate = await readNamedFile(certificateSetting, 'client certificate', readFile);
  const key = await readNamedFile(keySetting, 'private key', readFile);
  const [leaf] = parseCertificates(certificate, certificateSetting, 'client certificate');
  if (leaf?.checkPrivateKey(parsePrivateKey(key, keySetting)) === false) {
    throw new ConnectionError(
      `private key ${keySetting.value} (${keySetting.source}) does not belong to the certificate ${certificateSetting.value}: give the two files of one pair.`,
      'mismatch',
    );
  }
  if (leaf !== undefined && isExpired(leaf, nowMs)) {
    throw new ConnectionError(
      `client certificate ${certificateSetting.value} (${certificateSetting.source}) expired on ${dayOf(leaf.validTo)}: ${certificateSetting.renewal ?? 'renew it, or give another'}.`,
      'expired',
    );
  }
  if (leaf !== undefined && Date.parse(leaf.validFrom) > nowMs) {
    throw new ConnectionError(
      `client certificate ${certificateSetting.value} (${certificateSetting.source}) is not valid before ${dayOf(leaf.validFrom)}: check this machine's clock.`,
      'not-yet-valid',
    );
  }
  return { certificate, key };
}

/** Every certificate of a PEM file, the holder's own first. */
export function parseCertificates(
  bytes: Buffer,
  setting: NamedFile,
  what: string,
): readonly X509Certificate[] {
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

function parsePrivateKey(bytes: Buffer, setting: NamedFile): KeyObject {
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

/** A time as a certificate tells it: `2026-03-01`. */
export function dayOf(time: string): string {
  return new Date(Date.parse(time)).toISOString().slice(0, 10);
}
