import { Entry, EntryType, Message, MessageType } from '../../proto/generated/raftpb.js';
import { encodeConfChange } from './conf-change.js';
import { campaign } from './election.js';
import { invariant } from './invariant.js';
import { handleSnapshotReport, handleUnreachable } from './leader.js';
import { applyConfChange } from './membership.js';
import { forwardToLeader, propose } from './proposal.js';
import { Raft } from './raft.js';
import { requestRead } from './read-index.js';
import { ReadyTracker } from './ready.js';
import { becomeFollower } from './roles.js';
import { statusOf } from './status.js';
import { stepFromPeer } from './step.js';
import { tick } from './tick.js';
import { startTransfer } from './transfer.js';
import { type NodeId, nobody, type RaftConfig, type RaftNode } from './types.js';

/** A member that starts, or starts again, from what its storage holds: a follower that knows no leader. */
export function createRaftNode(config: RaftConfig): RaftNode {
  const raft = new Raft(config);
  becomeFollower(raft, raft.term, nobody);
  const tracker = new ReadyTracker(raft);
  return {
    tick: () => tick(raft),
    step: (message) => stepFromPeer(raft, message),
    propose: (data) => propose(raft, { type: EntryType.EntryNormal, data }),
    proposeConfChange: (change) => propose(raft, encodeConfChange(change)),
    applyConfChange: (change) => applyConfChange(raft, change),
    campaign: () => campaign(raft),
    readIndex: (context) => readIndex(raft, context),
    transferLeadership: (to) => transferLeadership(raft, to),
    reportUnreachable: (id) => raft.leadership && handleUnreachable(raft.leadership, id),
    reportSnapshot: (id, delivered) =>
      raft.leadership && handleSnapshotReport(raft.leadership, id, delivered),
    hasReady: () => tracker.hasReady(),
    ready: () => tracker.ready(),
    advance: (ready) => tracker.advance(ready),
    status: () => statusOf(raft),
  };
}

function readIndex(raft: Raft, context: Uint8Array): 'accepted' | 'no-leader' {
  invariant(context.length > 0, 'a read has a context to know its answer by', { id: raft.id });
  if (raft.leader === nobody) {
    return 'no-leader';
  }
  const entries = [Entry.create({ data: context })];
  if (raft.leadership === undefined) {
    forwardToLeader(raft, { type: MessageType.MsgReadIndex, entries });
  } else {
    requestRead(raft, raft.leadership, Message.create({ from: raft.id, entries }));
  }
  return 'accepted';
}

/** A follower passes the wish on in the name of the member that is to lead. */
function transferLeadership(raft: Raft, to: NodeId): void {
  if (raft.leadership !== undefined) {
    startTransfer(raft, raft.leadership, to);
  } else if (raft.leader !== nobody) {
    forwardToLeader(raft, { type: MessageType.MsgTransferLeader, from: to });
  }
}
