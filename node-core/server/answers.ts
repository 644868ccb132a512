import type { AlarmMember } from '../../proto/generated/etcdserverpb.js';
import type { StoredKeyValue } from '../mvcc/types.js';

/** What requests are answered with, before it is encoded: stored key-values stay the bytes they are. */

export interface RangeAnswer {
  /** The store's revision, which is not the one asked for. */
  readonly revision: number;
  readonly kvs: readonly StoredKeyValue[];
  readonly more: boolean;
  readonly count: number;
  readonly keysOnly: boolean;
}

export interface PutAnswer {
  readonly revision: number;
  readonly previous: StoredKeyValue | undefined;
}

export interface DeleteRangeAnswer {
  readonly revision: number;
  readonly deleted: number;
  readonly previous: readonly StoredKeyValue[];
}

export interface TxnAnswer {
  /** Undefined inside another transaction. */
  readonly revision: number | undefined;
  readonly succeeded: boolean;
  readonly responses: readonly OperationAnswer[];
}

export type OperationAnswer =
  | { readonly kind: 'range'; readonly range: RangeAnswer }
  | { readonly kind: 'put'; readonly put: PutAnswer }
  | { readonly kind: 'delete-range'; readonly deleteRange: DeleteRangeAnswer }
  | { readonly kind: 'txn'; readonly txn: TxnAnswer };

export interface LeaseGrantAnswer {
  readonly id: bigint;
  readonly ttlSeconds: number;
}

export interface CompactAnswer {
  readonly revision: number;
  /** Resolves when the old revisions are gone from disk. */
  readonly done: Promise<void>;
}

/** The answer of a request that says nothing but that it was applied. */
export interface Acknowledgement {
  readonly applied: true;
}

/** Requests that go through the log: fields of an InternalRaftRequest, the ones that this member proposes. */
export const proposalKinds = [
  'put',
  'deleteRange',
  'txn',
  'compaction',
  'leaseGrant',
  'leaseRevoke',
  'alarm',
  'clusterVersionSet',
  'clusterMemberAttrSet',
] as const;

export type ProposalKind = (typeof proposalKinds)[number];

export interface ProposalAnswers {
  readonly put: PutAnswer;
  readonly deleteRange: DeleteRangeAnswer;
  readonly txn: TxnAnswer;
  readonly compaction: CompactAnswer;
  readonly leaseGrant: LeaseGrantAnswer;
  readonly leaseRevoke: Acknowledgement;
  readonly alarm: readonly AlarmMember[];
  readonly clusterVersionSet: Acknowledgement;
  readonly clusterMemberAttrSet: Acknowledgement;
}
