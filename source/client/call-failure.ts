import { status as grpcStatus, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import type { CallPolicy } from './call-policy.js';
import { EtcdError, type EtcdErrorKind } from './errors.js';
import { printable } from './printable.js';

/** What may be done about a failed call. */
export type Remedy =
  /** The answer is final. */
  | 'none'
  /** A new token, then the same again: etcd refused it before doing anything. */
  | 'renew-token'
  /** Certainly not done here; another member may do it. */
  | 'elsewhere'
  /** Perhaps done: only what is repeatable may be asked again. */
  | 'elsewhere-if-repeatable';

/** A failed attempt at one endpoint. */
export interface CallFailure {
  readonly error: EtcdError;
  readonly remedy: Remedy;
}

interface Rule {
  readonly kind: EtcdErrorKind;
  readonly remedy: Remedy;
  /** Follows `PUT at ENDPOINT `. */
  readonly text: string;
}

/** By etcd's own text, which is part of its interface (etcd: api/v3rpc/rpctypes/error.go). */
const rulesByText: ReadonlyMap<string, Rule> = new Map([
  ['etcdserver: invalid auth token', renewable('was refused: the login expired, log in again.')],
  [
    'etcdserver: revision of auth store is old',
    renewable('was refused: users or roles just changed, try again.'),
  ],
  [
    'etcdserver: user name is empty',
    renewable(
      'was refused: the cluster asks for a login, give --user NAME and the password when asked, or --password-file FILE.',
    ),
  ],
  [
    'etcdserver: authentication failed, invalid user ID or password',
    final('unauthenticated', 'was refused: user name or password is wrong, or was changed meanwhile.'),
  ],
  [
    'etcdserver: permission denied',
    final('permission-denied', "was refused: the user's roles do not allow it, ask for a role that does."),
  ],
  [
    'etcdserver: no leader',
    elsewhere('no-leader', 'failed: the member sees no leader, check the other members and the quorum.'),
  ],
  ['etcdserver: leader changed', unsure('no-leader', 'was cut off: the leader changed meanwhile.')],
  [
    'etcdserver: not leader',
    final('failed-precondition', 'was refused: only the leader does this, ask that member.'),
  ],
  [
    'etcdserver: rpc not supported for learner',
    elsewhere('learner', 'was refused: the member is a learner, ask a voting member.'),
  ],
  ['etcdserver: not capable', final('unimplemented', 'was refused: the cluster version is too old for it.')],
  ['etcdserver: server stopped', unsure('unreachable', 'was cut off: the member is shutting down.')],
  [
    'etcdserver: request timed out',
    unsure('timeout', 'got no answer from the quorum in time: check the members and their disks.'),
  ],
  [
    'etcdserver: request timed out, possibly due to previous leader failure',
    unsure('no-leader', 'got no answer: the leader failed meanwhile.'),
  ],
  [
    'etcdserver: request timed out, possibly due to connection lost',
    unsure(
      'timeout',
      'got no answer: the member lost its connection to the others, check the network between them.',
    ),
  ],
  [
    'etcdserver: request timed out, waiting for the applied index took too long',
    unsure('timeout', 'got no answer: the member is far behind, check its disk.'),
  ],
  [
    'etcdserver: too many requests',
    elsewhere('timeout', 'was refused: the member is behind with its work, wait and check its disk.'),
  ],
  [
    'etcdserver: mvcc: database space exceeded',
    final(
      'no-space',
      'was refused: the database is full (NOSPACE); compact, defragment, then disarm the alarm.',
    ),
  ],
  [
    'etcdserver: mvcc: required revision has been compacted',
    final('compacted', 'was refused: that revision has been compacted away, ask for a newer one.'),
  ],
  [
    'etcdserver: mvcc: required revision is a future revision',
    final('future-revision', 'was refused: that revision does not exist yet, ask for an older one.'),
  ],
  [
    'etcdserver: request is too large',
    final(
      'too-large',
      "was refused: the request is larger than the server's limit (1.5 MiB unless changed), make it smaller.",
    ),
  ],
  [
    'etcdserver: corrupt cluster',
    final(
      'internal',
      'was refused: the cluster has the CORRUPT alarm, compare the members before anything else.',
    ),
  ],
]);

function final(kind: EtcdErrorKind, text: string): Rule {
  return { kind, remedy: 'none', text };
}
function elsewhere(kind: EtcdErrorKind, text: string): Rule {
  return { kind, remedy: 'elsewhere', text };
}
function unsure(kind: EtcdErrorKind, text: string): Rule {
  return { kind, remedy: 'elsewhere-if-repeatable', text };
}
function renewable(text: string): Rule {
  return { kind: 'unauthenticated', remedy: 'renew-token', text };
}

/** What the operator has to know about a change that was sent and not answered. */
export function doubt(policy: CallPolicy): string {
  return policy.repeatable ? '' : '; it may or may not have been done, so look before repeating it';
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && typeof error.details === 'string';
}

/** A fault on this side, such as an answer that cannot be read. */
export function internalError(error: unknown, policy: CallPolicy, endpoint: string): EtcdError {
  const detail = error instanceof Error ? error.message : String(error);
  const message = `${policy.verb} at ${endpoint} failed inside the client: ${printable(detail)}.`;
  return new EtcdError('internal', message, detail, endpoint);
}

/** Reads what grpc-js reports about a call that `endpoint` was asked. */
export function callFailure(
  failure: ServiceError | StatusObject,
  policy: CallPolicy,
  endpoint: string,
): CallFailure {
  const detail = failure.details;
  const rule = rulesByText.get(detail) ?? ruleByCode(failure.code, detail, policy);
  const ending = rule.remedy === 'elsewhere-if-repeatable' ? doubt(policy) : '';
  const message = `${policy.verb} at ${endpoint} ${rule.text.replace(/\.$/u, `${ending}.`)}`;
  return { error: new EtcdError(rule.kind, message, detail, endpoint), remedy: rule.remedy };
}

/** Reads the reason that etcd gives inside an answer: its own text, at times in Go's wording of a gRPC error. */
export function refusal(reason: string, policy: CallPolicy, endpoint: string): CallFailure {
  const detail = reason.replace(/^rpc error: code = \w+ desc = /u, '');
  const rule = rulesByText.get(detail) ?? final('invalid-argument', `was refused: ${printable(detail)}.`);
  const message = `${policy.verb} at ${endpoint} ${rule.text}`;
  return { error: new EtcdError(rule.kind, message, detail, endpoint), remedy: rule.remedy };
}

function ruleByCode(code: grpcStatus, detail: string, policy: CallPolicy): Rule {
  const said = printable(detail);
  switch (code) {
    case grpcStatus.CANCELLED:
      return unsure('cancelled', `was cancelled by the server (${said}).`);
    case grpcStatus.DEADLINE_EXCEEDED:
      return unsure(
        'timeout',
        'got no answer in time: try --command-timeout, and check the load of the member.',
      );
    case grpcStatus.UNAVAILABLE:
      return detail.startsWith('etcdserver: ')
        ? final('failed-precondition', `was refused: ${said}.`)
        : unsure('unreachable', `was cut off: the connection broke (${said}).`);
    case grpcStatus.UNIMPLEMENTED:
      return policy.inEveryEtcd === true || detail.startsWith('Received HTTP status code')
        ? final('not-etcd', 'found a server that is not etcd: check the port.')
        : final('unimplemented', 'is not known to this server: its version is too old for it.');
    case grpcStatus.UNAUTHENTICATED:
      return final('unauthenticated', `was refused: ${said}.`);
    case grpcStatus.PERMISSION_DENIED:
      return final('permission-denied', `was refused: ${said}.`);
    case grpcStatus.NOT_FOUND:
      return final('not-found', `failed: ${said}.`);
    case grpcStatus.INVALID_ARGUMENT:
    case grpcStatus.OUT_OF_RANGE:
      return final('invalid-argument', `was refused: ${said}.`);
    case grpcStatus.FAILED_PRECONDITION:
    case grpcStatus.ALREADY_EXISTS:
      return final('failed-precondition', `was refused: ${said}.`);
    case grpcStatus.RESOURCE_EXHAUSTED:
      return resourceRule(detail, said);
    default:
      return final('internal', `failed: ${said}.`);
  }
}

function resourceRule(detail: string, said: string): Rule {
  return /message larger than max/iu.test(detail)
    ? final('too-large', `failed: the message is too large (${said}), ask for less at once.`)
    : final('internal', `was refused: ${said}.`);
}
