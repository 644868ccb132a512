import { MessageType } from '../../proto/generated/raftpb.js';
import { invariant } from './invariant.js';
import type { Leadership } from './leadership.js';
import type { Progress } from './progress.js';
import type { Raft } from './raft.js';
import { snapshotPoint } from './snapshot-point.js';
import type { NodeId } from './types.js';

/** One append to every peer: what it lacks, or at least the commit index. */
export function broadcastAppend(raft: Raft, leadership: Leadership): void {
  for (const [id, progress] of peers(raft, leadership)) {
    sendAppend(raft, id, progress);
  }
}

/** Offers the peers all entries proposed since the last time: once per Ready, so that they share messages. */
export function sendProposed(raft: Raft, leadership: Leadership): void {
  if (!leadership.appendsDue) {
    return;
  }
  leadership.appendsDue = false;
  for (const [id, progress] of peers(raft, leadership)) {
    sendEntries(raft, id, progress);
  }
}

export function* peers(raft: Raft, leadership: Leadership): Generator<[NodeId, Progress]> {
  for (const [id, progress] of leadership.progress) {
    if (id !== raft.id) {
      yield [id, progress];
    }
  }
}

/** One append to a peer that may get one, with entries if it lacks any. */
export function sendAppend(raft: Raft, to: NodeId, progress: Progress): void {
  trySendAppend(raft, to, progress, true);
}

/** As many appends as the peer lacks and its window takes, none without entries. */
export function sendEntries(raft: Raft, to: NodeId, progress: Progress): void {
  while (trySendAppend(raft, to, progress, false)) {
    // Each call sends the next part.
  }
}

function trySendAppend(raft: Raft, to: NodeId, progress: Progress, evenIfEmpty: boolean): boolean {
  if (progress.isPaused) {
    return false;
  }
  const index = progress.next - 1;
  const logTerm = raft.log.term(index);
  if (logTerm === undefined) {
    return trySendSnapshot(raft, to, progress);
  }
  // With a full window an empty append still goes out: its answer tells whether the window was lost.
  const windowOpen = progress.state !== 'replicate' || !progress.inflights.isFull;
  const entries = windowOpen ? raft.log.entriesFrom(progress.next, raft.config.maxMessageBytes) : [];
  if (entries.length === 0 && !evenIfEmpty) {
    return false;
  }
  const commit = raft.log.committed;
  raft.send({ to, type: MessageType.MsgApp, index, logTerm, entries, commit });
  progress.sentEntries(entries.length);
  progress.sentCommit(commit);
  return true;
}

/** A peer that does not answer gets no snapshot: it would be made and sent for nothing. */
function trySendSnapshot(raft: Raft, to: NodeId, progress: Progress): boolean {
  const snapshot = progress.recentlyActive ? raft.log.snapshot() : undefined;
  if (snapshot === undefined) {
    return false;
  }
  const { index } = snapshotPoint(snapshot);
  invariant(index > 0, 'a compacted log has a snapshot', { id: raft.id, firstIndex: raft.log.firstIndex() });
  progress.becomeSnapshot(index);
  raft.send({ to, type: MessageType.MsgSnap, snapshot });
  return true;
}
