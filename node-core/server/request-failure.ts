import { AuthError } from '../auth/errors.js';
import { LeaseExistsError, LeaseNotFoundError, LeaseTtlTooLargeError } from '../lease/errors.js';
import { CompactedError, FutureRevisionError } from '../mvcc/errors.js';
import { RequestError } from './errors.js';

const failures = [
  RequestError,
  AuthError,
  CompactedError,
  FutureRevisionError,
  LeaseExistsError,
  LeaseNotFoundError,
  LeaseTtlTooLargeError,
];

/** True of an error that answers one request; false of one that says the member itself is broken. */
export function isRequestFailure(error: unknown): boolean {
  return failures.some((failure) => error instanceof failure);
}
