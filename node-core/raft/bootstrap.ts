import {
  ConfChange,
  ConfChangeType,
  type Entry,
  EntryType,
  HardState,
} from '../../proto/generated/raftpb.js';
import { invariant } from './invariant.js';
import type { NodeId } from './types.js';

export interface FirstMember {
  readonly id: NodeId;
  /** What the state machine wants to know about the member, such as its urls; etcd puts JSON here. */
  readonly context: Uint8Array;
}

/**
 * The log that every first member of a new group starts with, as in etcd: one committed entry of term 1 that
 * adds each member. All must be given the same members in the same order. The driver makes it durable,
 * fills its storage with it and then creates the node, which hands the entries out to be applied.
 */
export function bootstrapLog(members: readonly FirstMember[]): { hardState: HardState; entries: Entry[] } {
  invariant(members.length > 0, 'a group has members', { members: members.length });
  const entries = members.map(({ id, context }, position) => ({
    type: EntryType.EntryConfChange,
    term: 1,
    index: position + 1,
    data: ConfChange.encode({ type: ConfChangeType.ConfChangeAddNode, nodeId: id, context }),
  }));
  return { hardState: HardState.create({ term: 1, commit: entries.length }), entries };
}
