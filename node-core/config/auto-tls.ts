import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { realDisk } from '../ports/real-disk.js';
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
    const names = await realDisk.list(directory);
    if (!(names.includes('cert.pem') && names.includes('key.pem'))) {
      await realDisk.makeDirectory(directory);
      const pair = createSelfSigned({
        hosts: withLoopback(hosts),
        notBeforeMs: nowMs - clockSkewMs,
        notAfterMs: nowMs + validYears * yearMs,
        serial: BigInt(`0x${randomBytes(15).toString('hex')}`),
      });
      await replaceFile(keyFile, pair.key);
      await replaceFile(certFile, pair.cert);
      await realDisk.syncDirectory(directory);
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

/** The file gets its name when it is whole and on the medium. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await realDisk.open(temporary, 'create');
  try {
    await file.write(0, Buffer.from(text));
    await file.sync();
  } finally {
    await file.close();
  }
  await realDisk.rename(temporary, path);
}
