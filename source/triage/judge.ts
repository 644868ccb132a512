import { answering } from './answers.js';
import type { ClusterEvidence } from './evidence.js';
import type { Finding, RuleId, Severity, Verdict } from './finding.js';
import { judgeAlarms } from './rules/alarms.js';
import { judgeCertificateFiles } from './rules/certificate-files.js';
import { judgeCertificates } from './rules/certificates.js';
import { judgeApplyLag, judgeRaftLag } from './rules/lag.js';
import { judgeLeader, judgeLeaderStability } from './rules/leader.js';
import { judgeLearner } from './rules/learner.js';
import { judgeEndpoints, judgeMemberErrors, judgeMembersAnswer } from './rules/members.js';
import { judgeMemberCount, judgeQuorum } from './rules/quorum.js';
import { judgeFragmentation, judgeQuota } from './rules/storage.js';
import { judgeVersions } from './rules/versions.js';

/** A rule looks at all of the evidence and says something, if only that it cannot tell, unless it has no object. */
type Rule = (evidence: ClusterEvidence) => readonly Verdict[];

/** In the order an operator wants to know, within one severity. */
const rules: Readonly<Record<RuleId, Rule>> = {
  quorum: judgeQuorum,
  leader: judgeLeader,
  alarms: judgeAlarms,
  'member-answers': judgeMembersAnswer,
  endpoints: judgeEndpoints,
  'raft-lag': judgeRaftLag,
  'apply-lag': judgeApplyLag,
  quota: judgeQuota,
  certificates: judgeCertificates,
  'certificate-files': judgeCertificateFiles,
  'leader-stability': judgeLeaderStability,
  'member-errors': judgeMemberErrors,
  learner: judgeLearner,
  versions: judgeVersions,
  fragmentation: judgeFragmentation,
  'member-count': judgeMemberCount,
};

const ruleIds = Object.keys(rules) as readonly RuleId[];

const severityOrder: readonly Severity[] = ['critical', 'warning', 'unknown', 'ok'];

/** Every rule's findings, worst first. */
export function judge(evidence: ClusterEvidence): readonly Finding[] {
  const findings = ruleIds.flatMap((rule) => rules[rule](evidence).map((verdict) => ({ rule, ...verdict })));
  return findings.toSorted((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity));
}

/** How many findings there are of each severity. */
export type FindingCounts = Readonly<Record<Severity, number>>;

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { critical: of('critical'), warning: of('warning'), unknown: of('unknown'), ok: of('ok') };
}

/** Without these nothing can be said of the cluster's health. */
const essential: ReadonlySet<RuleId> = new Set<RuleId>(['quorum', 'leader', 'alarms']);

/** The worst there is; a cluster is well only when what is essential could be judged. */
export function worstSeverity(findings: readonly Finding[]): Severity {
  const worst = findings.find(({ severity }) => severity !== 'unknown')?.severity ?? 'unknown';
  const blind = findings.some(({ rule, severity }) => severity === 'unknown' && essential.has(rule));
  return worst === 'ok' && blind ? 'unknown' : worst;
}

const exitCodes = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

/**
 * What `etcdscope triage` ends with: 0 healthy, 1 warnings, 2 critical, 3 could not look. When no member
 * gave an account of itself it could not look, whatever else is critical about that.
 */
export function triageExitCode(evidence: ClusterEvidence, findings: readonly Finding[]): 0 | 1 | 2 | 3 {
  return answering(evidence).length === 0 ? 3 : exitCodes[worstSeverity(findings)];
}
