import { type Message, MessageType } from '../../proto/generated/raftpb.js';
import { isConfChangeEntry } from './conf-change.js';
import { isVoter, voterIds } from './configuration.js';
import { appendNoop } from './proposal.js';
import { voteResult } from './quorum.js';
import type { Raft } from './raft.js';
import { becomeCandidate, becomeFollower, becomeLeader, becomePreCandidate } from './roles.js';
import { nobody } from './types.js';

type Campaign = 'pre-election' | 'election' | 'transfer';

/** In the context of a vote request: the leader itself asks for this election, so its lease is no hindrance. */
const transferContext = new TextEncoder().encode('CampaignTransfer');

/** Starts an election, unless this member leads or has no vote, or a configuration change waits to be applied. */
export function campaign(raft: Raft): void {
  startCampaign(raft, raft.config.preVote ? 'pre-election' : 'election');
}

/** The leader hands over: no pre-vote, for the group is known to be whole. */
export function campaignForTransfer(raft: Raft): void {
  startCampaign(raft, 'transfer');
}

/** A member that has yet to apply a snapshot does not know its configuration. */
export function isPromotable(raft: Raft): boolean {
  return isVoter(raft.configuration, raft.id) && raft.log.pendingSnapshot === undefined;
}

/** Whether a vote request comes from a member that the leader has asked to campaign. */
export function isTransfer({ context }: Message): boolean {
  return context.length === transferContext.length && context.every((byte, i) => byte === transferContext[i]);
}

/** Gives one vote a term, and only to a log that holds at least what this one does (Raft thesis §3.4, §3.6.1). */
export function answerVoteRequest(raft: Raft, request: Message): void {
  const { from, type, term } = request;
  const preVote = type === MessageType.MsgPreVote;
  const free =
    raft.vote === from || (raft.vote === nobody && raft.leader === nobody) || (preVote && term > raft.term);
  const granted = free && raft.log.isUpToDate({ index: request.index, term: request.logTerm });
  // A granted pre-vote is for the term asked for; any other term would be taken for an old message.
  raft.send({ to: from, type: responseType(type), term: granted ? term : raft.term, reject: !granted });
  if (granted && !preVote) {
    raft.electionElapsed = 0;
    raft.vote = from;
  }
}

/** Counts an answer to this member's campaign; answers to another kind of campaign are too late. */
export function countVote(raft: Raft, { from, type, reject }: Message): void {
  const awaited = raft.role === 'candidate' ? MessageType.MsgVoteResp : MessageType.MsgPreVoteResp;
  if (type !== awaited) {
    return;
  }
  if (!raft.votes.has(from)) {
    raft.votes.set(from, !reject);
  }
  const result = voteResult(raft.configuration, raft.votes);
  if (result === 'won') {
    win(raft);
  } else if (result === 'lost') {
    becomeFollower(raft, raft.term, nobody);
  }
}

function win(raft: Raft): void {
  if (raft.role === 'pre-candidate') {
    requestVotes(raft, 'election');
  } else {
    appendNoop(raft, becomeLeader(raft));
  }
}

function startCampaign(raft: Raft, kind: Campaign): void {
  if (raft.role !== 'leader' && isPromotable(raft) && !hasUnappliedConfChange(raft)) {
    requestVotes(raft, kind);
  }
}

function requestVotes(raft: Raft, kind: Campaign): void {
  const preVote = kind === 'pre-election';
  if (preVote) {
    becomePreCandidate(raft);
  } else {
    becomeCandidate(raft);
  }
  const type = preVote ? MessageType.MsgPreVote : MessageType.MsgVote;
  const term = preVote ? raft.term + 1 : raft.term;
  const last = raft.log.last();
  const context = kind === 'transfer' ? { context: transferContext } : {};
  for (const to of voterIds(raft.configuration)) {
    if (to === raft.id) {
      raft.sendToSelf({ type: responseType(type), term });
    } else {
      raft.send({ to, type, term, index: last.index, logTerm: last.term, ...context });
    }
  }
}

function responseType(request: Message['type']): Message['type'] {
  return request === MessageType.MsgPreVote ? MessageType.MsgPreVoteResp : MessageType.MsgVoteResp;
}

/** The change could add or remove voters, this member among them. */
function hasUnappliedConfChange(raft: Raft): boolean {
  const { log, config } = raft;
  for (let low = log.applied + 1; low <= log.committed; ) {
    const entries = log.slice(low, log.committed + 1, config.maxMessageBytes);
    if (entries.some(isConfChangeEntry)) {
      return true;
    }
    low += entries.length;
  }
  return false;
}
