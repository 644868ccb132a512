import { Entry, EntryType, type Message, MessageType } from '../../proto/generated/raftpb.js';
import { emptyBytes, MalformedMessageError } from '../../proto/wire.js';
import { decodeConfChange, isConfChangeEntry, nextConfiguration } from './conf-change.js';
import { payloadBytes } from './entry-size.js';
import { ConfChangeError } from './errors.js';
import type { Leadership } from './leadership.js';
import type { Raft } from './raft.js';
import { nobody, type ProposalOutcome } from './types.js';

/** An entry before the leader gives it a place in the log. */
export type Proposal = Pick<Entry, 'type' | 'data'>;

const noop: Proposal = { type: EntryType.EntryNormal, data: emptyBytes };
const leaveJoint: Proposal = { type: EntryType.EntryConfChangeV2, data: emptyBytes };

/** Proposes on any member: the leader appends, a follower passes it on. */
export function propose(raft: Raft, proposal: Proposal): ProposalOutcome {
  if (raft.leadership !== undefined) {
    return proposeAsLeader(raft, raft.leadership, proposal);
  }
  if (raft.leader === nobody) {
    return 'no-leader';
  }
  forwardToLeader(raft, { type: MessageType.MsgProp, entries: [Entry.create(proposal)] });
  return 'accepted';
}

/** As in etcd, proposals and reads carry no term, for they are meant for whoever leads; a transfer does. */
export function forwardToLeader(raft: Raft, message: Partial<Message>): void {
  const term = message.type === MessageType.MsgTransferLeader ? raft.term : 0;
  raft.send({ ...message, to: raft.leader, term });
}

/**
 * Proposals that a peer has passed on. As in etcd an unacceptable configuration change becomes an empty
 * entry, because nobody waits here for the answer.
 */
export function proposeForPeer(raft: Raft, leadership: Leadership, proposals: readonly Proposal[]): void {
  for (const proposal of proposals) {
    if (proposeAsLeader(raft, leadership, proposal) === 'conf-change-refused') {
      proposeAsLeader(raft, leadership, noop);
    }
  }
}

/** A leader's first entry: with its commit, all before it is committed. */
export function appendNoop(raft: Raft, leadership: Leadership): void {
  appendAsLeader(raft, leadership, noop);
}

/** Ends a joint configuration that asked for it, once entering it has been applied. */
export function tryLeaveJoint(raft: Raft): void {
  const { leadership } = raft;
  if (
    leadership !== undefined &&
    raft.configuration.autoLeave &&
    raft.log.applied >= leadership.pendingConfIndex
  ) {
    proposeAsLeader(raft, leadership, leaveJoint);
  }
}

/** The entries have been applied. Those of former terms were never counted, hence the floor. */
export function releaseUncommitted(leadership: Leadership, applied: readonly Entry[]): void {
  leadership.uncommittedBytes = Math.max(0, leadership.uncommittedBytes - payloadBytes(applied));
}

function proposeAsLeader(raft: Raft, leadership: Leadership, proposal: Proposal): ProposalOutcome {
  if (!leadership.progress.has(raft.id)) {
    return 'no-leader';
  }
  if (leadership.transferee !== nobody) {
    return 'transferring';
  }
  const changesConfiguration = isConfChangeEntry(proposal);
  if (changesConfiguration && !acceptsConfChange(raft, leadership, proposal)) {
    return 'conf-change-refused';
  }
  if (exceedsUncommitted(raft, leadership, proposal.data.length)) {
    return 'too-much-uncommitted';
  }
  appendAsLeader(raft, leadership, proposal);
  if (changesConfiguration) {
    leadership.pendingConfIndex = raft.log.lastIndex();
  }
  return 'accepted';
}

/** The leader counts the entry for itself once the Ready that carries it has been persisted. */
function appendAsLeader(raft: Raft, leadership: Leadership, { type, data }: Proposal): void {
  raft.log.append([{ type, term: raft.term, index: raft.log.lastIndex() + 1, data }]);
  leadership.uncommittedBytes += data.length;
  leadership.appendsDue = true;
}

/** An empty entry is never refused, nor is one that is larger than the limit when nothing else waits. */
function exceedsUncommitted(raft: Raft, { uncommittedBytes }: Leadership, bytes: number): boolean {
  return uncommittedBytes > 0 && bytes > 0 && uncommittedBytes + bytes > raft.config.maxUncommittedBytes;
}

/** One change at a time: until the last is applied, the configuration that this one changes is not known. */
function acceptsConfChange(raft: Raft, leadership: Leadership, proposal: Proposal): boolean {
  if (leadership.pendingConfIndex > raft.log.applied) {
    return false;
  }
  try {
    nextConfiguration(raft.configuration, decodeConfChange(proposal));
    return true;
  } catch (error) {
    if (error instanceof ConfChangeError || error instanceof MalformedMessageError) {
      return false;
    }
    throw error;
  }
}
