/** Why a call failed, as far as a caller can act on it. */
export type EtcdErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'cancelled'
  | 'tls'
  | 'not-etcd'
  | 'unauthenticated'
  | 'permission-denied'
  | 'no-leader'
  | 'no-space'
  | 'compacted'
  | 'future-revision'
  | 'too-large'
  | 'not-found'
  | 'unimplemented'
  | 'invalid-argument'
  | 'failed-precondition'
  /** Only a learner was reached: it serves serializable ranges, its status and snapshots. */
  | 'learner'
  | 'internal';

/** Keys that a user's roles are about; `prefix` is undefined for a range that is not all keys that begin alike. */
export interface Grant {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
  /** All keys that begin with it: empty for all there are. */
  readonly prefix: Uint8Array | undefined;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

/** Whose rights end somewhere, and where. */
export interface Limits {
  readonly grants: readonly Grant[];
  /** Them, as one sentence. */
  readonly inWords: string;
}

/** `message` is one sentence: what failed, where, and what to do next. It never holds a secret. */
export class EtcdError extends Error {
  override readonly name = 'EtcdError';
  readonly kind: EtcdErrorKind;
  /** The endpoint that was asked, when one was. */
  readonly endpoint: string | undefined;
  /** etcd's own text, such as `etcdserver: no leader`; hostile text, escape it before showing. */
  readonly detail: string;
  /** What the user may do instead, where `permission-denied` could be explained. */
  readonly grants: readonly Grant[] | undefined;

  constructor(
    kind: EtcdErrorKind,
    message: string,
    detail: string,
    endpoint?: string,
    grants?: readonly Grant[],
  ) {
    super(message);
    this.kind = kind;
    this.detail = detail;
    this.endpoint = endpoint;
    this.grants = grants;
  }
}
