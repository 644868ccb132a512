import { MalformedMessageError } from '../../proto/wire.js';
import { AuthError, type AuthFailure } from '../auth/errors.js';
import { LeaseExistsError, LeaseNotFoundError, LeaseTtlTooLargeError } from '../lease/errors.js';
import { CompactedError, FutureRevisionError } from '../mvcc/errors.js';
import { RequestError, type RequestFailure } from '../server/errors.js';
import { RpcError, StatusCode } from './status.js';

/**
 * The one table of what clients are told. Code and text are etcd's (`api/v3rpc/rpctypes`), to the letter:
 * clients compare the text.
 */
const statuses = {
  'empty-key': [StatusCode.INVALID_ARGUMENT, 'etcdserver: key is not provided'],
  'key-not-found': [StatusCode.INVALID_ARGUMENT, 'etcdserver: key not found'],
  'value-provided': [StatusCode.INVALID_ARGUMENT, 'etcdserver: value is provided'],
  'lease-provided': [StatusCode.INVALID_ARGUMENT, 'etcdserver: lease is provided'],
  'too-many-operations': [StatusCode.INVALID_ARGUMENT, 'etcdserver: too many operations in txn request'],
  'duplicate-key': [StatusCode.INVALID_ARGUMENT, 'etcdserver: duplicate key given in txn request'],
  'invalid-sort': [StatusCode.INVALID_ARGUMENT, 'etcdserver: invalid sort option'],
  'invalid-client-api-version': [StatusCode.INVALID_ARGUMENT, 'etcdserver: invalid client api version'],
  compacted: [StatusCode.OUT_OF_RANGE, 'etcdserver: mvcc: required revision has been compacted'],
  'future-revision': [StatusCode.OUT_OF_RANGE, 'etcdserver: mvcc: required revision is a future revision'],
  'no-space': [StatusCode.RESOURCE_EXHAUSTED, 'etcdserver: mvcc: database space exceeded'],
  'lease-not-found': [StatusCode.NOT_FOUND, 'etcdserver: requested lease not found'],
  'lease-exists': [StatusCode.FAILED_PRECONDITION, 'etcdserver: lease already exists'],
  'lease-ttl-too-large': [StatusCode.OUT_OF_RANGE, 'etcdserver: too large lease TTL'],
  'member-urls-invalid': [StatusCode.INVALID_ARGUMENT, 'etcdserver: given member URLs are invalid'],
  'member-not-found': [StatusCode.NOT_FOUND, 'etcdserver: member not found'],
  'member-not-learner': [StatusCode.FAILED_PRECONDITION, 'etcdserver: can only promote a learner member'],
  'downgrade-version-format': [
    StatusCode.INVALID_ARGUMENT,
    'etcdserver: wrong downgrade target version format',
  ],
  'downgrade-version-invalid': [StatusCode.INVALID_ARGUMENT, 'etcdserver: invalid downgrade target version'],
  'request-too-large': [StatusCode.INVALID_ARGUMENT, 'etcdserver: request is too large'],
  'too-many-requests': [StatusCode.RESOURCE_EXHAUSTED, 'etcdserver: too many requests'],
  'no-leader': [StatusCode.UNAVAILABLE, 'etcdserver: no leader'],
  'not-leader': [StatusCode.FAILED_PRECONDITION, 'etcdserver: not leader'],
  'leader-changed': [StatusCode.UNAVAILABLE, 'etcdserver: leader changed'],
  stopped: [StatusCode.UNAVAILABLE, 'etcdserver: server stopped'],
  timeout: [StatusCode.UNAVAILABLE, 'etcdserver: request timed out'],
  corrupt: [StatusCode.DATA_LOSS, 'etcdserver: corrupt cluster'],
  'bad-leader-transferee': [StatusCode.FAILED_PRECONDITION, 'etcdserver: bad leader transferee'],
  'root-user-missing': [StatusCode.FAILED_PRECONDITION, 'etcdserver: root user does not exist'],
  'root-role-missing': [StatusCode.FAILED_PRECONDITION, 'etcdserver: root user does not have root role'],
  'user-exists': [StatusCode.FAILED_PRECONDITION, 'etcdserver: user name already exists'],
  'user-empty': [StatusCode.INVALID_ARGUMENT, 'etcdserver: user name is empty'],
  'user-not-found': [StatusCode.FAILED_PRECONDITION, 'etcdserver: user name not found'],
  'role-exists': [StatusCode.FAILED_PRECONDITION, 'etcdserver: role name already exists'],
  'role-not-found': [StatusCode.FAILED_PRECONDITION, 'etcdserver: role name not found'],
  'role-empty': [StatusCode.INVALID_ARGUMENT, 'etcdserver: role name is empty'],
  'login-failed': [
    StatusCode.INVALID_ARGUMENT,
    'etcdserver: authentication failed, invalid user ID or password',
  ],
  'permission-not-given': [StatusCode.INVALID_ARGUMENT, 'etcdserver: permission not given'],
  'permission-denied': [StatusCode.PERMISSION_DENIED, 'etcdserver: permission denied'],
  'role-not-granted': [StatusCode.FAILED_PRECONDITION, 'etcdserver: role is not granted to the user'],
  'permission-not-granted': [
    StatusCode.FAILED_PRECONDITION,
    'etcdserver: permission is not granted to the role',
  ],
  'auth-not-enabled': [StatusCode.FAILED_PRECONDITION, 'etcdserver: authentication is not enabled'],
  'invalid-token': [StatusCode.UNAUTHENTICATED, 'etcdserver: invalid auth token'],
  'invalid-management': [StatusCode.INVALID_ARGUMENT, 'etcdserver: invalid auth management'],
  'old-auth-revision': [StatusCode.INVALID_ARGUMENT, 'etcdserver: revision of auth store is old'],
  // Errors that etcd has no row for, and passes on as they are.
  'password-not-wanted': [
    StatusCode.UNKNOWN,
    'auth: authentication failed, password was given for no password user',
  ],
  'not-enough-started': [
    StatusCode.UNKNOWN,
    'etcdserver: re-configuration failed due to not enough started members',
  ],
  'password-too-long': [StatusCode.UNKNOWN, 'bcrypt: password length exceeds 72 bytes'],
  'verify-only-key': [StatusCode.UNKNOWN, 'auth: token signing attempted with verify-only key'],
} as const satisfies Record<string, readonly [StatusCode, string]>;

