import { Entry, type Message, MessageType } from '../../proto/generated/raftpb.js';
import { broadcastHeartbeat } from './heartbeat.js';
import type { Leadership } from './leadership.js';
import type { Raft } from './raft.js';
import type { ConfirmedRead } from './read-queue.js';

/** What a read request carries: its context is the data of its only entry. */
export function readContext(request: Message): Uint8Array | undefined {
  const [entry, ...others] = request.entries;
  return others.length === 0 && entry !== undefined && entry.data.length > 0 ? entry.data : undefined;
}

/**
 * A new leader does not know how far the former one committed until it has committed an entry itself
 * (Raft thesis §6.4), so reads wait for that; then for a quorum to confirm that it still leads.
 */
export function requestRead(raft: Raft, leadership: Leadership, request: Message): void {
  if (raft.log.term(raft.log.committed) !== raft.term) {
    leadership.postponedReads.push(request);
    return;
  }
  const context = readContext(request);
  if (context === undefined) {
    return;
  }
  leadership.reads.add({ from: request.from, context }, raft.log.committed);
  if (acknowledgeOwnReads(raft, leadership)) {
    broadcastHeartbeat(raft, leadership, context);
  }
}

/** The regular heartbeat carries the newest waiting read, so that a lost message only delays it. */
export function renewReads(raft: Raft, leadership: Leadership): void {
  acknowledgeOwnReads(raft, leadership);
  broadcastHeartbeat(raft, leadership, leadership.reads.newestContext);
}

/** The first entry of the term is committed: what waited for that goes on. */
export function releasePostponedReads(raft: Raft, leadership: Leadership): void {
  const requests = leadership.postponedReads;
  leadership.postponedReads = [];
  for (const request of requests) {
    requestRead(raft, leadership, request);
  }
}

/** A member has answered the heartbeat of a read. */
export function acknowledgeRead(
  raft: Raft,
  leadership: Leadership,
  { from, context }: Pick<Message, 'from' | 'context'>,
): void {
  for (const read of leadership.reads.acknowledge(from, context, raft.configuration)) {
    answerRead(raft, read);
  }
}

/** The leader has answered this member's request. */
export function receiveReadIndex(raft: Raft, response: Message): void {
  const context = readContext(response);
  if (context !== undefined) {
    raft.readStates.push({ index: response.index, context });
  }
}

/** The leader confirms its own reads, which suffices in a group of one. Tells whether any still wait. */
function acknowledgeOwnReads(raft: Raft, leadership: Leadership): boolean {
  const context = leadership.reads.newestContext;
  if (context !== undefined) {
    acknowledgeRead(raft, leadership, { from: raft.id, context });
  }
  return leadership.reads.newestContext !== undefined;
}

function answerRead(raft: Raft, { from, context, index }: ConfirmedRead): void {
  if (from === raft.id) {
    raft.readStates.push({ index, context });
    return;
  }
  const entries = [Entry.create({ data: context })];
  raft.send({ to: from, type: MessageType.MsgReadIndexResp, index, entries });
}
