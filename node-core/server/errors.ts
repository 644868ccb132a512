/** Failures of requests, as etcd's server names them. Their texts for clients are in rpc/errors.ts. */
export type RequestFailure =
  | 'key-not-found'
  | 'no-space'
  | 'request-too-large'
  | 'too-many-requests'
  | 'no-leader'
  | 'not-leader'
  | 'leader-changed'
  | 'timeout'
  | 'stopped'
  | 'corrupt'
  | 'bad-leader-transferee';

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly failure: RequestFailure;

  constructor(failure: RequestFailure) {
    super(`the request failed: ${failure}`);
    this.failure = failure;
  }
}

/** The member cannot go on: its disk refused what must be durable. It stops instead of losing data. */
export class MemberFailedError extends Error {
  override readonly name = 'MemberFailedError';
}

export function memberFailed(cause: unknown): MemberFailedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MemberFailedError(`the member stopped to protect its data: ${reason}`, { cause });
}

/** The data directory does not hold what a member of this cluster needs. The message is for the operator. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}
