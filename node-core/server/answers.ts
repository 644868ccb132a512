import type { Permission } from '../../proto/generated/authpb.js';
import type { AlarmMember } from '../../proto/generated/etcdserverpb.js';
import type { PackedKeyValues, StoredKeyValue } from '../mvcc/types.js';

/** What requests are answered with, before it is encoded: stored key-values stay the bytes they are. */

export interface RangeAnswer {
  /** The store's revision, which is not the one asked for. */
  readonly revision: number;
  readonly kvs: PackedKeyValues;
  readonly more: boolean;
  readonly count: number;
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

export interface AuthStatusAnswer {
  readonly enabled: boolean;
  readonly authRevision: number;
}

export interface LoginAnswer {
  readonly token: string;
}

/**
 * Requests of the auth service, under their names in InternalRaftRequest. All of them go through the log,
 * reads too, as in etcd.
 */
export const authKinds = [
  'authEnable',
  'authDisable',
  'authStatus',
  'authenticate',
  'authUserAdd',
  'authUserDelete',
  'authUserGet',
  'authUserChangePassword',
  'authUserGrantRole',
  'authUserRevokeRole',
  'authUserList',
  'authRoleList',
  'authRoleAdd',
  'authRoleDelete',
  'authRoleGet',
  'authRoleGrantPermission',
  'authRoleRevokePermission',
] as const;

export type AuthKind = (typeof authKinds)[number];

/** Requests that go through the log: fields of an InternalRaftRequest, the ones that this member proposes. */
export const proposalKinds = [
  'put',
  'deleteRange',
  'txn',
  'compaction',
  'leaseGrant',
  'leaseRevoke',
  'leaseCheckpoint',
  'alarm',
  'clusterVersionSet',
  'clusterMemberAttrSet',
  ...authKinds,
] as const;

export type ProposalKind = (typeof proposalKinds)[number];

export interface ProposalAnswers {
  readonly put: PutAnswer;
  readonly deleteRange: DeleteRangeAnswer;
  readonly txn: TxnAnswer;
  readonly compaction: CompactAnswer;
  readonly leaseGrant: LeaseGrantAnswer;
  readonly leaseRevoke: Acknowledgement;
  readonly leaseCheckpoint: Acknowledgement;
  readonly alarm: readonly AlarmMember[];
  readonly clusterVersionSet: Acknowledgement;
  readonly clusterMemberAttrSet: Acknowledgement;
  readonly authEnable: Acknowledgement;
  readonly authDisable: Acknowledgement;
  readonly authStatus: AuthStatusAnswer;
  readonly authenticate: LoginAnswer;
  readonly authUserAdd: Acknowledgement;
  readonly authUserDelete: Acknowledgement;
  /** The roles of the user. */
  readonly authUserGet: readonly string[];
  readonly authUserChangePassword: Acknowledgement;
  readonly authUserGrantRole: Acknowledgement;
  readonly authUserRevokeRole: Acknowledgement;
  readonly authUserList: readonly string[];
  readonly authRoleList: readonly string[];
  readonly authRoleAdd: Acknowledgement;
  readonly authRoleDelete: Acknowledgement;
  /** What the role permits. */
  readonly authRoleGet: readonly Permission[];
  readonly authRoleGrantPermission: Acknowledgement;
  readonly authRoleRevokePermission: Acknowledgement;
}
