import { safeText } from '../../presentation/text.js';
import { answering, labelOf } from '../answers.js';
import type { AlarmEvidence, ClusterEvidence } from '../evidence.js';
import { notJudged, type Verdict, well } from '../finding.js';

export function judgeAlarms(evidence: ClusterEvidence): readonly Verdict[] {
  if (answering(evidence).length === 0) return [notJudged('alarms', 'no member told its status')];
  const raised = alarmsOf(evidence);
  return raised.length === 0 ? [well('no alarms')] : raised.map((alarm) => judgeAlarm(evidence, alarm));
}

/** Every alarm once: alarms are replicated, so each member tells all of them. */
export function alarmsOf(evidence: ClusterEvidence): readonly AlarmEvidence[] {
  const all = answering(evidence).flatMap(({ status }) => status.alarms);
  return [...new Map(all.map((alarm) => [`${alarm.memberId} ${alarm.alarm}`, alarm])).values()];
}

function judgeAlarm(evidence: ClusterEvidence, { memberId, alarm }: AlarmEvidence): Verdict {
  const subject = labelOf(evidence, memberId);
  const base = { severity: 'critical', subject, evidence: `alarm ${safeText(alarm)} of ${subject}` } as const;
  switch (alarm) {
    case 'NOSPACE':
      return {
        ...base,
        title: `${subject} is out of space: the cluster refuses writes`,
        why: 'only reads, deletes and compaction work until space is freed and the alarm is disarmed by hand',
        next: '1 etcdscope snapshot save  2 etcdscope compact  3 etcdscope defrag  4 etcdctl alarm disarm, in this order',
      };
    case 'CORRUPT':
      return {
        ...base,
        title: `${subject} holds other data than the rest`,
        why: 'members disagree about what was written; answers depend on whom a client asks',
        next: 'do not compact or defragment; compare etcdctl endpoint hashkv --cluster, save a snapshot of a good member, then replace the bad one',
      };
    default:
      return {
        ...base,
        title: `alarm ${safeText(alarm)} on ${subject}`,
        why: 'an alarm stays until somebody disarms it, and may make the cluster refuse requests',
        next: 'look it up in the documentation of this etcd version before anything else',
      };
  }
}
