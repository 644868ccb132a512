import type { CertificateFilesEvidence, ClusterEvidence } from '../triage/evidence.js';

/** Reads the certificate files of this host's etcd. */
export type ReadCertificateFiles = () => Promise<CertificateFilesEvidence>;

/** A few dozen files, which change once a year. */
const ageMaxMs = 10 * 60_000;

/** A look with what this host's files say of certificates, read anew now and then. */
export async function withCertificateFiles(
  evidence: ClusterEvidence,
  previous: ClusterEvidence | undefined,
  read: ReadCertificateFiles | undefined,
): Promise<ClusterEvidence> {
  if (read === undefined) return evidence;
  const before = previous?.certificateFiles;
  if (before !== undefined && evidence.lookedAtMs - before.readAtMs < ageMaxMs) {
    return { ...evidence, certificateFiles: before };
  }
  try {
    return { ...evidence, certificateFiles: { ...(await read()), readAtMs: evidence.lookedAtMs } };
  } catch {
    // What cannot be read was said when this host's files were looked at; the cluster is judged without.
    return evidence;
  }
}
