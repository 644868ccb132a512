import type { Permission, Role, User } from '../../proto/generated/authpb.js';
import type { AuthRecords } from './auth-records.js';
import { compareNames } from './byte-order.js';
import { UserPermissions } from './user-permissions.js';

/** The role, and the user, that may do everything. */
export const rootName = 'root';

const decoder = new TextDecoder();

export function nameOf(record: Pick<User | Role, 'name'>): string {
  return decoder.decode(record.name);
}

export function hasRole(user: User, role: string): boolean {
  return user.roles.includes(role);
}

/** Users and roles in memory, written through to their buckets, and what each user may do. */
export class AuthDirectory {
  readonly #records: AuthRecords;
  readonly #users: Map<string, User>;
  readonly #roles: Map<string, Role>;
  /** Merged when first asked for; a change of any user or role makes them anew. */
  readonly #permissions = new Map<string, UserPermissions>();

  constructor(records: AuthRecords) {
    this.#records = records;
    this.#users = new Map(records.readUsers().map((user) => [nameOf(user), user]));
    this.#roles = new Map(records.readRoles().map((role) => [nameOf(role), role]));
  }

  user(name: string): User | undefined {
    return this.#users.get(name);
  }

  role(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  users(): readonly User[] {
    return [...this.#users.values()];
  }

  userNames(): readonly string[] {
    return [...this.#users.keys()].sort(compareNames);
  }

  roleNames(): readonly string[] {
    return [...this.#roles.keys()].sort(compareNames);
  }

  putUser(user: User): void {
    this.#users.set(nameOf(user), user);
    this.#records.writeUser(user);
    this.#permissions.clear();
  }

  deleteUser(name: string): void {
    this.#users.delete(name);
    this.#records.deleteUser(name);
    this.#permissions.clear();
  }

  putRole(role: Role): void {
    this.#roles.set(nameOf(role), role);
    this.#records.writeRole(role);
    this.#permissions.clear();
  }

  deleteRole(name: string): void {
    this.#roles.delete(name);
    this.#records.deleteRole(name);
    this.#permissions.clear();
  }

  permissionsOf(user: User): UserPermissions {
    const name = nameOf(user);
    const known = this.#permissions.get(name);
    if (known !== undefined) {
      return known;
    }
    const made = new UserPermissions(user.roles.flatMap((role) => this.#permissionsOfRole(role)));
    this.#permissions.set(name, made);
    return made;
  }

  /** A role that is gone permits nothing. */
  #permissionsOfRole(name: string): readonly Permission[] {
    return this.#roles.get(name)?.keyPermission ?? [];
  }
}
