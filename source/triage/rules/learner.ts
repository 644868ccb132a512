import { counted, duration, grouped, percent } from '../../presentation/quantities.js';
import {
  type Answering,
  answering,
  isUnstarted,
  leaderAnswering,
  memberLabel,
  whyUnknown,
} from '../answers.js';
import type { ClusterEvidence, MemberEvidence } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';
import { raftLag, raftLagWarning } from './lag.js';

/** etcd promotes a learner whose index has reached this part of the leader's (etcd: readyPercentThreshold). */
const readyRatio = 0.9;

/** A learner that has not moved for this long while it is behind does not catch up by itself. */
const stuckAfterMs = 60_000;

export function judgeLearner(evidence: ClusterEvidence): readonly Verdict[] {
  if (!evidence.membership.known)
    return [onlyLearners(evidence) ?? notJudged('learners', 'the members are not known')];
  const learners = evidence.members.filter(({ isLearner }) => isLearner);
  if (learners.length === 0) return [well('no learners')];
  return learners.filter((member) => !isUnstarted(member)).map((member) => judgeOne(evidence, member));
}

/** A master whose join was not finished is found by its own address, and knows of nobody else. */
function onlyLearners(evidence: ClusterEvidence): Verdict | undefined {
  const all = answering(evidence);
  const [first] = all;
  if (first === undefined || !all.every(({ status }) => status.isLearner)) return undefined;
  const name = memberLabel(first.member);
  return {
    severity: 'warning',
    subject: name,
    title: `only a learner is asked: ${name}`,
    why: 'a learner serves reads that may be old, and snapshots; no writes, no watches, no member list: the cluster is not seen from here',
    evidence: whyUnknown(evidence.membership) ?? '',
    next: 'name the voting members with --endpoints; if the learner is to become one of them, there: etcdctl member promote',
  };
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
