import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../ports/disk-error.js';
import { ConfigError } from './errors.js';
import { createSelfSigned } from './self-signed.js';
import type { CertificateFiles, SelfSigned } from './tls-settings.js';

const yearMs = 365 * 24 * 3_600_000;
/** Clocks of clients may be a little behind. */
const clockSkewMs = 3_600_000;

/**
 * The certificate of `--auto-tls`, in `fixtures/client` of the data directory as etcd has it; made when it is
 * not there. The key is for its owner alone.
 * @throws ConfigError
 */
export async function provideSelfSigned(
  { hosts, validYears }: SelfSigned,
  dataDirectory: string,
  nowMs: number,
): Promise<CertificateFiles> {
  const directory = join(dataDirectory, 'fixtures', 'client');
  const certFile = join(directory, 'cert.pem');
  const keyFile = join(directory, 'key.pem');
  try {
    if (!((await isThere(certFile)) && (await isThere(keyFile)))) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const pair = createSelfSigned({
        hosts: withLoopback(hosts),
        notBeforeMs: nowMs - clockSkewMs,
        notAfterMs: nowMs + validYears * yearMs,
        serial: BigInt(`0x${randomBytes(15).toString('hex')}`),
      });
      await replaceFile(keyFile, pair.key);
      await replaceFile(certFile, pair.cert);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`--auto-tls cannot keep its certificate in ${directory}: ${reason}`);
  }
  return { kind: 'files', certFile, keyFile };
}

/** Who listens everywhere is reached at its loopback addresses at least. */
function withLoopback(hosts: readonly string[]): string[] {
  const isEverywhere = (host: string) => host === '' || host === '0.0.0.0' || host === '::';
  const named = hosts.filter((host) => !isEverywhere(host));
  const added = hosts.some(isEverywhere) ? ['localhost', '127.0.0.1', '::1'] : [];
  return [...new Set([...named, ...added])];
}

async function isThere(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
