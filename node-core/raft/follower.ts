import { ConfState, type Message, MessageType, type Snapshot } from '../../proto/generated/raftpb.js';
import { type Configuration, fromConfState, isMember } from './configuration.js';
import { restoreConfiguration } from './membership.js';
import type { Raft } from './raft.js';
import { snapshotPoint } from './snapshot-point.js';

/** Word from the leader of this term; answers go out once what they promise is durable. */
export function followLeader(raft: Raft, message: Message): void {
  raft.electionElapsed = 0;
  raft.leader = message.from;
  switch (message.type) {
    case MessageType.MsgApp:
      handleAppend(raft, message);
      break;
    case MessageType.MsgHeartbeat:
      handleHeartbeat(raft, message);
      break;
    case MessageType.MsgSnap:
      handleSnapshot(raft, message);
      break;
    default:
  }
}

function handleAppend(raft: Raft, { from: to, index, logTerm, entries, commit }: Message): void {
  const { log } = raft;
  if (index < log.committed) {
    raft.send({ to, type: MessageType.MsgAppResp, index: log.committed });
    return;
  }
  const lastNew = log.tryAppend({ index, term: logTerm }, entries, commit);
  if (lastNew !== undefined) {
    raft.send({ to, type: MessageType.MsgAppResp, index: lastNew });
    return;
  }
  // The leader's terms before `index` are at most `logTerm`: where ours are higher the logs cannot agree.
  const hint = log.findConflictByTerm(Math.min(index, log.lastIndex()), logTerm);
  raft.send({
    to,
    type: MessageType.MsgAppResp,
    index,
    reject: true,
    rejectHint: hint.index,
    logTerm: hint.term,
  });
}

function handleHeartbeat(raft: Raft, { from: to, commit, context }: Message): void {
  raft.log.commitTo(commit);
  raft.send({ to, type: MessageType.MsgHeartbeatResp, context });
}

function handleSnapshot(raft: Raft, { from: to, snapshot }: Message): void {
  if (snapshot !== undefined && acceptsSnapshot(raft, snapshot)) {
    raft.log.restore(snapshot);
    restoreConfiguration(raft, configurationOf(snapshot));
    raft.send({ to, type: MessageType.MsgAppResp, index: raft.log.lastIndex() });
    return;
  }
  raft.send({ to, type: MessageType.MsgAppResp, index: raft.log.committed });
}

/** A log that holds the snapshot's last entry needs no snapshot: it is only told that this is committed. */
function acceptsSnapshot(raft: Raft, snapshot: Snapshot): boolean {
  const point = snapshotPoint(snapshot);
  if (point.index <= raft.log.committed || !isMember(configurationOf(snapshot), raft.id)) {
    return false;
  }
  if (raft.log.matches(point)) {
    raft.log.commitTo(point.index);
    return false;
  }
  return true;
}

function configurationOf(snapshot: Snapshot): Configuration {
  return fromConfState(snapshotPoint(snapshot).confState ?? ConfState.create());
}
