import { counted, duration, grouped, percent } from '../../presentation/quantities.js';
import { type Answering, leaderAnswering, memberLabel } from '../answers.js';
import type { ClusterEvidence, MemberEvidence } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';
import { raftLag, raftLagWarning } from './lag.js';

/** etcd promotes a learner whose index has reached this part of the leader's (etcd: readyPercentThreshold). */
const readyRatio = 0.9;

/** A learner that has not moved for this long while it is behind does not catch up by itself. */
const stuckAfterMs = 60_000;

export function judgeLearner(evidence: ClusterEvidence): readonly Verdict[] {
  if (!evidence.membership.known) return [notJudged('learners', 'the members are not known')];
  const learners = evidence.members.filter(({ isLearner }) => isLearner);
  return learners.length === 0 ? [well('no learners')] : learners.map((member) => judgeOne(evidence, member));
}

function judgeOne(evidence: ClusterEvidence, member: MemberEvidence): Verdict {
  const name = memberLabel(member);
  const leader = leaderAnswering(evidence)?.status;
  if (!member.status.known) return notJudged(`learner ${name}`, 'it does not answer', '', name);
  if (leader === undefined)
    return notJudged(`learner ${name}`, 'the leader did not tell its status', '', name);
  const learner = { member, status: member.status.value };
  const entries = raftLag(evidence, learner.status) ?? 0;
  const stoodMs = standsStillMs(evidence, learner);
  if (entries >= raftLagWarning && stoodMs >= stuckAfterMs) {
    return stuck(name, learner, leader.raftIndex, stoodMs);
  }
  const ratio = leader.raftIndex > 0 ? learner.status.raftIndex / leader.raftIndex : 0;
  return ratio >= readyRatio && entries < raftLagWarning
    ? well(`learner ${name} has caught up and can be promoted`, name)
    : well(`learner ${name} is catching up: ${counted(entries, 'entry', 'entries')} to go`, name);
}

function stuck(name: string, { status }: Answering, leaderIndex: number, stoodMs: number): Verdict {
  return {
    severity: 'warning',
    subject: name,
    title: `learner ${name} is stuck at ${percent(status.raftIndex / leaderIndex)} of the log`,
    why: 'it cannot be promoted, and it takes the place of a learner that works',
    evidence: `index ${grouped(status.raftIndex)} for ${duration(stoodMs)}, the leader is at ${grouped(leaderIndex)}`,
    next: `read the log of ${name} for snapshot errors and see that its peer port and disk work; else remove it and add it again`,
  };
}

/** For how long the samples show the learner at one index. */
function standsStillMs(evidence: ClusterEvidence, { status }: Answering): number {
  const own = evidence.history.samples.flatMap(({ members }) =>
    members.filter(({ id }) => id === status.memberId),
  );
  const lastMove = own.findLastIndex(({ raftIndex }) => raftIndex !== status.raftIndex);
  const since = own[lastMove + 1];
  return since === undefined ? 0 : status.answeredAtMs - since.atMs;
}
