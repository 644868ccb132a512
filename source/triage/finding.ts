/** `unknown`: the rule could not be judged, and `evidence` says why; it is never taken for well. */
export type Severity = 'critical' | 'warning' | 'unknown' | 'ok';

export type RuleId =
  | 'leader'
  | 'leader-stability'
  | 'quorum'
  | 'member-count'
  | 'member-answers'
  | 'member-errors'
  | 'endpoints'
  | 'alarms'
  | 'quota'
  | 'fragmentation'
  | 'raft-lag'
  | 'apply-lag'
  | 'learner'
  | 'versions'
  | 'certificates'
  | 'certificate-files';

/** What a rule says about one subject. All text is safe for a terminal. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** A member's name, or `cluster`. */
  readonly subject: string;
  readonly title: string;
  /** Why it matters; empty when all is well. */
  readonly why: string;
  /** The figures it rests on; empty when the title says them. */
  readonly evidence: string;
  /** The next safe step, a command where there is one; empty when nothing is to be done. */
  readonly next: string;
}

/** What a rule says besides its own name. */
export type Verdict = Omit<Finding, 'rule'>;

export const wholeCluster = 'cluster';

export function well(title: string, subject: string = wholeCluster): Verdict {
  return { severity: 'ok', subject, title, why: '', evidence: '', next: '' };
}

export function notJudged(
  title: string,
  evidence: string,
  next = '',
  subject: string = wholeCluster,
): Verdict {
  return { severity: 'unknown', subject, title, why: '', evidence, next };
}
