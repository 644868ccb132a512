import { invariant } from './invariant.js';
import { type Leadership, newLeadership, trackMembers } from './leadership.js';
import { Progress } from './progress.js';
import type { Raft } from './raft.js';
import { type NodeId, nobody } from './types.js';

/** `leader` is nobody when only the term is known. */
export function becomeFollower(raft: Raft, term: number, leader: NodeId): void {
  enterTerm(raft, term);
  raft.role = 'follower';
  raft.leader = leader;
}

/** Asking whether an election could be won changes neither term nor vote (Raft thesis §9.6). */
export function becomePreCandidate(raft: Raft): void {
  invariant(raft.role !== 'leader', 'a leader does not campaign', { id: raft.id, term: raft.term });
  raft.votes.clear();
  raft.role = 'pre-candidate';
  raft.leader = nobody;
}

export function becomeCandidate(raft: Raft): void {
  invariant(raft.role !== 'leader', 'a leader does not campaign', { id: raft.id, term: raft.term });
  enterTerm(raft, raft.term + 1);
  raft.vote = raft.id;
  raft.role = 'candidate';
}

/**
 * The whole log counts as durable here: the requests that won the election left after it was persisted.
 */
export function becomeLeader(raft: Raft): Leadership {
  invariant(raft.role === 'candidate', 'a leader was a candidate', { id: raft.id, role: raft.role });
  enterTerm(raft, raft.term);
  const lastIndex = raft.log.lastIndex();
  const progress = trackMembers(raft.configuration, new Map(), (id) => {
    const member = new Progress(lastIndex + 1, raft.config.maxInflightMessages);
    if (id === raft.id) {
      member.match = lastIndex;
      member.becomeReplicate();
      member.recentlyActive = true;
    }
    return member;
  });
  raft.role = 'leader';
  raft.leader = raft.id;
  raft.leadership = newLeadership(progress, lastIndex);
  return raft.leadership;
}

function enterTerm(raft: Raft, term: number): void {
  if (raft.term !== term) {
    raft.term = term;
    raft.vote = nobody;
  }
  raft.leader = nobody;
  raft.leadership = undefined;
  raft.votes.clear();
  raft.electionElapsed = 0;
  raft.electionTimeout = raft.config.electionTicks + raft.config.random(raft.config.electionTicks);
}
