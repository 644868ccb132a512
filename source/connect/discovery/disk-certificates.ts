import type { X509Certificate } from 'node:crypto';
import { ConnectionError } from '../connection-error.js';
import { parseCertificates, readNamedFile } from '../pem-files.js';
import type { HostFiles } from './host-files.js';
import type { Sighting } from './sighting.js';

/** A certificate in a file of the host; times are wall milliseconds. */
export interface DiskCertificate {
  readonly path: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** The certificates of a file; none when there is no file, it may not be read, or holds none. */
export async function readReadableCertificates(
  host: HostFiles,
  path: string | undefined,
): Promise<readonly X509Certificate[]> {
  if (path === undefined) {
    return [];
  }
  const file = { value: path, source: 'host' };
  try {
    return parseCertificates(await readNamedFile(file, 'certificate', host.read), file, 'certificate');
  } catch (error) {
    if (error instanceof ConnectionError) {
      return [];
    }
    throw error;
  }
}

/** Every certificate that the etcd's files name and this user may read, each once. */
export async function diskCertificates(
  sighting: Sighting,
  host: HostFiles,
): Promise<readonly DiskCertificate[]> {
  const paths = new Set([
    ...sighting.authorities,
    ...(sighting.clientAuthority === undefined ? [] : [sighting.clientAuthority]),
    ...(sighting.servingCertificate === undefined ? [] : [sighting.servingCertificate]),
    ...(sighting.clients ?? []).map(({ certificate }) => certificate),
  ]);
  const found: DiskCertificate[] = [];
  for (const path of paths) {
    for (const certificate of await readReadableCertificates(host, path)) {
      found.push({
        path,
        subject: certificate.subject,
        issuer: certificate.issuer,
        validFromMs: Date.parse(certificate.validFrom),
        validToMs: Date.parse(certificate.validTo),
      });
    }
  }
  return found;
}
