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
  | 'internal';

/** `message` is one sentence: what failed, where, and what to do next. It never holds a secret. */
export class EtcdError extends Error {
  override readonly name = 'EtcdError';
  readonly kind: EtcdErrorKind;
  /** The endpoint that was asked, when one was. */
  readonly endpoint: string | undefined;
  /** etcd's own text, such as `etcdserver: no leader`; hostile text, escape it before showing. */
  readonly detail: string;

  constructor(kind: EtcdErrorKind, message: string, detail: string, endpoint?: string) {
    super(message);
    this.kind = kind;
    this.detail = detail;
    this.endpoint = endpoint;
  }
}
