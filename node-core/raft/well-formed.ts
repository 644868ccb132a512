import { type Message, MessageType } from '../../proto/generated/raftpb.js';
import { readContext } from './read-index.js';
import { nobody } from './types.js';

/** Checks what the protocol takes for granted about a message from a peer, whatever its state. */
export function isWellFormed(message: Message): boolean {
  const { type, from, term, index, logTerm, commit, rejectHint } = message;
  const counts = [term, index, logTerm, commit, rejectHint];
  return from !== nobody && counts.every(Number.isSafeInteger) && hasWellFormedContent(type, message);
}

function hasWellFormedContent(type: MessageType, message: Message): boolean {
  switch (type) {
    case MessageType.MsgProp:
      return message.entries.length > 0;
    case MessageType.MsgReadIndex:
      return readContext(message) !== undefined;
    case MessageType.MsgReadIndexResp:
      return readContext(message) !== undefined && message.term > 0;
    case MessageType.MsgApp:
      return message.term > 0 && hasOrderedEntries(message);
    case MessageType.MsgSnap:
      return message.term > 0 && (message.snapshot?.metadata?.index ?? 0) > 0;
    case MessageType.MsgAppResp:
    case MessageType.MsgVote:
    case MessageType.MsgVoteResp:
    case MessageType.MsgPreVote:
    case MessageType.MsgPreVoteResp:
    case MessageType.MsgHeartbeat:
    case MessageType.MsgHeartbeatResp:
    case MessageType.MsgTransferLeader:
    case MessageType.MsgTimeoutNow:
      return message.term > 0;
    default:
      return false;
  }
}

/** Entries follow on `index` without a gap, and terms never go down along a log. */
function hasOrderedEntries({ entries, index, logTerm, term }: Message): boolean {
  let previous = { index, term: logTerm };
  return entries.every((entry) => {
    const follows = entry.index === previous.index + 1 && entry.term >= previous.term && entry.term <= term;
    previous = entry;
    return follows;
  });
}
