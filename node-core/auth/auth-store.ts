import {
  type Permission,
  Permission_Type as PermissionType,
  type Role,
  User,
} from '../../proto/generated/authpb.js';
import type {
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserAddRequest,
  AuthUserChangePasswordRequest,
} from '../../proto/generated/etcdserverpb.js';
import { emptyBytes } from '../../proto/wire.js';
import type { Backend } from '../backend/types.js';
import { AuthRecords } from './auth-records.js';
import { compareBytes, compareNames } from './byte-order.js';
import { AuthDirectory, hasRole, rootName } from './directory.js';
import { AuthError } from './errors.js';
import { isOpenEnd } from './key-ranges.js';
import { decodePasswordHash } from './password-hash.js';
import type { Caller, TokenProvider } from './types.js';
import type { Access } from './user-permissions.js';

/** Longest name of a user or role, in bytes: it is a key of the database. */
const longestNameBytes = 1024;

/** The role root permits everything, whatever was granted to it. */
const rootPermission: Permission = {
  permType: PermissionType.READWRITE,
  key: emptyBytes,
  rangeEnd: Uint8Array.of(0),
};

/** Whether the password may be tried at all, and against what. */
export interface StoredPassword {
  readonly hash: Uint8Array;
  /** The auth revision the hash was read at. */
  readonly authRevision: number;
}

/**
 * Users, roles and whether they count: the state that etcd calls its auth store. Changes come from log
 * entries only, so they are made in the same order on every member. Each change that says so in etcd
 * advances the auth revision, which makes older logins ask again.
 */
export class AuthStore {
  readonly #records: AuthRecords;
  readonly #directory: AuthDirectory;
  readonly #tokens: TokenProvider;
  #isEnabled: boolean;
  #revision: number;

  constructor(backend: Backend, tokens: TokenProvider) {
    this.#records = new AuthRecords(backend);
    this.#directory = new AuthDirectory(this.#records);
    this.#tokens = tokens;
    this.#isEnabled = this.#records.readEnabled();
    this.#revision = this.#records.readRevision();
    if (this.#revision === 0) {
      this.#advance();
    }
  }

  get isEnabled(): boolean {
    return this.#isEnabled;
  }

  get revision(): number {
    return this.#revision;
  }

  /** @throws AuthError unless there is a user root with the role root */
  enable(): void {
    if (this.#isEnabled) {
      return;
    }
    const root = this.#directory.user(rootName);
    if (root === undefined) {
      throw new AuthError('root-user-missing');
    }
    if (!hasRole(root, rootName)) {
      throw new AuthError('root-role-missing');
    }
    this.#records.writeEnabled(true);
    this.#isEnabled = true;
  }

  disable(): void {
    if (!this.#isEnabled) {
      return;
    }
    this.#records.writeEnabled(false);
    this.#isEnabled = false;
    this.#advance();
    this.#tokens.forgetAll();
  }

  /** Makes a token for a user whose password was checked. @param index the log entry of the login */
  logIn(username: string, prefix: string, index: number): string {
    if (!this.#isEnabled) {
      throw new AuthError('auth-not-enabled');
    }
    const user = this.#directory.user(username);
    if (user === undefined || hasNoPassword(user)) {
      throw new AuthError('login-failed');
    }
    return this.#tokens.assign({ username, authRevision: this.#revision }, prefix, index);
  }

