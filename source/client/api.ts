import type * as authpb from '../../proto/generated/authpb.js';
import type * as etcd from '../../proto/generated/etcdserverpb.js';
import type * as mvccpb from '../../proto/generated/mvccpb.js';
import type { EtcdError, Limits } from './errors.js';

/** A client URL, such as `https://10.0.0.1:2379`. */
export type Endpoint = string;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; the client's command timeout when left out. */
  readonly timeoutMs?: number;
  /** Ask this member and no other; without it the call goes to a healthy one and fails over. */
  readonly endpoint?: Endpoint;
  /** Answer even while the endpoints belong to two clusters, for whoever judges just that. */
  readonly anyCluster?: boolean;
  /** A refusal is told without asking what the user may do instead, for whoever looks again and again. */
  readonly unexplained?: boolean;
}

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly endpoint: Endpoint }
  /** No endpoint answers; the client keeps trying. `sinceMs` is wall time. */
  | { readonly kind: 'down'; readonly error: EtcdError; readonly sinceMs: number };

export interface WatchOptions {
  readonly key: Uint8Array;
  readonly rangeEnd?: Uint8Array;
  /** 0 or absent: from the next change on. */
  readonly startRevision?: number;
  readonly prevKv?: boolean;
  readonly filters?: readonly etcd.WatchCreateRequest_FilterType[];
  readonly signal?: AbortSignal;
}

/** What a watch tells, in order; a cut is resumed at the next revision without the caller's help. */
export type WatchMessage =
  /** The server has set the watch up; everything after `revision` will be told. */
  | { readonly kind: 'created'; readonly revision: number; readonly endpoint: Endpoint }
  /** All changes of one or more whole revisions up to `revision`, that of the last; `receivedMs` is wall time. */
  | {
      readonly kind: 'events';
      readonly revision: number;
      readonly events: readonly mvccpb.Event[];
      readonly receivedMs: number;
    }
  /** Nothing at or below `revision` is missing. */
  | { readonly kind: 'progress'; readonly revision: number }
  /** The stream was cut; the client tries again and resumes at `nextRevision`. */
  | { readonly kind: 'interrupted'; readonly error: EtcdError; readonly nextRevision: number }
  /** Changes from `fromRevision` to `toRevision` are gone: they were compacted before they could be read. */
  | { readonly kind: 'hole'; readonly fromRevision: number; readonly toRevision: number }
  /**
   * The server does not want this watch. Where rights or a login are missing it is asked for again now and then, and
   * `created` follows once they are there; after any other reason, such as an impossible range, nothing follows.
   */
  | { readonly kind: 'refused'; readonly error: EtcdError };

export interface WatchSubscription {
  /** Ends the watch; no message comes afterwards. */
  cancel(): void;
}

export interface KvApi {
  range(request: Partial<etcd.RangeRequest>, options?: CallOptions): Promise<etcd.RangeResponse>;
  /**
   * The same answer, sent in chunks: what lies past its limit is not walked over. Rejects as `unimplemented` before
   * etcd 3.7, at once when the connection's member was asked before.
   */
  rangeStream(request: Partial<etcd.RangeRequest>, options?: CallOptions): Promise<etcd.RangeResponse>;
  put(request: Partial<etcd.PutRequest>, options?: CallOptions): Promise<etcd.PutResponse>;
  deleteRange(
    request: Partial<etcd.DeleteRangeRequest>,
    options?: CallOptions,
  ): Promise<etcd.DeleteRangeResponse>;
  txn(request: Partial<etcd.TxnRequest>, options?: CallOptions): Promise<etcd.TxnResponse>;
  compact(request: Partial<etcd.CompactionRequest>, options?: CallOptions): Promise<etcd.CompactionResponse>;
}

export interface LeaseApi {
  grant(request: Partial<etcd.LeaseGrantRequest>, options?: CallOptions): Promise<etcd.LeaseGrantResponse>;
  revoke(id: bigint, options?: CallOptions): Promise<etcd.LeaseRevokeResponse>;
  keepAliveOnce(id: bigint, options?: CallOptions): Promise<etcd.LeaseKeepAliveResponse>;
  timeToLive(
    request: Partial<etcd.LeaseTimeToLiveRequest>,
    options?: CallOptions,
  ): Promise<etcd.LeaseTimeToLiveResponse>;
  list(options?: CallOptions): Promise<etcd.LeaseLeasesResponse>;
}

