import {
  Permission,
  Permission_Type as PermissionType,
  UserAddOptions,
} from '../../proto/generated/authpb.js';
import {
  AuthService,
  KVService,
  LeaseService,
  type RequestOp,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { MethodDefinition } from '../../proto/wire.js';
import { Dice } from '../differential/dice.js';
import { bytes, compareOf, deleteOp, putOp, rangeOp, txnOp } from './requests.js';
import type { Scenario, Script } from './transcript.js';
import type { Metadata } from './wire-client.js';

const users = ['root', 'alice', 'bob', 'cert', ''] as const;
const roles = ['root', 'one', 'two', 'three', ''] as const;
const passwords = ['p', 'p', 'p', 'p', 'q', ''] as const;
const keys = ['a', 'b', 'b\0', 'c', 'd', 'e'] as const;
const types = [PermissionType.READ, PermissionType.WRITE, PermissionType.READWRITE] as const;
const leases = [0n, 0n, 1n, 2n] as const;

/**
 * Users, roles, logins, and keys touched by whoever has logged in or not, at random. Ranges end after they
 * begin: for the others, etcd's answer depends on the shape of a tree.
 */
export function randomAuthScenario(seed: number, steps: number): Scenario {
  return {
    name: `${steps} random requests of random users, seed ${seed}`,
    flags: ['--bcrypt-cost=4'],
    only36: true,
    async run(script) {
      await new RandomUsers(script, new Dice(seed)).run(steps);
    },
  };
}

class RandomUsers {
  readonly #script: Script;
  readonly #dice: Dice;
  #step = 0;
  readonly #logins = new Map<string, Metadata>();

  constructor(script: Script, dice: Dice) {
    this.#script = script;
    this.#dice = dice;
  }

  async run(steps: number): Promise<void> {
    await this.#call({}, AuthService.userAdd, { name: 'root', password: 'p' });
    await this.#call({}, AuthService.roleAdd, { name: 'root' });
    await this.#call({}, AuthService.userGrantRole, { user: 'root', role: 'root' });
    await this.#call({}, AuthService.authEnable, {});
    for (let count = 0; count < steps; count += 1) {
      if (count % 20 === 0) {
        await this.#renewLogins();
      }
      await this.#anything();
    }
    await this.#logIn('root', 'p');
    const root = this.#logins.get('root') ?? {};
    await this.#call(root, AuthService.authStatus, {});
    for (const name of users) {
      await this.#call(root, AuthService.userGet, { name });
    }
    for (const role of roles) {
      await this.#call(root, AuthService.roleGet, { role });
    }
  }

  async #anything(): Promise<void> {
    const kind = this.#dice.below(100);
    if (kind < 12) {
      await this.#logIn(this.#dice.pick(users), this.#dice.pick(passwords));
    } else if (kind < 45) {
      await this.#manage();
    } else if (kind < 55) {
      await this.#lease();
    } else {
      await this.#touchKeys();
    }
  }

  /** Without it, soon nobody could do anything. */
  async #renewLogins(): Promise<void> {
    for (const name of ['root', 'alice', 'bob']) {
      await this.#logIn(name, 'p');
    }
  }

  /** Tokens differ between servers; that there is one does not. */
  async #logIn(name: string, password: string): Promise<void> {
    const answer = await this.#script.client.call(AuthService.authenticate, { name, password });
    this.#step += 1;
    if ('response' in answer) {
      this.#logins.set(name, { token: answer.response.token });
      this.#script.note(`${this.#step} ${name} logs in`, 'logged in');
    } else {
      this.#script.note(`${this.#step} ${name} logs in`, answer);
    }
  }

  /** Root more often than others, so that something happens. */
  async #manage(): Promise<void> {
    const dice = this.#dice;
    const who = dice.chance(75) ? (this.#logins.get('root') ?? {}) : this.#somebody();
    const name = dice.pick(users);
    const role = dice.pick(roles);
    const perm = Permission.create({ permType: dice.pick(types), ...this.#range() });
    const acts = [
      () => this.#call(who, AuthService.userAdd, { name, password: dice.pick(passwords) }),
      () =>
        this.#call(who, AuthService.userAdd, { name, options: UserAddOptions.create({ noPassword: true }) }),
      () => this.#call(who, AuthService.userChangePassword, { name, password: dice.pick(passwords) }),
      () => this.#call(who, AuthService.userGrantRole, { user: name, role }),
      () => this.#call(who, AuthService.userGrantRole, { user: name, role }),
      () => this.#call(who, AuthService.userRevokeRole, { name, role }),
      () => this.#call(who, AuthService.roleAdd, { name: role }),
      () => this.#call(who, AuthService.roleGrantPermission, { name: role, perm }),
      () => this.#call(who, AuthService.roleGrantPermission, { name: role, perm }),
      () => this.#call(who, AuthService.roleRevokePermission, { role, ...this.#range() }),
      () => this.#call(who, AuthService.userGet, { name }),
      () => this.#call(who, AuthService.roleGet, { role }),
      () => this.#call(who, AuthService.userList, {}),
      () => this.#call(who, AuthService.roleList, {}),
      ...(dice.chance(15)
        ? [
            () => this.#call(who, AuthService.userDelete, { name }),
            () => this.#call(who, AuthService.roleDelete, { role }),
            () => this.#call(who, AuthService.authDisable, {}),
          ]
        : [() => this.#call(who, AuthService.authEnable, {})]),
    ] as const;
    await (acts[dice.below(acts.length)] ?? acts[0])();
  }

  async #lease(): Promise<void> {
    const who = this.#somebody();
    const id = this.#dice.pick([1n, 2n]);
    if (this.#dice.chance(50)) {
      await this.#call(who, LeaseService.leaseGrant, { id, ttl: 6_000 });
    } else {
      await this.#call(who, LeaseService.leaseRevoke, { id });
    }
  }

  async #touchKeys(): Promise<void> {
    const who = this.#somebody();
    const { requestRange, requestPut, requestDeleteRange } = this.#operation();
    if (requestRange !== undefined) {
      await this.#call(who, KVService.range, { ...requestRange, serializable: this.#dice.chance(30) });
    } else if (requestPut !== undefined) {
      await this.#call(who, KVService.put, requestPut);
    } else if (requestDeleteRange !== undefined) {
      await this.#call(who, KVService.deleteRange, requestDeleteRange);
    } else {
      await this.#call(who, KVService.txn, this.#txn(2));
    }
  }

  #txn(depth: number): TxnRequest {
    const operation = () =>
      depth > 0 && this.#dice.chance(30) ? txnOp(this.#txn(depth - 1)) : this.#operation();
    const isCompared = this.#dice.chance(50);
    return TxnRequest.create({
      compare: isCompared ? [compareOf(this.#dice.pick(keys), { version: this.#dice.below(2) })] : [],
      success: [operation()],
      failure: this.#dice.chance(50) ? [operation()] : [],
    });
  }

  #operation(): RequestOp {
    const dice = this.#dice;
    const { key, rangeEnd } = this.#range();
    const [first, last] = [Buffer.from(key).toString('latin1'), Buffer.from(rangeEnd).toString('latin1')];
    switch (dice.below(4)) {
      case 0:
        return rangeOp({ key, rangeEnd });
      case 1:
        return putOp(first, 'v', { prevKv: dice.chance(30), lease: dice.pick(leases) });
      case 2:
        return deleteOp(first, last, dice.chance(50));
      default:
        return txnOp({});
    }
  }

  #range() {
    const key = this.#dice.pick(keys);
    const later = keys.filter((end) => end > key);
    const rangeEnd = this.#dice.pick(['', '', '\0', ...later]);
    return { key: bytes(key), rangeEnd: bytes(rangeEnd) };
  }

  #somebody(): Metadata {
    const name = this.#dice.pick([...users, 'root', 'alice', 'bob', 'root', 'alice', 'bob']);
    return this.#logins.get(name) ?? {};
  }

  #call<Request, Response>(
    metadata: Metadata,
    method: MethodDefinition<Request, Response>,
    request: Partial<Request>,
  ): Promise<unknown> {
    this.#step += 1;
    return this.#script.call(`${this.#step} ${method.path}`, method, request, metadata);
  }
}
