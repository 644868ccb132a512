/** Failures of authentication and of permission, as etcd's auth store has them. Texts are in rpc/errors.ts. */
export type AuthFailure =
  | 'root-user-missing'
  | 'root-role-missing'
  | 'user-exists'
  | 'user-empty'
  | 'user-not-found'
  | 'role-exists'
  | 'role-not-found'
  | 'role-empty'
  | 'login-failed'
  | 'too-many-logins'
  | 'password-not-wanted'
  | 'password-too-long'
  | 'name-too-long'
  | 'permission-not-given'
  | 'permission-denied'
  | 'role-not-granted'
  | 'permission-not-granted'
  | 'auth-not-enabled'
  | 'old-auth-revision'
  | 'invalid-token'
  | 'invalid-management'
  | 'verify-only-key';

export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly failure: AuthFailure;

  constructor(failure: AuthFailure) {
    super(`the request may not be made: ${failure}`);
    this.failure = failure;
  }
}
