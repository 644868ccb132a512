import { counted, grouped } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { answering, leaderAnswering, memberLabel, whyNobody } from '../triage/answers.js';
import type { Answer, ClusterEvidence } from '../triage/evidence.js';
import { type CompactTarget, resolveTarget } from './compact-target.js';
import { compactGates } from './gates.js';
import { confirmationFor, type PlanMember, type Planned, refused } from './plan.js';

/** What a compaction is planned on. */
export interface CompactGround {
  readonly evidence: ClusterEvidence;
  /** The oldest revision that can still be read. */
  readonly oldestRevision: Answer<number>;
  /** The cluster as the operator calls it. */
  readonly contextName: string;
}

export function planCompact(ground: CompactGround, target: CompactTarget): Planned {
  const { evidence, oldestRevision, contextName } = ground;
  const members = planMembers(evidence);
  const first = leaderAnswering(evidence)?.member.endpoint ?? members[0]?.endpoint;
  if (evidence.clusterId === undefined || first === undefined) return refused(whyNobody(evidence));
  if (!oldestRevision.known) {
    return refused(`how far history reaches back is not known: ${safeText(oldestRevision.why.message)}`);
  }
  const newest = Math.max(...answering(evidence).map(({ status }) => status.revision));
  const oldest = oldestRevision.value;
  const resolved = resolveTarget(target, { oldest, newest });
  if (resolved.kind === 'refused') return resolved;
  const { revision } = resolved;
  return {
    kind: 'plan',
    plan: {
      action: 'compact',
      title: `Compact at revision ${grouped(revision)}`,
      happens: [
        `History from revision ${grouped(oldest)} to ${grouped(revision - 1)} is dropped: ${counted(revision - oldest, 'revision')}.`,
        `Every key keeps its value; ${counted(newest - revision, 'newer revision')} stay readable.`,
        `Watches and lists that still read before ${grouped(revision)} fail and start over.`,
        'The database file does not shrink: its pages become free for new data, defragmentation gives them back.',
      ],
      sameAs: [`etcdctl --endpoints=${safeText(first)} compact ${revision} --physical`],
      checks: compactGates(evidence),
      undo: 'Cannot be undone: the dropped history is gone, unless a snapshot holds it.',
      confirmation: confirmationFor(contextName, evidence.clusterId),
      clusterId: evidence.clusterId,
      steps: [{ kind: 'compact', revision, members }],
    },
  };
}

/** The members that answer, as a plan names them. */
export function planMembers(evidence: ClusterEvidence): readonly PlanMember[] {
  return answering(evidence).flatMap(({ member, status }) =>
    member.endpoint === undefined
      ? []
      : [{ id: status.memberId, name: memberLabel(member), endpoint: member.endpoint }],
  );
}
