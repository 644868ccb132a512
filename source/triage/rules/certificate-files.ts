import { calendarDay, counted, duration } from '../../presentation/quantities.js';
import { safeText } from '../../presentation/text.js';
import type { CertificateFilesEvidence, ClusterEvidence, DiskCertificateEvidence } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';

const dayMs = 86_400_000;
const warningMs = 30 * dayMs;
const criticalMs = 7 * dayMs;

const subject = 'this host';

/** The files that this host's etcd and its clients use; silent where it is not this host's etcd that is looked at. */
export function judgeCertificateFiles({ certificateFiles, lookedAtMs }: ClusterEvidence): readonly Verdict[] {
  if (certificateFiles === undefined) return [];
  const verdicts = [
    ...judgeDates(certificateFiles, lookedAtMs),
    ...certificateFiles.problems
      .filter(({ isForbidden }) => !isForbidden)
      .map(({ path, sentence }) => problem(path, sentence)),
    ...judgeForbidden(certificateFiles),
  ];
  return verdicts.length > 0 ? verdicts : [summary(certificateFiles, lookedAtMs)];
}

/** Of a file with several certificates the one that ends first counts. */
function judgeDates({ certificates }: CertificateFilesEvidence, nowMs: number): readonly Verdict[] {
  const byPath = new Map<string, DiskCertificateEvidence>();
  for (const certificate of certificates) {
    const known = byPath.get(certificate.path);
    if (known === undefined || certificate.validToMs < known.validToMs)
      byPath.set(certificate.path, certificate);
  }
  return [...byPath.values()].flatMap((certificate) => judgeOne(certificate, nowMs) ?? []);
}

function judgeOne(certificate: DiskCertificateEvidence, nowMs: number): Verdict | undefined {
  const { path, validFromMs, validToMs } = certificate;
  const leftMs = validToMs - nowMs;
  const name = safeText(path);
  if (validFromMs > nowMs) {
    return expiry('critical', certificate, `${name} is not valid before ${calendarDay(validFromMs)}`);
  }
  if (leftMs <= 0) return expiry('critical', certificate, `${name} expired ${duration(-leftMs)} ago`);
  if (leftMs > warningMs) return undefined;
  const severity = leftMs <= criticalMs ? 'critical' : 'warning';
  return expiry(severity, certificate, `${name} expires in ${duration(leftMs)}`);
}

function expiry(
  severity: 'critical' | 'warning',
  { subject: holder, validFromMs, validToMs, renewal }: DiskCertificateEvidence,
  title: string,
): Verdict {
  return {
    severity,
    subject,
    title,
    why: 'whoever shows this file outside its dates is refused: the API server loses etcd, or members lose each other',
    evidence: `${safeText(holder.replaceAll('\n', ', '))}, valid from ${calendarDay(validFromMs)} to ${calendarDay(validToMs)}, by this machine’s clock`,
    next:
      renewal ??
      'renew it with what made it (kubeadm certs renew all on a kubeadm master), then restart what uses it; one member at a time',
  };
}

function problem(path: string, sentence: string): Verdict {
  return {
    severity: 'warning',
    subject,
    title: `${safeText(path)} cannot be used`,
    why: 'what this host’s files name is not what etcd takes: it shows at the next restart or connection',
    evidence: safeText(sentence),
    next: 'make the file anew with what made it, or correct who names it',
  };
}

function judgeForbidden({ problems }: CertificateFilesEvidence): readonly Verdict[] {
  const forbidden = problems.filter(({ isForbidden }) => isForbidden);
  const [first] = forbidden;
  if (first === undefined) return [];
  const files = counted(forbidden.length, 'certificate file');
  return [
    notJudged(`${files} of this host`, safeText(first.sentence), 'run with sudo, as root may', subject),
  ];
}

function summary({ certificates }: CertificateFilesEvidence, nowMs: number): Verdict {
  const files = new Set(certificates.map(({ path }) => path)).size;
  if (files === 0) return well('no certificate files on this host', subject);
  const first = Math.min(...certificates.map(({ validToMs }) => validToMs));
  return well(`${counted(files, 'certificate file')} for ${duration(first - nowMs)} or longer`, subject);
}
