import { type Message, MessageType } from '../../proto/generated/raftpb.js';
import { isMember } from './configuration.js';
import { answerVoteRequest, campaignForTransfer, countVote, isTransfer } from './election.js';
import { followLeader } from './follower.js';
import { handleAppendResponse, handleHeartbeatResponse } from './leader.js';
import type { Leadership } from './leadership.js';
import { forwardToLeader, proposeForPeer } from './proposal.js';
import type { Raft } from './raft.js';
import { receiveReadIndex, requestRead } from './read-index.js';
import { becomeFollower } from './roles.js';
import { startTransfer } from './transfer.js';
import { nobody } from './types.js';
import { isWellFormed } from './well-formed.js';

const {
  MsgApp,
  MsgAppResp,
  MsgHeartbeat,
  MsgHeartbeatResp,
  MsgPreVote,
  MsgPreVoteResp,
  MsgProp,
  MsgReadIndex,
  MsgReadIndexResp,
  MsgSnap,
  MsgTimeoutNow,
  MsgTransferLeader,
  MsgVote,
  MsgVoteResp,
} = MessageType;

const fromLeader: ReadonlySet<MessageType> = new Set([MsgApp, MsgHeartbeat, MsgSnap]);
/** What a follower passes on in another member's name, so that it may come back to that member. */
const forwarded: ReadonlySet<MessageType> = new Set([MsgProp, MsgReadIndex, MsgTransferLeader]);
const responses: ReadonlySet<MessageType> = new Set([
  MsgAppResp,
  MsgHeartbeatResp,
  MsgPreVoteResp,
  MsgReadIndexResp,
  MsgVoteResp,
]);

/** Takes a message from a peer. What no peer would send, and answers from strangers, are dropped. */
export function stepFromPeer(raft: Raft, message: Message): void {
  const { from, to, type } = message;
  const fromStranger = responses.has(type) && !isMember(raft.configuration, from);
  const fromSelf = from === raft.id && !forwarded.has(type);
  if (to === raft.id && !fromStranger && !fromSelf && isWellFormed(message)) {
    step(raft, message);
  }
}

/** Takes a message, this member's own votes included. */
export function step(raft: Raft, message: Message): void {
  const { term } = message;
  if (term !== 0 && term < raft.term) {
    answerStaleMessage(raft, message);
    return;
  }
  if (term > raft.term) {
    if (inLease(raft, message)) {
      return;
    }
    adoptTerm(raft, message);
  }
  dispatch(raft, message);
}

/**
 * A member that hears a leader does not help to replace it, so that a member which was cut off or removed
 * cannot disturb the group (Raft thesis §4.2.3).
 */
function inLease(raft: Raft, message: Message): boolean {
  const { type } = message;
  const leased =
    raft.config.checkQuorum && raft.leader !== nobody && raft.electionElapsed < raft.config.electionTicks;
  return (type === MsgVote || type === MsgPreVote) && leased && !isTransfer(message);
}

/** A pre-vote, and the granting of one, speak of a term that nobody has entered yet. */
function adoptTerm(raft: Raft, { type, term, from, reject }: Message): void {
  if (type === MsgPreVote || (type === MsgPreVoteResp && !reject)) {
    return;
  }
  becomeFollower(raft, term, fromLeader.has(type) ? from : nobody);
}

/**
 * Most are dropped. A leader of an older term must hear of the newer one (Raft thesis §3.3): a member ahead
 * of the group could never rejoin it where votes are refused under a lease. Likewise a pre-candidate.
 */
function answerStaleMessage(raft: Raft, { type, from: to }: Message): void {
  if (type === MsgHeartbeat || type === MsgApp) {
    raft.send({ to, type: MsgAppResp });
  } else if (type === MsgPreVote) {
    raft.send({ to, type: MsgPreVoteResp, reject: true });
  }
}

function dispatch(raft: Raft, message: Message): void {
  const { leadership } = raft;
  if (message.type === MsgVote || message.type === MsgPreVote) {
    answerVoteRequest(raft, message);
  } else if (leadership !== undefined) {
    stepLeader(raft, leadership, message);
  } else if (fromLeader.has(message.type)) {
    stepFromLeader(raft, message);
  } else if (raft.role === 'follower') {
    stepFollower(raft, message);
  } else {
    countVote(raft, message);
  }
}

function stepLeader(raft: Raft, leadership: Leadership, message: Message): void {
  switch (message.type) {
    case MsgProp:
      proposeForPeer(raft, leadership, message.entries);
      break;
    case MsgReadIndex:
      requestRead(raft, leadership, message);
      break;
    case MsgAppResp:
      handleAppendResponse(raft, leadership, message);
      break;
    case MsgHeartbeatResp:
      handleHeartbeatResponse(raft, leadership, message);
      break;
    case MsgTransferLeader:
      startTransfer(raft, leadership, message.from);
      break;
    default:
  }
}

/** There is one leader in a term: a candidate that hears it has lost. */
function stepFromLeader(raft: Raft, message: Message): void {
  if (raft.role !== 'follower') {
    becomeFollower(raft, message.term, message.from);
  }
  followLeader(raft, message);
}

function stepFollower(raft: Raft, message: Message): void {
  if (forwarded.has(message.type) && raft.leader !== nobody) {
    forwardToLeader(raft, message);
  }
  switch (message.type) {
    case MsgTimeoutNow:
      campaignForTransfer(raft);
      break;
    case MsgReadIndexResp:
      receiveReadIndex(raft, message);
      break;
    default:
  }
}
