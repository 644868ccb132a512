import { MessageType } from '../../proto/generated/raftpb.js';
import { emptyBytes } from '../../proto/wire.js';
import type { Leadership } from './leadership.js';
import type { Raft } from './raft.js';
import { peers } from './replication.js';

/**
 * Tells every peer that this leader lives. The commit index goes no further than what the peer is known to
 * hold: beyond it the peer's log may differ.
 */
export function broadcastHeartbeat(
  raft: Raft,
  leadership: Leadership,
  context: Uint8Array = emptyBytes,
): void {
  for (const [to, progress] of peers(raft, leadership)) {
    const commit = Math.min(progress.match, raft.log.committed);
    raft.send({ to, type: MessageType.MsgHeartbeat, commit, context });
    progress.sentCommit(commit);
  }
}
