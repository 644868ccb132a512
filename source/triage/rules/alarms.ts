import { percent } from '../../presentation/quantities.js';
import { safeText } from '../../presentation/text.js';
import { answering, labelOf } from '../answers.js';
import type { AlarmEvidence, ClusterEvidence } from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';
import { quotaUse } from './storage.js';

export function judgeAlarms(evidence: ClusterEvidence): readonly Verdict[] {
  if (answering(evidence).length === 0) return [notJudged('alarms', 'no member told its status')];
  const raised = alarmsOf(evidence);
  return raised.length === 0 ? [well('no alarms')] : raised.map((alarm) => judgeAlarm(evidence, alarm));
}

/**
 * Every alarm once: alarms are replicated, so each member tells all of them, in another order each time (etcd walks
 * over a map of them).
 */
export function alarmsOf(evidence: ClusterEvidence): readonly AlarmEvidence[] {
  const all = answering(evidence).flatMap(({ status }) => status.alarms);
  const once = new Map(
    all.map((alarm) => [`${alarm.alarm} ${alarm.memberId.toString(16).padStart(16)}`, alarm]),
  );
  return [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, alarm]) => alarm);
}

/** Whether an alarm is a member's own, or nobody's. */
export function concerns(alarm: AlarmEvidence, memberId: bigint): boolean {
  return alarm.memberId === memberId || alarm.memberId === 0n;
}

function judgeAlarm(evidence: ClusterEvidence, alarm: AlarmEvidence): Verdict {
  switch (alarm.alarm) {
    case 'NOSPACE':
      return judgeNoSpace(evidence, alarm);
    case 'CORRUPT':
      return judgeCorrupt(evidence, alarm);
    default:
      return {
        ...named(evidence, alarm),
        title: `alarm ${safeText(alarm.alarm)} on ${whose(evidence, alarm)}`,
        why: 'an alarm stays until somebody disarms it, and may make the cluster refuse requests',
        next: 'look it up in the documentation of this etcd version before anything else',
      };
  }
}

/** Below this part of its quota a member has room again. */
const roomAgainRatio = 0.8;

function judgeNoSpace(evidence: ClusterEvidence, alarm: AlarmEvidence): Verdict {
  const own = answering(evidence).find(({ status }) => status.memberId === alarm.memberId);
  const use = own === undefined ? undefined : quotaUse(own);
  const hasRoom = use !== undefined && !use.assumed && use.ratio < roomAgainRatio;
  const who = whose(evidence, alarm);
  return {
    ...named(evidence, alarm),
    title: hasRoom
      ? `NOSPACE of ${who} stands: writes are refused`
      : `${who} is out of space: writes are refused`,
    why: 'only reads, deletes and compaction work until space is freed and the alarm is disarmed by hand',
    next: hasRoom
      ? `${who} uses ${percent(use.ratio)} of its quota again: etcdctl alarm disarm`
      : 'in this order: etcdscope snapshot save, etcdscope du to see what fills it, etcdscope compact, etcdscope defrag, etcdctl alarm disarm',
  };
}

function named(evidence: ClusterEvidence, alarm: AlarmEvidence) {
  const subject = alarm.memberId === 0n ? wholeCluster : labelOf(evidence, alarm.memberId);
  const evidenceText = `alarm ${safeText(alarm.alarm)} of ${whose(evidence, alarm).replace(/,$/u, '')}`;
  return { severity: 'critical', subject, evidence: evidenceText } as const;
}

/** An alarm outlives its member: who replaced it has to disarm it as well. */
function whose(evidence: ClusterEvidence, { memberId }: AlarmEvidence): string {
  if (memberId === 0n) return 'the cluster';
  const isMember = !evidence.membership.known || evidence.members.some(({ id }) => id === memberId);
  const label = labelOf(evidence, memberId);
  return isMember ? label : `${label}, no member any more,`;
}

/**
 * Reads go on, from each member what it has. The check of every so often compares the leader with the others and
 * blames them; the one after a compaction blames a minority, or nobody (etcd: server/etcdserver/corrupt.go).
 */
function judgeCorrupt(evidence: ClusterEvidence, alarm: AlarmEvidence): Verdict {
  const isNamed = alarm.memberId !== 0n;
  return {
    ...named(evidence, alarm),
    title: isNamed
      ? `${whose(evidence, alarm)} holds other data: writes are refused`
      : 'members hold different data: writes are refused',
    why: isNamed
      ? 'what is read depends on whom a client asks; the alarm may name the wrong member, as etcd can hold its leader for right'
      : 'what is read depends on whom a client asks; no majority holds the same data, so etcd blames no member',
    next: 'neither compact nor defragment; etcdctl endpoint hashkv --cluster: what most members have is right; then etcdscope snapshot save from one of those, replace the others one by one, etcdctl alarm disarm',
  };
}
