import type { ConfState } from '../../proto/generated/raftpb.js';
import { tryCommit } from './commit.js';
import { type AnyConfChange, asV2, nextConfiguration } from './conf-change.js';
import { type Configuration, isVoter, toConfState } from './configuration.js';
import { type Leadership, trackMembers } from './leadership.js';
import { Progress } from './progress.js';
import type { Raft } from './raft.js';
import { peers, sendEntries } from './replication.js';
import { nobody } from './types.js';

/** Applies a committed change, or nothing when the state machine has refused it. @throws ConfChangeError */
export function applyConfChange(raft: Raft, change: AnyConfChange | undefined): ConfState {
  const current = raft.replacedConfiguration ?? raft.configuration;
  const next = change === undefined ? current : nextConfiguration(current, asV2(change));
  if (raft.replacedConfiguration !== undefined) {
    raft.replacedConfiguration = next;
  } else if (change !== undefined) {
    switchConfiguration(raft, next);
  }
  return toConfState(next);
}

/** A snapshot brings its configuration along, at once, for the protocol needs no older one any more. */
export function restoreConfiguration(raft: Raft, configuration: Configuration): void {
  raft.replacedConfiguration ??= raft.configuration;
  switchConfiguration(raft, configuration);
}

/**
 * A leader that is no member any more leads on, as in etcd, without proposals of its own: the others must
 * still learn from it that its removal is committed. Its driver stops it after a while.
 */
function switchConfiguration(raft: Raft, configuration: Configuration): void {
  raft.configuration = configuration;
  const { leadership } = raft;
  if (leadership === undefined) {
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
