import { counted, grouped } from '../../presentation/quantities.js';
import {
  type Answering,
  answering,
  entriesPerSecond,
  leaderAnswering,
  listed,
  memberLabel,
} from '../answers.js';
import type { ClusterEvidence, MemberStatus } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';

/** Entries behind the leader. etcd keeps 5,000 for slow followers; past that it must send its whole database. */
export const raftLagWarning = 1_000;
const raftLagCritical = 5_000;

/** Entries committed and not applied. Past 5,000 etcd refuses requests (`etcdserver: too many requests`). */
const applyLagWarning = 500;
const applyLagCritical = 5_000;

/**
 * Entries this member is surely behind the leader: members are read a few milliseconds apart, and what
 * the leader may have committed meanwhile is not held against the member.
 */
export function raftLag(evidence: ClusterEvidence, status: MemberStatus): number | undefined {
  const leader = leaderAnswering(evidence)?.status;
  if (leader === undefined) return undefined;
  const apartMs = Math.max(0, leader.answeredAtMs - status.answeredAtMs);
  const meanwhile = Math.ceil((entriesPerSecond(evidence) * apartMs) / 1000);
  return Math.max(0, leader.raftIndex - status.raftIndex - meanwhile);
}

export function judgeRaftLag(evidence: ClusterEvidence): readonly Verdict[] {
  const leader = leaderAnswering(evidence);
  if (leader === undefined) return [notJudged('raft lag', 'the leader did not tell its status')];
  const followers = answering(evidence).filter(
    ({ member, status }) => !member.isLearner && status !== leader.status,
  );
  const behind = followers.map((follower) => ({
    follower,
    entries: raftLag(evidence, follower.status) ?? 0,
  }));
  const late = behind.filter(({ entries }) => entries >= raftLagWarning);
  if (late.length === 0) {
    return [well(followers.length === 0 ? 'no followers to lag' : 'no raft lag')];
  }
  const upToDate = behind.filter(({ entries }) => entries < raftLagWarning);
  return late.map(({ follower, entries }) =>
    judgeLate(
      evidence,
      follower,
      entries,
      leader,
      upToDate.map((each) => each.follower),
    ),
  );
}

function judgeLate(
  evidence: ClusterEvidence,
  { member, status }: Answering,
  entries: number,
  leader: Answering,
  upToDate: readonly Answering[],
): Verdict {
  const name = memberLabel(member);
  return {
    severity: entries > raftLagCritical ? 'critical' : 'warning',
    subject: name,
    title: `${name} is ${counted(entries, 'entry', 'entries')} behind the leader${trend(evidence, status, entries)}`,
    why: `only ${listed([leader, ...upToDate].map((each) => memberLabel(each.member)))} could take over without losing time, should another member fail`,
    evidence: `index ${grouped(status.raftIndex)} against ${grouped(leader.status.raftIndex)}`,
    next: `check the disk of ${name} first: iostat -x 1; then the network to ${memberLabel(leader.member)}`,
  };
}

/** Against the look before this one. */
function trend(evidence: ClusterEvidence, status: MemberStatus, entries: number): string {
  const before = evidence.history.samples.at(-2);
  const own = before?.members.find(({ id }) => id === status.memberId);
  if (before === undefined || own === undefined) return '';
  const entriesBefore = Math.max(...before.members.map(({ raftIndex }) => raftIndex)) - own.raftIndex;
  if (entries === entriesBefore) return '';
  return entries > entriesBefore ? ' and falling back' : ' and catching up';
}

export function judgeApplyLag(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  if (all.length === 0) return [notJudged('apply lag', 'no member told its status')];
  const late = all.flatMap(({ member, status }) => {
    const entries = status.raftIndex - status.appliedIndex;
    if (entries <= applyLagWarning) return [];
    const others = all.filter((each) => each.status !== status);
    const hasTheirData = others.length > 0 && others.every((each) => each.status.revision <= status.revision);
    const name = memberLabel(member);
    return [hasTheirData ? judgeStaleIndex(name, status, entries) : judgeSlowApply(name, status, entries)];
  });
  return late.length > 0 ? late : [well('no apply lag')];
}

/**
 * A member that was sent a whole database goes on telling the applied index it had before, until it applies an entry;
 * it goes by that index itself when it refuses writes (seen on etcd 3.6.16 and in its code: setAppliedIndex).
 */
function judgeStaleIndex(name: string, status: MemberStatus, entries: number): Verdict {
  return {
    severity: 'warning',
    subject: name,
    title: `${name} has all data, and does not count it as applied yet`,
    why:
      entries > applyLagCritical
        ? 'until the next write it refuses those that are sent to it: etcdserver: too many requests'
        : 'it was sent the whole database, and tells the applied index from before until the next write',
    evidence: `revision ${grouped(status.revision)}, no member has a newer one; applied ${grouped(status.appliedIndex)} of ${grouped(status.raftIndex)}`,
    next: 'nothing where clients write; on an idle cluster one write through another member ends it',
  };
}

function judgeSlowApply(name: string, status: MemberStatus, entries: number): Verdict {
  const refuses = entries > applyLagCritical;
  return {
    severity: refuses ? 'critical' : 'warning',
    subject: name,
    title: `${name} has ${counted(entries, 'entry', 'entries')} committed and not applied`,
    why: refuses
      ? 'past 5,000 the member refuses requests: etcdserver: too many requests'
      : 'it serves older data than the others, and refuses requests when it falls 5,000 behind',
    evidence: `applied ${grouped(status.appliedIndex)} of ${grouped(status.raftIndex)}`,
    next: `see whether ${name} defragments or serves large reads; then its disk: iostat -x 1`,
  };
}
