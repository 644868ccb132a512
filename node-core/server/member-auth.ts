import {
  type AuthenticateRequest,
  AuthUserAddRequest,
  AuthUserChangePasswordRequest,
  InternalAuthenticateRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { AuthStore } from '../auth/auth-store.js';
import { rootName } from '../auth/directory.js';
import { AuthError } from '../auth/errors.js';
import type { Passwords } from '../auth/passwords.js';
import type { TokenScheme } from '../auth/token-scheme.js';
import { type Caller, type Credentials, nobody, type TokenProvider } from '../auth/types.js';
import type { AuthKind, ProposalAnswers } from './answers.js';
import type { Proposals } from './proposals.js';

/** How logins are made and passwords kept. */
export interface AuthSettings {
  readonly tokens: TokenScheme;
  /** bcrypt's, from 4 to 31. */
  readonly bcryptCost: number;
  /** Callers without a token are who their verified client certificate says. */
  readonly trustCommonName: boolean;
}

export interface MemberAuthParts {
  readonly store: AuthStore;
  readonly tokens: TokenProvider;
  readonly passwords: Passwords;
  readonly trustCommonName: boolean;
  readonly proposals: Proposals;
  readonly linearizableRead: () => Promise<void>;
}

/** Set by etcd's JSON gateway, whose own certificate says nothing about who asked it. */
const gatewayMetadata = 'grpcgateway-accept';
const bearer = 'Bearer ';

/** Who calls, and the requests of the auth service. */
export class MemberAuth {
  readonly #parts: MemberAuthParts;

  constructor(parts: MemberAuthParts) {
    this.#parts = parts;
  }

  /**
   * Who makes a call: the owner of its token, else the client certificate's CN, else nobody.
   * @throws AuthError for a token that is not known, or not any more
   */
  callerOf(credentials: Credentials): Caller {
    const { store, tokens, trustCommonName } = this.#parts;
    if (!store.isEnabled) {
      return nobody;
    }
    const token = credentials.metadata('token') ?? credentials.metadata('authorization');
    if (token === undefined) {
      return trustCommonName ? this.#callerByCertificate(credentials) : nobody;
    }
    const bare = token.startsWith(bearer) ? token.slice(bearer.length) : token;
    const caller = tokens.find(bare, store.revision);
    if (caller === undefined) {
      throw new AuthError('invalid-token');
    }
    return caller;
  }

  #callerByCertificate(credentials: Credentials): Caller {
    const username = credentials.commonName();
    if (username === undefined || credentials.metadata(gatewayMetadata) !== undefined) {
      return nobody;
    }
    return { username, authRevision: this.#parts.store.revision };
  }

  /** Advances with every change of users, roles and permissions. */
  get revision(): number {
    return this.#parts.store.revision;
  }

  /** Now, callers without a token are who their certificate says. */
  get trustsCertificates(): boolean {
    return this.#parts.store.isEnabled && this.#parts.trustCommonName;
  }

  /** The server itself, in requests that a user could make too. */
  root(): Caller {
    const { store } = this.#parts;
    return store.isEnabled ? { username: rootName, authRevision: store.revision } : nobody;
  }

  /** @throws AuthError unless the call comes from a user with the role root */
  requireRoot(credentials: Credentials): void {
    this.#parts.store.requireRoot(this.callerOf(credentials));
  }

  /** Who makes a call, where that may be nobody only as long as nobody has to log in. @throws AuthError */
  requireLogin(credentials: Credentials): Caller {
    const caller = this.callerOf(credentials);
    if (this.#parts.store.isEnabled && caller === nobody) {
      throw new AuthError('user-empty');
    }
    return caller;
  }

  /**
   * Reads that do not go through the log, checked and made in one go.
   * @throws AuthError also when the login is of another auth revision than the store
   */
  checkRead(credentials: Credentials, check: (caller: Caller) => void): void {
    const caller = this.callerOf(credentials);
    check(caller);
    if (caller.authRevision !== 0 && caller.authRevision !== this.#parts.store.revision) {
      throw new AuthError('old-auth-revision');
    }
  }

  /** Any request of the auth service whose log entry is the request itself. */
  request<K extends AuthKind>(
    kind: K,
    encoded: Uint8Array,
    credentials: Credentials,
  ): Promise<ProposalAnswers[K]> {
    return this.#parts.proposals.propose(kind, encoded, this.callerOf(credentials));
  }

  /**
   * Checks the password and logs the user in. The password is checked before the log entry, which does not
   * hold it; when the users have changed meanwhile, it is checked again.
   * @returns the token
   */
  async authenticate({ name, password }: AuthenticateRequest): Promise<string> {
    const { store, tokens, passwords, proposals, linearizableRead } = this.#parts;
    await linearizableRead();
    for (;;) {
      const { hash, authRevision } = store.passwordOf(name);
      if (!(await passwords.matches(password, hash))) {
        throw new AuthError('login-failed');
      }
      const login = InternalAuthenticateRequest.encode({ name, simpleToken: tokens.drawPrefix() });
      const { token } = await proposals.propose('authenticate', login);
      if (store.revision === authRevision) {
        return token;
      }
    }
  }

  /** The log gets the password's hash. */
  async addUser(request: AuthUserAddRequest, credentials: Credentials): Promise<void> {
    const hashed = request.options?.noPassword
      ? { ...request, password: '', hashedPassword: '' }
      : await this.#withHash(request);
    await this.request('authUserAdd', AuthUserAddRequest.encode(hashed), credentials);
  }

  async changePassword(request: AuthUserChangePasswordRequest, credentials: Credentials): Promise<void> {
    const hashed = request.password === '' ? request : await this.#withHash(request);
    await this.request('authUserChangePassword', AuthUserChangePasswordRequest.encode(hashed), credentials);
  }

  async #withHash<T extends { readonly password: string }>(request: T): Promise<T> {
    const hashedPassword = await this.#parts.passwords.hash(request.password);
    return { ...request, password: '', hashedPassword };
  }
}
