import type { Message } from '../../proto/generated/raftpb.js';
import { type Configuration, memberIds } from './configuration.js';
import type { Progress } from './progress.js';
import { ReadQueue } from './read-queue.js';
import { type NodeId, nobody } from './types.js';

/** What only a leader knows; it comes into being with its term and ends with it. */
export interface Leadership {
  /** Every member, this one too, in ascending order of ids. */
  progress: ReadonlyMap<NodeId, Progress>;
  /** No configuration change may be proposed until this index has been applied. */
  pendingConfIndex: number;
  /** Payload bytes proposed in this term and not applied yet. */
  uncommittedBytes: number;
  /** The member that is to take over. */
  transferee: NodeId;
  /** New entries that have not been offered to the members yet: done once per Ready. */
  appendsDue: boolean;
  heartbeatElapsed: number;
  readonly reads: ReadQueue;
  /** Reads that arrived before the first commit of the term. */
  postponedReads: Message[];
}

export function newLeadership(progress: ReadonlyMap<NodeId, Progress>, lastIndex: number): Leadership {
  return {
    progress,
    // A change may hide among the entries of former terms: waiting is cheaper than scanning for it.
    pendingConfIndex: lastIndex,
    uncommittedBytes: 0,
    transferee: nobody,
    appendsDue: false,
    heartbeatElapsed: 0,
    reads: new ReadQueue(),
    postponedReads: [],
  };
}

/** Progress for each member of a configuration: kept for those known, `create`d for the others. */
export function trackMembers(
  configuration: Configuration,
  known: ReadonlyMap<NodeId, Progress>,
  create: (id: NodeId) => Progress,
): ReadonlyMap<NodeId, Progress> {
  return new Map(memberIds(configuration).map((id) => [id, known.get(id) ?? create(id)]));
}
