import { ConfChange, ConfChangeType, type Entry, EntryType } from '../../proto/generated/raftpb.js';
import { type Cluster, MemberExistsError } from '../membership/cluster.js';
import { decodeMemberJson } from '../membership/member-json.js';
import type { AppliedEntry, MvccStore } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import type { RaftNode } from '../raft/types.js';
import type { Applier } from './applier.js';
import { decodeProposal } from './proposal-codec.js';
import type { Outcome } from './proposals.js';

export interface EntryApplierOptions {
  readonly store: MvccStore;
  readonly cluster: Cluster;
  readonly applier: Applier;
  readonly node: RaftNode;
  /** Takes what came of a client's request. */
  readonly settle: (requestId: bigint, outcome: Outcome) => void;
}

const decoder = new TextDecoder();

/** Applies committed Raft entries in order: requests, configuration changes, and a leader's empty entry. */
export class EntryApplier {
  readonly #options: EntryApplierOptions;

  constructor(options: EntryApplierOptions) {
    this.#options = options;
  }

  *apply(entries: readonly Entry[]): Steps<void> {
    for (const entry of entries) {
      yield* this.#applyOne(entry);
    }
  }

  *#applyOne(entry: Entry): Steps<void> {
    const { index, term } = entry;
    switch (entry.type) {
      case EntryType.EntryNormal:
        yield* this.#applyRequest(entry.data, { index, term });
        break;
      case EntryType.EntryConfChange:
        this.#applyConfChange(ConfChange.decode(entry.data), { index, term });
        break;
      case EntryType.EntryConfChangeV2:
        throw new Error(`log entry ${index} is a joint configuration change, which etcd never makes`);
    }
  }

  *#applyRequest(data: Uint8Array, entry: AppliedEntry): Steps<void> {
    if (data.length === 0) {
      this.#options.store.markApplied(entry);
      return;
    }
    const request = decodeProposal(data);
    const outcome = yield* this.#options.applier.apply(request, entry);
    this.#options.settle(request.id, outcome);
  }

  /** A change that does not fit the members there are changes nothing, on every member alike. */
  #applyConfChange(change: ConfChange, entry: AppliedEntry): void {
    const { store, cluster, node } = this.#options;
    const confState = node.applyConfChange(this.#changeMembers(change) ? change : undefined);
    cluster.setConfState(confState);
    store.markApplied(entry);
  }

  #changeMembers(change: ConfChange): boolean {
    const { cluster } = this.#options;
    switch (change.type) {
      case ConfChangeType.ConfChangeAddNode:
        try {
          cluster.add(decodeMemberJson(decoder.decode(change.context)));
          return true;
        } catch (error) {
          if (error instanceof MemberExistsError) {
            return false;
          }
          throw error;
        }
      case ConfChangeType.ConfChangeRemoveNode:
      case ConfChangeType.ConfChangeUpdateNode:
      case ConfChangeType.ConfChangeAddLearnerNode:
        throw new Error(
          `the log holds a configuration change of kind ${change.type}, which this version does not know`,
        );
    }
  }
}
