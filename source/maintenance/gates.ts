import { byteSize } from '../presentation/quantities.js';
import { answering, leaderSeen, listed, memberLabel, voters, whyUnknown } from '../triage/answers.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import { alarmsOf } from '../triage/rules/alarms.js';
import { judgeApplyLag, judgeRaftLag } from '../triage/rules/lag.js';
import { marginOf } from '../triage/rules/quorum.js';
import { reclaimable } from '../triage/rules/storage.js';
import { defectsOf } from '../triage/rules/versions.js';
import type { PlanCheck } from './plan.js';

/** What must hold before anything is done to a cluster, and again before every step. */

const passed = (text: string): PlanCheck => ({ result: 'passed', text });
const caution = (text: string): PlanCheck => ({ result: 'caution', text });
const failed = (text: string): PlanCheck => ({ result: 'failed', text });

/** Compaction goes through the log: it needs a leader and a quorum, not every member. */
export function compactGates(evidence: ClusterEvidence): readonly PlanCheck[] {
  return [leaderGate(evidence), quorumReadGate(evidence), corruptGate(evidence)];
}

/** A transaction goes through the log; a full database takes deletions only. */
export function writeGates(evidence: ClusterEvidence, isDeletion: boolean): readonly PlanCheck[] {
  const gates = [leaderGate(evidence), quorumReadGate(evidence), corruptGate(evidence)];
  return isDeletion ? gates : [...gates, spaceGate(evidence)];
}

/** Defragmentation takes a member out of service for a while: the others must carry the cluster. */
export function defragmentGates(evidence: ClusterEvidence): readonly PlanCheck[] {
  return [
    answersGate(evidence),
    leaderGate(evidence),
    quorumReadGate(evidence),
    marginGate(evidence),
    lagGate(evidence),
    corruptGate(evidence),
    ...defectGate(evidence),
  ];
}

function leaderGate(evidence: ClusterEvidence): PlanCheck {
  const leader = leaderSeen(answering(evidence).map(({ status }) => status));
  return leader === undefined ? failed('no leader') : passed('a leader');
}

function quorumReadGate({ quorumRead }: ClusterEvidence): PlanCheck {
  return quorumRead.known
    ? passed('linearizable reads work')
    : failed(`no linearizable read: ${whyUnknown(quorumRead)}`);
}

function corruptGate(evidence: ClusterEvidence): PlanCheck {
  const corrupt = alarmsOf(evidence).some(({ alarm }) => alarm === 'CORRUPT');
  return corrupt ? failed('a CORRUPT alarm: members hold different data') : passed('no corruption alarm');
}

/** It takes no writes but deletions. */
export function isFull(evidence: ClusterEvidence): boolean {
  return alarmsOf(evidence).some(({ alarm }) => alarm === 'NOSPACE');
}

function spaceGate(evidence: ClusterEvidence): PlanCheck {
  return isFull(evidence) ? failed('a NOSPACE alarm: the cluster takes no writes') : passed('room to write');
}

function answersGate(evidence: ClusterEvidence): PlanCheck {
  if (!evidence.membership.known)
    return failed(`the members are not known: ${whyUnknown(evidence.membership)}`);
  const silent = evidence.members.filter(({ status }) => !status.known);
  return silent.length > 0
    ? failed(`${listed(silent.map(memberLabel))} ${silent.length === 1 ? 'does' : 'do'} not answer`)
    : passed('all members answer');
}

/** With one or two voters nothing can carry the cluster meanwhile: it is told, not forbidden. */
function marginGate(evidence: ClusterEvidence): PlanCheck {
  const margin = marginOf(evidence);
  if (voters(evidence).length < 3) return caution('the whole cluster stands still meanwhile');
  return margin.spare < 1 ? failed('no member may be missing now') : passed('quorum holds meanwhile');
}

function lagGate(evidence: ClusterEvidence): PlanCheck {
  const verdicts = [...judgeRaftLag(evidence), ...judgeApplyLag(evidence)];
  const bad = verdicts.find(({ severity }) => severity !== 'ok');
  return bad === undefined ? passed('no lag') : failed(bad.title);
}

function defectGate(evidence: ClusterEvidence): readonly PlanCheck[] {
  const dangerous = answering(evidence).find(({ status }) =>
    defectsOf(status.version).some((defect) => defect.includes('defragments')),
  );
  if (dangerous === undefined) return [];
  const name = memberLabel(dangerous.member);
  return [
    caution(`${name} runs a version in which a crash while defragmenting can corrupt it: fixed in 3.5.6`),
  ];
}

/** Worth a member's pause? Only for the plan: between steps the answer changes as it should. */
export function worthGate(evidence: ClusterEvidence, ids: ReadonlySet<bigint>): readonly PlanCheck[] {
  const chosen = answering(evidence).filter(({ status }) => ids.has(status.memberId));
  const bytes = chosen.map(reclaimable);
  if (bytes.some((each) => each === undefined)) return [];
  const total = bytes.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return total < worthwhileBytes ? [caution(`only ${byteSize(total)} are known to come back`)] : [];
}

const worthwhileBytes = 10 * 1000 ** 2;