export interface ClusterApi {
  memberList(
    request?: Partial<etcd.MemberListRequest>,
    options?: CallOptions,
  ): Promise<etcd.MemberListResponse>;
  memberAdd(request: Partial<etcd.MemberAddRequest>, options?: CallOptions): Promise<etcd.MemberAddResponse>;
  memberRemove(id: bigint, options?: CallOptions): Promise<etcd.MemberRemoveResponse>;
  memberUpdate(
    request: Partial<etcd.MemberUpdateRequest>,
    options?: CallOptions,
  ): Promise<etcd.MemberUpdateResponse>;
  memberPromote(id: bigint, options?: CallOptions): Promise<etcd.MemberPromoteResponse>;
}

/** Calls that concern one member say which in `options.endpoint`. */
export interface MaintenanceApi {
  alarm(request: Partial<etcd.AlarmRequest>, options?: CallOptions): Promise<etcd.AlarmResponse>;
  status(options?: CallOptions): Promise<etcd.StatusResponse>;
  defragment(options?: CallOptions): Promise<etcd.DefragmentResponse>;
  hash(options?: CallOptions): Promise<etcd.HashResponse>;
  hashKv(revision: number, options?: CallOptions): Promise<etcd.HashKVResponse>;
  moveLeader(targetId: bigint, options?: CallOptions): Promise<etcd.MoveLeaderResponse>;
  /** The chunks of a backend file, its SHA-256 last; ends with an error when the stream breaks. */
  snapshot(options?: CallOptions): AsyncIterable<etcd.SnapshotResponse>;
}

export interface AuthApi {
  /**
   * What the roles of the user that this client logs in as allow; undefined where nothing limits them, and where it is
   * not told. Each question is an entry in the Raft log: asked before a change, not while one looks.
   */
  limits(): Promise<Limits | undefined>;
  status(options?: CallOptions): Promise<etcd.AuthStatusResponse>;
  enable(options?: CallOptions): Promise<etcd.AuthEnableResponse>;
  disable(options?: CallOptions): Promise<etcd.AuthDisableResponse>;
  userAdd(
    request: Partial<etcd.AuthUserAddRequest>,
    options?: CallOptions,
  ): Promise<etcd.AuthUserAddResponse>;
  userGet(name: string, options?: CallOptions): Promise<etcd.AuthUserGetResponse>;
  userList(options?: CallOptions): Promise<etcd.AuthUserListResponse>;
  userDelete(name: string, options?: CallOptions): Promise<etcd.AuthUserDeleteResponse>;
  userChangePassword(
    request: Partial<etcd.AuthUserChangePasswordRequest>,
    options?: CallOptions,
  ): Promise<etcd.AuthUserChangePasswordResponse>;
  userGrantRole(user: string, role: string, options?: CallOptions): Promise<etcd.AuthUserGrantRoleResponse>;
  userRevokeRole(user: string, role: string, options?: CallOptions): Promise<etcd.AuthUserRevokeRoleResponse>;
  roleAdd(name: string, options?: CallOptions): Promise<etcd.AuthRoleAddResponse>;
  roleGet(name: string, options?: CallOptions): Promise<etcd.AuthRoleGetResponse>;
  roleList(options?: CallOptions): Promise<etcd.AuthRoleListResponse>;
  roleDelete(name: string, options?: CallOptions): Promise<etcd.AuthRoleDeleteResponse>;
  roleGrantPermission(
    role: string,
    permission: authpb.Permission,
    options?: CallOptions,
  ): Promise<etcd.AuthRoleGrantPermissionResponse>;
  roleRevokePermission(
    request: Partial<etcd.AuthRoleRevokePermissionRequest>,
    options?: CallOptions,
  ): Promise<etcd.AuthRoleRevokePermissionResponse>;
}

/** What a TLS handshake with a member showed; dates in wall milliseconds. */
export interface ServedCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** One etcd cluster. Every promise rejects with an EtcdError; `close` ends all that is under way. */
export interface EtcdClient {
  readonly endpoints: readonly Endpoint[];
  readonly connection: ConnectionState;
  onConnection(listener: (state: ConnectionState) => void): () => void;
  readonly kv: KvApi;
  readonly lease: LeaseApi;
  readonly cluster: ClusterApi;
  readonly maintenance: MaintenanceApi;
  readonly auth: AuthApi;
  /** Delivers messages one after the other, on the event loop's own turn; many watches share one stream. */
  watch(options: WatchOptions, listener: (message: WatchMessage) => void): WatchSubscription;
  /** undefined on a connection without TLS. */
  servedCertificate(endpoint: Endpoint, signal?: AbortSignal): Promise<ServedCertificate | undefined>;
  close(): void;
}
