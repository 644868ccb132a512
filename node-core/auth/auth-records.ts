import { Role, User } from '../../proto/generated/authpb.js';
import type { Backend } from '../backend/types.js';
import { decodeCounter, encodeCounter } from '../schema/meta.js';

const enabledKey = Buffer.from('authEnabled');
const revisionKey = Buffer.from('authRevision');
const enabledValue = 1;

/** The buckets `auth`, `authUsers` and `authRoles`, as etcd lays them out. */
export class AuthRecords {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  readEnabled(): boolean {
    const value = this.#backend.get('auth', enabledKey);
    return value !== undefined && value.length === 1 && value[0] === enabledValue;
  }

  writeEnabled(isEnabled: boolean): void {
    this.#backend.put('auth', enabledKey, Uint8Array.of(isEnabled ? enabledValue : 0));
  }

  /** 0 when nothing was ever written. */
  readRevision(): number {
    return decodeCounter(this.#backend.get('auth', revisionKey));
  }

  writeRevision(revision: number): void {
    this.#backend.put('auth', revisionKey, encodeCounter(revision));
  }

  readUsers(): User[] {
    return [...this.#backend.range('authUsers', {})].map(({ value }) => User.decode(value));
  }

  writeUser(user: User): void {
    this.#backend.put('authUsers', user.name, User.encode(user));
  }

  deleteUser(name: string): void {
    this.#backend.delete('authUsers', Buffer.from(name));
  }

  readRoles(): Role[] {
    return [...this.#backend.range('authRoles', {})].map(({ value }) => Role.decode(value));
  }

  writeRole(role: Role): void {
    this.#backend.put('authRoles', role.name, Role.encode(role));
  }

  deleteRole(name: string): void {
    this.#backend.delete('authRoles', Buffer.from(name));
  }
}
