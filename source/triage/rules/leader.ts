import { counted, duration, grouped } from '../../presentation/quantities.js';
import { answering, labelOf, leaderSeen, listed, memberLabel } from '../answers.js';
import type { ClusterEvidence } from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';

export function judgeLeader(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  if (all.length === 0) return [notJudged('leader', 'no member told its status')];
  const leader = leaderSeen(all.map(({ status }) => status));
  if (leader === undefined) return [noLeader(all.length, Math.max(...all.map(({ status }) => status.term)))];
  const name = labelOf(evidence, leader.id);
  const others = all.filter(({ status }) => status.leader !== leader.id);
  if (others.length === 0) return [well(`leader ${name}, term ${grouped(leader.term)}`)];
  return others.map(({ member, status }) => {
    const sees = status.leader === undefined ? 'no leader' : `${labelOf(evidence, status.leader)} as leader`;
    return {
      severity: 'warning',
      subject: memberLabel(member),
      title: `${memberLabel(member)} sees ${sees}, the others see ${name}`,
      why: 'a member cut off from the leader serves old data and loses its clients’ watches and writes',
      evidence: `term ${grouped(status.term)} on ${memberLabel(member)}, ${grouped(leader.term)} on the others`,
      next: `check the peer port (2380 as a rule) between ${memberLabel(member)} and ${name}, both ways`,
    };
  });
}

function noLeader(members: number, term: number): Verdict {
  return {
    severity: 'critical',
    subject: wholeCluster,
    title: 'no leader: nothing can be written',
    why: 'without a leader every write and every linearizable read fails; Kubernetes cannot change anything',
    evidence: `${counted(members, 'member')} told its status and sees no leader, term ${grouped(term)}`,
    next: 'see that a majority of the members run and reach each other on the peer port, then read their logs',
  };
}

const windowMs = 10 * 60_000;
const changesWarning = 2;
const changesCritical = 4;

/** Elections seen in the last ten minutes: a single one may be a planned move. */
export function judgeLeaderStability(evidence: ClusterEvidence): readonly Verdict[] {
  const { history, lookedAtMs } = evidence;
  if (history.looks < 2) {
    return [
      notJudged('leader stability', 'one look cannot tell', 'look again, or stay with the Members pane'),
    ];
  }
  const recent = history.leaderChanges.filter(({ atMs }) => lookedAtMs - atMs <= windowMs);
  const last = recent.at(-1);
  if (last === undefined) return stable(evidence);
  const moved = `${labelOf(evidence, last.to)} was elected ${duration(lookedAtMs - last.atMs)} ago`;
  if (recent.length < changesWarning) return [well(`${moved}, once in ${watched(evidence)}`)];
  const terms = recent.reduce((sum, change) => sum + change.terms, 0);
  return [
    {
      severity: recent.length >= changesCritical ? 'critical' : 'warning',
      subject: wholeCluster,
      title: `leader unstable: ${counted(recent.length, 'election')} in ${watched(evidence)}`,
      why: 'each election stops writes for about a second, and elections repeat when a disk or the network is slow',
      evidence: `${moved}; ${counted(terms, 'term')} passed; leaders ${listed(recent.map(({ to }) => labelOf(evidence, to)))}`,
      next: 'check disk latency first (iostat -x 1 on the members), then packet loss between them',
    },
  ];
}

function stable(evidence: ClusterEvidence): readonly Verdict[] {
  return evidence.history.leader === undefined
    ? [notJudged('leader stability', 'no leader was seen yet')]
    : [well(`no election in ${watched(evidence)}`)];
}

function watched({ history, lookedAtMs }: ClusterEvidence): string {
  return duration(Math.min(windowMs, lookedAtMs - history.sinceMs));
}
