import type {
  AlarmMember,
  AlarmRequest,
  CompactionRequest,
  LeaseGrantRequest,
  RangeRequest,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { Credentials } from '../auth/types.js';
import type { Backend } from '../backend/types.js';
import type { LeaseView } from '../lease/types.js';
import type { ClusterMember } from '../membership/member-json.js';
import type { MvccStore } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import type { RaftStatus } from '../raft/types.js';
import type { DatabaseFile } from '../snapshot/database-file.js';
import type { WatchHub } from '../watch/types.js';
import type { Activity } from './activity.js';
import type { DeleteRangeAnswer, LeaseGrantAnswer, PutAnswer, RangeAnswer, TxnAnswer } from './answers.js';
import type { Histogram } from './histogram.js';
import type { MemberAuth } from './member-auth.js';
import type { Quota } from './quota.js';

/** Who this is, in every answer's header. */
export interface MemberIdentity {
  readonly clusterId: bigint;
  readonly memberId: bigint;
}

/** Keys of a lease are copied out; a lease that is not there is undefined. */
export interface LeaseDetails extends LeaseView {
  readonly keys: readonly Uint8Array[];
}

/**
 * A running member, as its services see it: requests in etcd's terms, answers that keep stored bytes, no
 * gRPC. Failures are RequestError, AuthError and the errors of mvcc and lease; rpc/errors.ts knows their
 * statuses. Where a request is permitted to some users only, the credentials of its call go along; a call
 * without any is nobody's.
 */
export interface Member {
  readonly identity: MemberIdentity;
  /** Who calls; what needs root without naming keys is checked here, by the services. */
  readonly auth: MemberAuth;
  readonly store: Pick<MvccStore, 'revision' | 'compactRevision'>;
  readonly backend: Pick<Backend, 'sizeBytes' | 'sizeInUseBytes'>;
  readonly watches: WatchHub;
  readonly quota: Quota;
  /** The version of etcd whose behaviour this member has, such as `3.6.0`. */
  readonly version: string;

  /** Raft's term, as in every answer's header. */
  readonly term: number;
  raftStatus(): RaftStatus;
  hasLeader(): boolean;
  /** Last entry whose effect reads can see. */
  appliedIndex(): number;
  members(): readonly ClusterMember[];
  clusterVersion(): string | undefined;
  storageVersion(): string | undefined;
  alarms(): readonly AlarmMember[];
  counters(): MemberCounters;
  readonly diskDurations: DiskDurations;
  readonly activity: Activity;
  /** Living keys. */
  keyCount(): number;

  /** Does work that may be long between everything else that this member has to do. */
  inTurns<T>(steps: Steps<T>): T | Promise<T>;

  /** Resolves when this member's state is as new as every write acknowledged before the call. */
  linearizableRead(): Promise<void>;

  range(request: RangeRequest, credentials?: Credentials): Promise<RangeAnswer> | RangeAnswer;
  /** Requests that always go into the log come encoded, and checked: they go in as they are. */
  put(encoded: Uint8Array, credentials?: Credentials): Promise<PutAnswer>;
  deleteRange(encoded: Uint8Array, credentials?: Credentials): Promise<DeleteRangeAnswer>;
  txn(request: TxnRequest, encoded: Uint8Array, credentials?: Credentials): Promise<TxnAnswer>;
  /** With `physical`, resolves when the old revisions are gone from disk. @returns the store's revision */
  compact(request: CompactionRequest): Promise<number>;
  alarm(request: AlarmRequest): Promise<readonly AlarmMember[]>;

  /** Throws unless the caller may watch these keys. */
  checkWatch(key: Uint8Array, rangeEnd: Uint8Array, credentials?: Credentials): void;

  grantLease(request: LeaseGrantRequest, credentials?: Credentials): Promise<LeaseGrantAnswer>;
  revokeLease(id: bigint, credentials?: Credentials): Promise<void>;
  /** @returns the lease's whole TTL in seconds, 0 when there is no such lease */
  renewLease(id: bigint, credentials?: Credentials): Promise<number>;
  /** Without `withKeys`, its keys are not asked for, and are none. */
  findLease(id: bigint, credentials?: Credentials, withKeys?: boolean): Promise<LeaseDetails | undefined>;
  leases(credentials?: Credentials): readonly bigint[];

  /** Gives the disk back what the database does not use. */
  defragment(): Promise<void>;
  /** The state of now as a database file; the caller removes it. */
  makeSnapshot(): Promise<DatabaseFile>;
  /** etcd's Hash of the whole backend, and the revision it was taken at. */
  hash(): Promise<{ readonly hash: number; readonly revision: number }>;
  /** etcd's HashKV. @throws CompactedError, FutureRevisionError */
  hashKv(revision: number): ReturnType<MvccStore['hashKv']>;
  /** @throws RequestError: a cluster of one has nobody to move to */
  moveLeader(target: bigint): void;
}

export interface DiskDurations {
  readonly walFsync: Histogram;
  readonly backendCommit: Histogram;
  readonly snapshot: Histogram;
  readonly defragmentation: Histogram;
  readonly hash: Histogram;
  /** HashKV. */
  readonly hashAtRevision: Histogram;
}

/** Numbers for `/metrics`, since this process started. */
export interface MemberCounters {
  readonly leaderChanges: number;
  readonly proposalsCommitted: number;
  readonly proposalsApplied: number;
  readonly proposalsPending: number;
  readonly proposalsFailed: number;
  /** Rounds of linearizable reads. */
  readonly readsTimedOut: number;
  readonly readsFailed: number;
}
