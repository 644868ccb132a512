import { calendarDay, counted, duration } from '../../presentation/quantities.js';
import { isUnstarted, memberLabel, whyUnknown } from '../answers.js';
import type { CertificateEvidence, ClusterEvidence, MemberEvidence } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';

const dayMs = 86_400_000;
const warningMs = 30 * dayMs;
const criticalMs = 7 * dayMs;

/** Judged against this machine's clock. */
export function judgeCertificates(evidence: ClusterEvidence): readonly Verdict[] {
  const members = evidence.members.filter((member) => !isUnstarted(member));
  if (members.length === 0) return [notJudged('certificates', 'no member is known')];
  const verdicts = members.map((member) => judgeOne(member, evidence.lookedAtMs));
  const notable = verdicts.filter(({ severity }) => severity !== 'ok');
  return notable.length > 0 ? notable : [summary(evidence)];
}

function judgeOne(member: MemberEvidence, nowMs: number): Verdict {
  const name = memberLabel(member);
  const { certificate } = member;
  if (!certificate.known) {
    return notJudged(`${name}: certificate`, whyUnknown(certificate) ?? '', '', name);
  }
  return certificate.value === undefined ? well('no TLS', name) : judgeDates(name, certificate.value, nowMs);
}

function judgeDates(name: string, certificate: CertificateEvidence, nowMs: number): Verdict {
  const leftMs = certificate.validToMs - nowMs;
  if (certificate.validFromMs > nowMs) {
    const title = `certificate of ${name} is not valid before ${calendarDay(certificate.validFromMs)}`;
    return expiry('critical', name, title, certificate);
  }
  if (leftMs <= 0) {
    return expiry('critical', name, `certificate of ${name} expired ${duration(-leftMs)} ago`, certificate);
  }
  if (leftMs > warningMs) return well('certificate', name);
  const title = `certificate of ${name} expires in ${duration(leftMs)}`;
  return expiry(leftMs <= criticalMs ? 'critical' : 'warning', name, title, certificate);
}

function expiry(
  severity: 'critical' | 'warning',
  name: string,
  title: string,
  certificate: CertificateEvidence,
): Verdict {
  return {
    severity,
    subject: name,
    title,
    why: 'clients that check the certificate, Kubernetes among them, cannot connect outside its dates',
    evidence: `valid from ${dates(certificate)}, as served, by this machine’s clock`,
    next: 'kubeadm certs renew etcd-server on a kubeadm master, then restart etcd there; one member at a time',
  };
}

function dates({ validFromMs, validToMs }: CertificateEvidence): string {
  return `${calendarDay(validFromMs)} to ${calendarDay(validToMs)}`;
}

function summary({ members, lookedAtMs }: ClusterEvidence): Verdict {
  const ends = members.flatMap(({ certificate }) =>
    certificate.known && certificate.value !== undefined ? [certificate.value.validToMs] : [],
  );
  if (ends.length === 0) return well('no TLS on the client port');
  return well(
    `${counted(ends.length, 'certificate')} for ${duration(Math.min(...ends) - lookedAtMs)} or longer`,
  );
}
