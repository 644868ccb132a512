import type { Limits } from '../client/errors.js';
import { byteSize, counted, duration, hexId } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import {
  type Answering,
  answering,
  leaderAnswering,
  listed,
  memberLabel,
  voters,
  whyNobody,
} from '../triage/answers.js';
import type { ClusterEvidence, MemberStatus } from '../triage/evidence.js';
import { reclaimable } from '../triage/rules/storage.js';
import { defragmentGates, worthGate } from './gates.js';
import { confirmationFor, type MemberStep, type PlanMember, type Planned, refused } from './plan.js';

export interface DefragmentGround {
  readonly evidence: ClusterEvidence;
  /** The cluster as the operator calls it. */
  readonly contextName: string;
  /** What this user is held to: etcd lets only root defragment, and says so after the confirmation. */
  readonly limits?: Limits | undefined;
}

/** Bytes a member rewrites in a second, on the slow side of a common SSD. */
const rewriteBytesPerSecond = 100 * 1000 ** 2;
const pauseMinMs = 1_000;

/** About how long a member answers nothing: it copies what is in use into a new file. */
export function defragmentPauseMs({ dbSize, dbSizeInUse }: MemberStatus): number {
  return Math.max(pauseMinMs, ((dbSizeInUse ?? dbSize) * 1000) / rewriteBytesPerSecond);
}

/** One member at a time: learners, then followers, the leader last and after it gave up leadership. */
export function planDefragment(ground: DefragmentGround, members: 'all' | ReadonlySet<bigint>): Planned {
  const { evidence, contextName, limits } = ground;
  if (limits !== undefined) return refused(`only root may defragment: ${limits.inWords}`);
  const chosen = inOrder(evidence, members);
  if (evidence.clusterId === undefined || chosen.length === 0) return refused(whyNobody(evidence));
  const missing = members === 'all' ? 0 : members.size - chosen.length;
  if (missing > 0) return refused(`${counted(missing, 'member')} of those asked for do not answer`);
  const steps = stepsFor(evidence, chosen);
  const ids = new Set(chosen.map(({ status }) => status.memberId));
  return {
    kind: 'plan',
    plan: {
      action: 'defragment',
      title: titleOf(chosen),
      happens: whatHappens(chosen, steps),
      sameAs: steps.map(etcdctlLine),
      checks: [...defragmentGates(evidence), ...worthGate(evidence, ids)],
      undo: 'Cannot be undone, loses nothing.',
      confirmation: confirmationFor(contextName, evidence.clusterId),
      clusterId: evidence.clusterId,
      steps,
    },
  };
}

function titleOf(chosen: readonly Answering[]): string {
  const [only] = chosen;
  return chosen.length === 1 && only !== undefined
    ? `Defragment ${memberLabel(only.member)}`
    : `Defragment ${counted(chosen.length, 'member')}`;
}

function inOrder(evidence: ClusterEvidence, members: 'all' | ReadonlySet<bigint>): readonly Answering[] {
  const leader = leaderAnswering(evidence);
  const rank = ({ member, status }: Answering): number =>
    status === leader?.status ? 2 : member.isLearner ? 0 : 1;
  return answering(evidence)
    .filter(({ status }) => members === 'all' || members.has(status.memberId))
    .toSorted((a, b) => rank(a) - rank(b));
}

function stepsFor(evidence: ClusterEvidence, chosen: readonly Answering[]): readonly MemberStep[] {
  const leader = leaderAnswering(evidence);
  return chosen.flatMap((answer): readonly MemberStep[] => {
    const member = asPlanMember(answer);
    const defragment: MemberStep = { kind: 'defragment', member, pauseMs: defragmentPauseMs(answer.status) };
    const successor = answer.status === leader?.status ? successorOf(evidence, answer) : undefined;
    return successor === undefined
      ? [defragment]
      : [{ kind: 'move-leader', from: member, to: asPlanMember(successor) }, defragment];
  });
}

/** The follower that has most of the log. */
function successorOf(evidence: ClusterEvidence, leader: Answering): Answering | undefined {
  const voterIds = new Set(voters(evidence).map(({ id }) => id));
  return answering(evidence)
    .filter(({ member, status }) => status !== leader.status && voterIds.has(member.id))
    .toSorted((a, b) => b.status.raftIndex - a.status.raftIndex)[0];
}

function asPlanMember({ member, status }: Answering): PlanMember {
  return { id: status.memberId, name: memberLabel(member), endpoint: member.endpoint ?? '' };
}

function whatHappens(chosen: readonly Answering[], steps: readonly MemberStep[]): readonly string[] {
  const longestMs = Math.max(...chosen.map(({ status }) => defragmentPauseMs(status)));
  const largest = Math.max(...chosen.map(({ status }) => status.dbSizeInUse ?? status.dbSize));
  const who = chosen.length === 1 ? listed(chosen.map(({ member }) => memberLabel(member))) : 'Each member';
  const freed = chosen.map((answer) => {
    const bytes = reclaimable(answer);
    return `${memberLabel(answer.member)} ${bytes === undefined ? 'unknown' : byteSize(bytes)}`;
  });
  return [
    ...(steps.length > 1 ? [orderText(steps)] : []),
    `${who} answers nothing while it works, about ${duration(longestMs)} for ${byteSize(largest)} in use.`,
    `${who} needs about ${byteSize(largest)} of free disk beside its database meanwhile.`,
    `Comes back, at least: ${freed.join(', ')}.`,
  ];
}

/** `m1, then m3, then the leader m2 after leadership moves to m1.` */
function orderText(steps: readonly MemberStep[]): string {
  const parts = steps.flatMap((step, index) => {
    if (step.kind !== 'defragment') return [];
    const before = steps[index - 1];
    return before?.kind === 'move-leader'
      ? [`the leader ${step.member.name} after leadership moves to ${before.to.name}`]
      : [step.member.name];
  });
  return `${parts.join(', then ')}.`;
}

function etcdctlLine(step: MemberStep): string {
  switch (step.kind) {
    case 'defragment': {
      const seconds = Math.ceil(defragmentTimeoutMs(step.pauseMs) / 1000);
      return `etcdctl --endpoints=${safeText(step.member.endpoint)} --command-timeout=${seconds}s defrag`;
    }
    case 'move-leader':
      return `etcdctl --endpoints=${safeText(step.from.endpoint)} move-leader ${hexId(step.to.id)}`;
    case 'compact':
      return `etcdctl compact ${step.revision} --physical`;
  }
}

/** How long to wait for an answer: giving up early would leave the member working unseen. */
export function defragmentTimeoutMs(pauseMs: number): number {
  return Math.max(60_000, pauseMs * 20);
}