export type StatusName = keyof typeof statuses;

/** A failure that clients know, by its name in the table. */
export function rpcError(name: StatusName): RpcError {
  const [code, message] = statuses[name];
  return new RpcError(code, message);
}

const statusOfFailure: Readonly<Record<RequestFailure, StatusName>> = {
  'key-not-found': 'key-not-found',
  'no-space': 'no-space',
  'request-too-large': 'request-too-large',
  'too-many-requests': 'too-many-requests',
  'no-leader': 'no-leader',
  'not-leader': 'not-leader',
  'leader-changed': 'leader-changed',
  timeout: 'timeout',
  stopped: 'stopped',
  corrupt: 'corrupt',
  'bad-leader-transferee': 'bad-leader-transferee',
};

/** Failures that etcd does not have, told as the nearest of its own. All others are rows of the same name. */
function statusOfAuthFailure(failure: AuthFailure): StatusName {
  switch (failure) {
    case 'name-too-long':
      return 'request-too-large';
    case 'too-many-logins':
      return 'too-many-requests';
    default:
      return failure;
  }
}

/** Errors of the layers below, and their rows. */
const statusOfError = [
  [CompactedError, 'compacted'],
  [FutureRevisionError, 'future-revision'],
  [LeaseNotFoundError, 'lease-not-found'],
  [LeaseExistsError, 'lease-exists'],
  [LeaseTtlTooLargeError, 'lease-ttl-too-large'],
] as const;

/** The status for whatever a handler threw. What nobody expected says so, and is Unknown, as in etcd. */
export function toStatus(error: unknown): RpcError {
  if (error instanceof RpcError) {
    return error;
  }
  if (error instanceof RequestError) {
    return rpcError(statusOfFailure[error.failure]);
  }
  if (error instanceof AuthError) {
    return rpcError(statusOfAuthFailure(error.failure));
  }
  if (error instanceof MalformedMessageError) {
    return new RpcError(StatusCode.INTERNAL, `grpc: error unmarshalling request: ${error.message}`);
  }
  const row = statusOfError.find(([type]) => error instanceof type);
  if (row !== undefined) {
    return rpcError(row[1]);
  }
  return new RpcError(StatusCode.UNKNOWN, error instanceof Error ? error.message : String(error));
}

/** What etcd does and a member that stays alone does not; `what` names it in a sentence. */
export function unimplemented(what: string): RpcError {
  return new RpcError(
    StatusCode.UNIMPLEMENTED,
    `etcdscope node does not support ${what}: use etcd itself for it`,
  );
}
