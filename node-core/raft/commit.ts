import type { Leadership } from './leadership.js';
import { quorumIndex } from './quorum.js';
import type { Raft } from './raft.js';
import { releasePostponedReads } from './read-index.js';
import { broadcastAppend } from './replication.js';

/**
 * Commits what a quorum holds, tells the peers, and lets go the reads that waited for it. Only an entry of
 * the leader's own term is counted; older ones are committed along with it (Raft thesis §3.6.2, figure 3.7).
 */
export function tryCommit(raft: Raft, leadership: Leadership): boolean {
  const index = quorumIndex(raft.configuration, (id) => leadership.progress.get(id)?.match ?? 0);
  if (index <= raft.log.committed || raft.log.term(index) !== raft.term) {
    return false;
  }
  raft.log.commitTo(index);
  releasePostponedReads(raft, leadership);
  broadcastAppend(raft, leadership);
  return true;
}
