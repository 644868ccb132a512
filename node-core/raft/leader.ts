import type { Message } from '../../proto/generated/raftpb.js';
import { tryCommit } from './commit.js';
import type { Leadership } from './leadership.js';
import type { Progress } from './progress.js';
import { quorumActive } from './quorum.js';
import type { Raft } from './raft.js';
import { acknowledgeRead, renewReads } from './read-index.js';
import { peers, sendAppend, sendEntries } from './replication.js';
import { becomeFollower } from './roles.js';
import { continueTransfer } from './transfer.js';
import { type NodeId, nobody } from './types.js';

/** A peer's answer to an append or a snapshot. */
export function handleAppendResponse(raft: Raft, leadership: Leadership, response: Message): void {
  const { from, index, reject } = response;
  const progress = leadership.progress.get(from);
  if (progress === undefined || index > raft.log.lastIndex()) {
    return;
  }
  progress.recentlyActive = true;
  if (reject) {
    handleRejection(raft, progress, response);
  } else if (progress.acknowledge(index) || (progress.match === index && progress.state === 'probe')) {
    handleAcknowledgement(raft, leadership, progress, from);
  }
}

/** The leader's own log is durable up to `index`. */
export function acknowledgeOwn(raft: Raft, leadership: Leadership, index: number): void {
  if (leadership.progress.get(raft.id)?.acknowledge(index) === true) {
    tryCommit(raft, leadership);
  }
}

export function handleHeartbeatResponse(raft: Raft, leadership: Leadership, response: Message): void {
  const progress = leadership.progress.get(response.from);
  if (progress === undefined) {
    return;
  }
  progress.recentlyActive = true;
  progress.paused = false;
  if (progress.match < raft.log.lastIndex() || progress.state === 'probe') {
    sendAppend(raft, response.from, progress);
  }
  if (response.context.length > 0) {
    acknowledgeRead(raft, leadership, response);
  }
}

/**
 * The driver has delivered a snapshot, or failed to. Probing goes on behind it, or from what matched before;
 * in both cases not until the peer has spoken.
 */
export function handleSnapshotReport(leadership: Leadership, id: NodeId, delivered: boolean): void {
  const progress = leadership.progress.get(id);
  if (progress?.state !== 'snapshot') {
    return;
  }
  if (!delivered) {
    progress.forgetSnapshot();
  }
  progress.becomeProbe();
  progress.paused = true;
}

/** Appends on the way to this peer are probably lost. */
export function handleUnreachable(leadership: Leadership, id: NodeId): void {
  const progress = leadership.progress.get(id);
  if (progress?.state === 'replicate') {
    progress.becomeProbe();
  }
}

/** Once per election timeout: is there still a quorum that answers, and has a transfer come to an end. */
export function tickLeader(raft: Raft, leadership: Leadership): void {
  leadership.heartbeatElapsed += 1;
  raft.electionElapsed += 1;
  if (raft.electionElapsed >= raft.config.electionTicks) {
    raft.electionElapsed = 0;
    leadership.transferee = nobody;
    if (raft.config.checkQuorum && !keepsQuorum(raft, leadership)) {
      becomeFollower(raft, raft.term, nobody);
      return;
    }
  }
  if (leadership.heartbeatElapsed >= raft.config.heartbeatTicks) {
    leadership.heartbeatElapsed = 0;
    renewReads(raft, leadership);
  }
}

/**
 * Finds the next point to probe. A follower at (rejectHint, logTerm) cannot agree where this log's term is
 * higher than that, so whole terms are skipped: at most one probe for each term in the log.
 */
function handleRejection(raft: Raft, progress: Progress, response: Message): void {
  const { from, index, rejectHint, logTerm } = response;
  const hint = logTerm > 0 ? raft.log.findConflictByTerm(rejectHint, logTerm).index : rejectHint;
  if (!progress.reject(index, hint)) {
    return;
  }
  if (progress.state === 'replicate') {
    progress.becomeProbe();
  }
  sendAppend(raft, from, progress);
}

function handleAcknowledgement(raft: Raft, leadership: Leadership, progress: Progress, from: NodeId): void {
  resumeReplication(raft, progress);
  if (!tryCommit(raft, leadership) && progress.canRaiseCommit(raft.log.committed)) {
    sendAppend(raft, from, progress);
  }
  sendEntries(raft, from, progress);
  continueTransfer(raft, leadership, from, progress.match);
}

/** After a snapshot any point that joins this log will do, be it the snapshot's or another. */
function resumeReplication(raft: Raft, progress: Progress): void {
  switch (progress.state) {
    case 'probe':
      progress.becomeReplicate();
      break;
    case 'replicate':
      progress.inflights.freeThrough(progress.match);
      break;
    case 'snapshot':
      if (progress.match + 1 >= raft.log.firstIndex()) {
        progress.becomeReplicate();
      }
  }
}

/** Whether a quorum has answered since the last time. The leader itself always has. */
function keepsQuorum(raft: Raft, leadership: Leadership): boolean {
  const active = quorumActive(
    raft.configuration,
    (id) => leadership.progress.get(id)?.recentlyActive ?? false,
  );
  for (const [, progress] of peers(raft, leadership)) {
    progress.recentlyActive = false;
  }
  return active;
}
