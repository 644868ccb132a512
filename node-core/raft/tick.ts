import { campaign, isPromotable } from './election.js';
import { tickLeader } from './leader.js';
import type { Raft } from './raft.js';

/** One unit of time has passed. */
export function tick(raft: Raft): void {
  if (raft.leadership !== undefined) {
    tickLeader(raft, raft.leadership);
    return;
  }
  raft.electionElapsed += 1;
  if (isPromotable(raft) && raft.electionElapsed >= raft.electionTimeout) {
    raft.electionElapsed = 0;
    campaign(raft);
  }
}
