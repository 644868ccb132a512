import { MessageType } from '../../proto/generated/raftpb.js';
import { isVoter } from './configuration.js';
import type { Leadership } from './leadership.js';
import type { Raft } from './raft.js';
import { sendAppend } from './replication.js';
import { type NodeId, nobody } from './types.js';

/**
 * Begins to hand leadership to a voter (Raft thesis §3.10): proposals stop, its log is brought up to date,
 * then it is told to campaign at once. Given up after an election timeout.
 */
export function startTransfer(raft: Raft, leadership: Leadership, to: NodeId): void {
  const progress = leadership.progress.get(to);
  if (progress === undefined || !isVoter(raft.configuration, to) || leadership.transferee === to) {
    return;
  }
  leadership.transferee = nobody;
  if (to === raft.id) {
    return;
  }
  raft.electionElapsed = 0;
  leadership.transferee = to;
  if (progress.match === raft.log.lastIndex()) {
    sendTimeoutNow(raft, to);
  } else {
    sendAppend(raft, to, progress);
  }
}

/** The member that is to take over has acknowledged the log. */
export function continueTransfer(raft: Raft, leadership: Leadership, from: NodeId, match: number): void {
  if (from === leadership.transferee && match === raft.log.lastIndex()) {
    sendTimeoutNow(raft, from);
  }
}

function sendTimeoutNow(raft: Raft, to: NodeId): void {
  raft.send({ to, type: MessageType.MsgTimeoutNow });
}
