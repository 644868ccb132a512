import {
  AuthRoleAddRequest,
  AuthRoleDeleteRequest,
  AuthRoleGetRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserAddRequest,
  AuthUserChangePasswordRequest,
  AuthUserDeleteRequest,
  AuthUserGetRequest,
  AuthUserGrantRoleRequest,
  AuthUserRevokeRoleRequest,
  InternalAuthenticateRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { AuthStore } from '../auth/auth-store.js';
import type { Caller } from '../auth/types.js';
import type { AuthKind, ProposalAnswers } from './answers.js';

type Handlers = {
  readonly [K in AuthKind]: (body: Uint8Array, index: number) => ProposalAnswers[K];
};

const applied = { applied: true } as const;

/** What users may ask of themselves and their roles; the rest is for root. */
const openKinds: readonly AuthKind[] = ['authenticate', 'authUserGet', 'authRoleGet'];

/** Applies the requests of the auth service. */
export class AuthApplier {
  readonly #auth: AuthStore;
  readonly #handlers: Handlers;

  constructor(auth: AuthStore) {
    this.#auth = auth;
    this.#handlers = handlersOf(auth);
  }

  /** @param index the log entry's @throws AuthError */
  apply(kind: AuthKind, body: Uint8Array, caller: Caller, index: number): Partial<ProposalAnswers> {
    if (!openKinds.includes(kind)) {
      this.#auth.requireRoot(caller);
    } else if (kind === 'authUserGet') {
      this.#requireRootOr(caller, AuthUserGetRequest.decode(body).name === caller.username);
    } else if (kind === 'authRoleGet') {
      const { role } = AuthRoleGetRequest.decode(body);
      this.#requireRootOr(caller, this.#auth.userHasRole(caller.username, role));
    }
    return { [kind]: this.#handlers[kind](body, index) };
  }

  #requireRootOr(caller: Caller, isOwn: boolean): void {
    if (!isOwn) {
      this.#auth.requireRoot(caller);
    }
  }
}

function handlersOf(auth: AuthStore): Handlers {
  const acknowledge =
    <Request>(codec: { decode(body: Uint8Array): Request }, act: (request: Request) => void) =>
    (body: Uint8Array) => {
      act(codec.decode(body));
      return applied;
    };
  return {
    authEnable: () => {
      auth.enable();
      return applied;
    },
    authDisable: () => {
      auth.disable();
      return applied;
    },
    authStatus: () => ({ enabled: auth.isEnabled, authRevision: auth.revision }),
    authenticate: (body, index) => {
      const { name, simpleToken } = InternalAuthenticateRequest.decode(body);
      return { token: auth.logIn(name, simpleToken, index) };
    },
    authUserAdd: acknowledge(AuthUserAddRequest, (request) => auth.addUser(request)),
    authUserDelete: acknowledge(AuthUserDeleteRequest, ({ name }) => auth.deleteUser(name)),
    authUserGet: (body) => auth.rolesOf(AuthUserGetRequest.decode(body).name),
    authUserChangePassword: acknowledge(AuthUserChangePasswordRequest, (request) =>
      auth.changePassword(request),
    ),
    authUserGrantRole: acknowledge(AuthUserGrantRoleRequest, ({ user, role }) => auth.grantRole(user, role)),
    authUserRevokeRole: acknowledge(AuthUserRevokeRoleRequest, ({ name, role }) =>
      auth.revokeRole(name, role),
    ),
    authUserList: () => auth.userNames(),
    authRoleList: () => auth.roleNames(),
    authRoleAdd: acknowledge(AuthRoleAddRequest, ({ name }) => auth.addRole(name)),
    authRoleDelete: acknowledge(AuthRoleDeleteRequest, ({ role }) => auth.deleteRole(role)),
    authRoleGet: (body) => auth.permissionsOf(AuthRoleGetRequest.decode(body).role),
    authRoleGrantPermission: acknowledge(AuthRoleGrantPermissionRequest, (request) =>
      auth.grantPermission(request),
    ),
    authRoleRevokePermission: acknowledge(AuthRoleRevokePermissionRequest, (request) =>
      auth.revokePermission(request),
    ),
  };
}
