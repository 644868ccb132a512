import type { X509Certificate } from 'node:crypto';
import { ConnectionError } from '../connection-error.js';
import { parseCertificates, readNamedFile } from '../pem-files.js';
import type { HostFiles } from './host-files.js';
import type { Sighting } from './sighting.js';

/** A file of the host that should hold a certificate and cannot be used. */
export interface DiskProblem {
  readonly path: string;
  /** What is wrong and what mends it. */
  readonly sentence: string;
  /** Whoever may read it might find nothing wrong. */
  readonly isForbidden: boolean;
}

/** What a host's etcd and its clients have in files. */
export interface CertificateFiles {
  readonly certificates: readonly DiskCertificate[];
  readonly problems: readonly DiskProblem[];
}

/** A certificate in a file of the host; times are wall milliseconds. */
export interface DiskCertificate {
  readonly path: string;
  /** What makes a new one: a command line, where it is known. */
  readonly renewal?: string | undefined;
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

/** Every certificate that the etcd's files name, each once, and why others could not be read. */
export async function diskCertificates(sighting: Sighting, host: HostFiles): Promise<CertificateFiles> {
  const paths = new Set([
    ...sighting.authorities,
    ...(sighting.clientAuthority === undefined ? [] : [sighting.clientAuthority]),
    ...(sighting.servingCertificate === undefined ? [] : [sighting.servingCertificate]),
    ...(sighting.clients ?? []).map(({ certificate }) => certificate),
  ]);
  const certificates: DiskCertificate[] = [];
  const problems: DiskProblem[] = [];
  for (const path of paths) {
    const read = await readOrProblem(host, path, sighting);
    if ('sentence' in read) {
      problems.push(read);
      continue;
    }
    const renewal = sighting.clients?.find(({ certificate }) => certificate === path)?.renewal;
    for (const certificate of read.certificates) {
      certificates.push({
        path,
        renewal,
        subject: certificate.subject,
        issuer: certificate.issuer,
        validFromMs: Date.parse(certificate.validFrom),
        validToMs: Date.parse(certificate.validTo),
      });
    }
  }
  return { certificates, problems };
}

/** Clients are looked for where they usually are: that one is not there is no fault. */
function isExpected(path: string, { clients = [] }: Sighting): boolean {
  return !clients.some(({ certificate }) => certificate === path);
}

async function readOrProblem(
  host: HostFiles,
  path: string,
  sighting: Sighting,
): Promise<{ readonly certificates: readonly X509Certificate[] } | DiskProblem> {
  const file = { value: path, source: sighting.source };
  try {
    const bytes = await readNamedFile(file, 'certificate', host.read);
    return { certificates: parseCertificates(bytes, file, 'certificate') };
  } catch (error) {
    if (!(error instanceof ConnectionError)) {
      throw error;
    }
    if (error.fault === 'missing' && !isExpected(path, sighting)) {
      return { certificates: [] };
    }
    return { path, sentence: error.message, isForbidden: error.fault === 'forbidden' };
  }
}
