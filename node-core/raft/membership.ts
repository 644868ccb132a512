import type { ConfState } from '../../proto/generated/raftpb.js';
import { tryCommit } from './commit.js';
import { type AnyConfChange, asV2, nextConfiguration } from './conf-change.js';
import { type Configuration, isVoter, toConfState } from './configuration.js';
import { type Leadership, trackMembers } from './leadership.js';
import { Progress } from './progress.js';
import type { Raft } from './raft.js';
import { peers, sendEntries } from './replication.js';
import { becomeFollower } from './roles.js';
import { nobody } from './types.js';

/** Applies a committed change, or nothing when the state machine has refused it. @throws ConfChangeError */
export function applyConfChange(raft: Raft, change: AnyConfChange | undefined): ConfState {
  if (change !== undefined) {
    switchConfiguration(raft, nextConfiguration(raft.configuration, asV2(change)));
  }
  return toConfState(raft.configuration);
}

/** A leader that has lost its vote steps down. */
export function switchConfiguration(raft: Raft, configuration: Configuration): void {
  raft.configuration = configuration;
  const { leadership } = raft;
  if (leadership === undefined) {
    return;
  }
  if (!isVoter(configuration, raft.id)) {
    becomeFollower(raft, raft.term, nobody);
    return;
  }
  trackNewMembers(raft, leadership);
  if (!isVoter(configuration, leadership.transferee)) {
    leadership.transferee = nobody;
  }
  // A smaller quorum may hold more; if it does not, new members should still hear from the leader at once.
  if (!tryCommit(raft, leadership)) {
    for (const [id, progress] of peers(raft, leadership)) {
      sendEntries(raft, id, progress);
    }
  }
}

/** A new member counts as active, so that the next check for a quorum does not end the leader's term. */
function trackNewMembers(raft: Raft, leadership: Leadership): void {
  leadership.progress = trackMembers(raft.configuration, leadership.progress, () => {
    const member = new Progress(Math.max(raft.log.lastIndex(), 1), raft.config.maxInflightMessages);
    member.recentlyActive = true;
    return member;
  });
}
