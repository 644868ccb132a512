import { MalformedMessageError } from '../../proto/wire.js';
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
  'request-too-large': [StatusCode.INVALID_ARGUMENT, 'etcdserver: request is too large'],
  'too-many-requests': [StatusCode.RESOURCE_EXHAUSTED, 'etcdserver: too many requests'],
  'no-leader': [StatusCode.UNAVAILABLE, 'etcdserver: no leader'],
  'not-leader': [StatusCode.FAILED_PRECONDITION, 'etcdserver: not leader'],
  'leader-changed': [StatusCode.UNAVAILABLE, 'etcdserver: leader changed'],
  stopped: [StatusCode.UNAVAILABLE, 'etcdserver: server stopped'],
  timeout: [StatusCode.UNAVAILABLE, 'etcdserver: request timed out'],
  corrupt: [StatusCode.DATA_LOSS, 'etcdserver: corrupt cluster'],
  'bad-leader-transferee': [StatusCode.FAILED_PRECONDITION, 'etcdserver: bad leader transferee'],
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
  if (error instanceof MalformedMessageError) {
    return new RpcError(StatusCode.INTERNAL, `grpc: error unmarshalling request: ${error.message}`);
  }
  const row = statusOfError.find(([type]) => error instanceof type);
  if (row !== undefined) {
    return rpcError(row[1]);
  }
  return new RpcError(StatusCode.UNKNOWN, error instanceof Error ? error.message : String(error));
}

/** A method of etcd's that this server does not have yet; `what` names it in a sentence. */
export function unimplemented(what: string): RpcError {
  return new RpcError(
    StatusCode.UNIMPLEMENTED,
    `etcdscope node does not support ${what} yet: use etcd itself for it`,
  );
}
