import { isVoter } from './configuration.js';
import type { Raft } from './raft.js';
import type { PeerProgress, RaftStatus } from './types.js';

export function statusOf(raft: Raft): RaftStatus {
  const { id, term, vote, log, leader, role } = raft;
  return {
    id,
    term,
    vote,
    commit: log.committed,
    applied: log.applied,
    lastIndex: log.lastIndex(),
    leader,
    role,
    progress: new Map(progressOf(raft)),
  };
}

function* progressOf({ leadership, configuration }: Raft): Generator<[bigint, PeerProgress]> {
  for (const [id, { match, next, state, recentlyActive }] of leadership?.progress ?? []) {
    yield [id, { match, next, state, recentlyActive, learner: !isVoter(configuration, id) }];
  }
}