  /** @throws AuthError when this user cannot log in with a password */
  passwordOf(username: string): StoredPassword {
    if (!this.#isEnabled) {
      throw new AuthError('auth-not-enabled');
    }
    const user = this.#directory.user(username);
    if (user === undefined) {
      throw new AuthError('login-failed');
    }
    if (hasNoPassword(user)) {
      throw new AuthError('password-not-wanted');
    }
    return { hash: user.password, authRevision: this.#revision };
  }

  addUser({ name, options, hashedPassword }: AuthUserAddRequest): void {
    if (name === '') {
      throw new AuthError('user-empty');
    }
    if (this.#directory.user(name) !== undefined) {
      throw new AuthError('user-exists');
    }
    const user = User.create({
      name: nameBytes(name),
      options: { noPassword: options?.noPassword ?? false },
    });
    user.password = hasNoPassword(user) ? emptyBytes : decodePasswordHash(hashedPassword);
    this.#directory.putUser(user);
    this.#advance();
  }

  deleteUser(name: string): void {
    if (this.#isEnabled && name === rootName) {
      throw new AuthError('invalid-management');
    }
    this.#requireUser(name);
    this.#directory.deleteUser(name);
    this.#advance();
    this.#tokens.forgetUser(name);
  }

  changePassword({ name, hashedPassword }: AuthUserChangePasswordRequest): void {
    const user = this.#requireUser(name);
    const password = hasNoPassword(user) ? emptyBytes : decodePasswordHash(hashedPassword);
    this.#directory.putUser({ ...user, password });
    this.#advance();
    this.#tokens.forgetUser(name);
  }

  grantRole(name: string, role: string): void {
    const user = this.#requireUser(name);
    if (role !== rootName) {
      this.#requireRole(role);
    }
    if (hasRole(user, role)) {
      return;
    }
    this.#directory.putUser({ ...user, roles: [...user.roles, role].sort(compareNames) });
    this.#advance();
  }

  revokeRole(name: string, role: string): void {
    if (this.#isEnabled && name === rootName && role === rootName) {
      throw new AuthError('invalid-management');
    }
    const user = this.#requireUser(name);
    if (!hasRole(user, role)) {
      throw new AuthError('role-not-granted');
    }
    this.#directory.putUser(withoutRole(user, role));
    this.#advance();
  }

  rolesOf(name: string): readonly string[] {
    return this.#requireUser(name).roles;
  }

  userNames(): readonly string[] {
    return this.#directory.userNames();
  }

  addRole(name: string): void {
    if (name === '') {
      throw new AuthError('role-empty');
    }
    if (this.#directory.role(name) !== undefined) {
      throw new AuthError('role-exists');
    }
    this.#directory.putRole({ name: nameBytes(name), keyPermission: [] });
    this.#advance();
  }

  deleteRole(name: string): void {
    if (this.#isEnabled && name === rootName) {
      throw new AuthError('invalid-management');
    }
    this.#requireRole(name);
    this.#directory.deleteRole(name);
    for (const user of this.#directory.users().filter((holder) => hasRole(holder, name))) {
      this.#directory.putUser(withoutRole(user, name));
    }
    this.#advance();
  }

  grantPermission({ name, perm }: AuthRoleGrantPermissionRequest): void {
    if (perm === undefined) {
      throw new AuthError('permission-not-given');
    }
    if (!isPermissionRange(perm)) {
      throw new AuthError('invalid-management');
    }
    const role = this.#requireRole(name);
    this.#directory.putRole({ ...role, keyPermission: withPermission(role.keyPermission, perm) });
    this.#advance();
  }

  revokePermission({ role: name, key, rangeEnd }: AuthRoleRevokePermissionRequest): void {
    const role = this.#requireRole(name);
    const kept = role.keyPermission.filter(
      (permission) =>
        compareBytes(permission.key, key) !== 0 || compareBytes(permission.rangeEnd, rangeEnd) !== 0,
    );
    if (kept.length === role.keyPermission.length) {
      throw new AuthError('permission-not-granted');
    }
    this.#directory.putRole({ ...role, keyPermission: kept });
    this.#advance();
  }

  permissionsOf(role: string): readonly Permission[] {
    const { keyPermission } = this.#requireRole(role);
    return role === rootName ? [rootPermission] : keyPermission;
  }

  roleNames(): readonly string[] {
    return this.#directory.roleNames();
  }

  userHasRole(name: string, role: string): boolean {
    const user = this.#directory.user(name);
    return user !== undefined && hasRole(user, role);
  }

  /** @throws AuthError unless the caller has the role root; the revision of the login does not matter, as in etcd */
  requireRoot({ username }: Caller): void {
    if (!this.#isEnabled) {
      return;
    }
    if (username === '') {
      throw new AuthError('user-empty');
    }
    if (!hasRole(this.#requireUser(username), rootName)) {
      throw new AuthError('permission-denied');
    }
  }

  isRoot({ username }: Caller): boolean {
    return !this.#isEnabled || this.userHasRole(username, rootName);
  }

  /** @throws AuthError unless the caller may do this to every key of the range */
  requireAccess(caller: Caller, access: Access, key: Uint8Array, rangeEnd: Uint8Array): void {
    if (!this.#isEnabled) {
      return;
    }
    if (caller.authRevision === 0) {
      throw new AuthError('user-empty');
    }
    if (caller.authRevision < this.#revision) {
      throw new AuthError('old-auth-revision');
    }
    const user = this.#directory.user(caller.username);
    if (user === undefined || !this.#mayAccess(user, access, key, rangeEnd)) {
      throw new AuthError('permission-denied');
    }
  }

  #mayAccess(user: User, access: Access, key: Uint8Array, rangeEnd: Uint8Array): boolean {
    return hasRole(user, rootName) || this.#directory.permissionsOf(user).permit(access, key, rangeEnd);
  }

  #requireUser(name: string): User {
    const user = this.#directory.user(name);
    if (user === undefined) {
      throw new AuthError('user-not-found');
    }
    return user;
  }

  #requireRole(name: string): Role {
    const role = this.#directory.role(name);
    if (role === undefined) {
      throw new AuthError('role-not-found');
    }
    return role;
  }

  #advance(): void {
    this.#revision += 1;
    this.#records.writeRevision(this.#revision);
  }
}

function hasNoPassword({ options }: User): boolean {
  return options?.noPassword ?? false;
}

function withoutRole(user: User, role: string): User {
  return { ...user, roles: user.roles.filter((held) => held !== role) };
}

/** @throws AuthError for a name that the database cannot hold as a key */
function nameBytes(name: string): Uint8Array {
  const bytes = Buffer.from(name);
  if (bytes.length > longestNameBytes) {
    throw new AuthError('name-too-long');
  }
  return bytes;
}

function isPermissionRange({ key, rangeEnd }: Permission): boolean {
  return key.length > 0 && (rangeEnd.length === 0 || isOpenEnd(rangeEnd) || compareBytes(key, rangeEnd) < 0);
}

/**
 * Permissions in the order of their keys. As in etcd, only the first one of a key is looked at to see
 * whether the range is there already.
 */
function withPermission(permissions: readonly Permission[], granted: Permission): Permission[] {
  const place = permissions.findIndex(({ key }) => compareBytes(key, granted.key) >= 0);
  const there = permissions[place];
  if (
    there !== undefined &&
    compareBytes(there.key, granted.key) === 0 &&
    compareBytes(there.rangeEnd, granted.rangeEnd) === 0
  ) {
    return permissions.with(place, granted);
  }
  return [...permissions, granted].sort((a, b) => compareBytes(a.key, b.key));
}
