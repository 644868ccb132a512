import type { Dice } from './dice.js';
import type { Fields, Program, Step } from './program.js';

const users = ['root', 'alice', 'bob', 'cert', ''] as const;
const callers = [...users, 'root', 'alice', 'bob', 'root', 'alice', 'bob'] as const;
const roles = ['root', 'one', 'two', 'three', ''] as const;
const passwords = ['p', 'p', 'p', 'p', 'q', ''] as const;
const keys = ['a', 'b', 'b\0', 'c', 'd', 'e'] as const;
const leases = [0, 0, 1, 2] as const;

/**
 * Users, roles, logins, and keys touched by whoever has logged in or not. Ranges end after they begin: for
 * the others, etcd's answer depends on the shape of a tree.
 */
export function usersProgram(dice: Dice): Program {
  const steps = Array.from({ length: 30 + dice.below(31) }, () => anything(dice));
  return [
    { call: 'userAdd', request: { name: 'root', password: 'p' } },
    { call: 'roleAdd', request: { name: 'root' } },
    { call: 'userGrantRole', request: { user: 'root', role: 'root' } },
    ...logins(),
    ...Array.from({ length: dice.below(8) }, () => manage(dice)),
    { call: 'authEnable', request: {} },
    ...logins(),
    ...steps.slice(0, 20),
    ...logins(),
    ...steps.slice(20),
    { login: 'root', password: 'p' },
    { call: 'authStatus', request: {}, as: 'root' },
    ...users.map((name): Step => ({ call: 'userGet', request: { name }, as: 'root' })),
    ...roles.map((role): Step => ({ call: 'roleGet', request: { role }, as: 'root' })),
  ];
}

/** Any change of users makes older tokens useless; without new ones, soon nobody could do anything. */
function logins(): Step[] {
  return ['root', 'alice', 'bob'].map((login) => ({ login, password: 'p' }));
}

function anything(dice: Dice): Step {
  const kind = dice.below(100);
  if (kind < 12) {
    return { login: dice.pick(users), password: dice.pick(passwords) };
  }
  if (kind < 45) {
    return manage(dice);
  }
  return kind < 55 ? lease(dice) : touchKeys(dice);
}

/** Root more often than others, so that something happens. */
function manage(dice: Dice): Step {
  const as = dice.chance(75) ? 'root' : dice.pick(callers);
  const name = dice.pick(users);
  const role = dice.pick(roles);
  const perm = { permType: dice.below(3), ...range(dice) };
  const acts: readonly [Step, ...Step[]] = [
    { call: 'userAdd', request: { name, password: dice.pick(passwords) } },
    { call: 'userAdd', request: { name, options: { noPassword: true } } },
    { call: 'userChangePassword', request: { name, password: dice.pick(passwords) } },
    { call: 'userGrantRole', request: { user: name, role } },
    { call: 'userGrantRole', request: { user: name, role } },
    { call: 'userRevokeRole', request: { name, role } },
    { call: 'roleAdd', request: { name: role } },
    { call: 'roleGrantPermission', request: { name: role, perm } },
    { call: 'roleGrantPermission', request: { name: role, perm } },
    { call: 'roleRevokePermission', request: { role, ...range(dice) } },
    { call: 'userGet', request: { name } },
    { call: 'roleGet', request: { role } },
    { call: 'userList', request: {} },
    { call: 'roleList', request: {} },
    ...drastic(dice, name, role),
  ];
  return { ...dice.pick(acts), as };
}

function drastic(dice: Dice, name: string, role: string): Step[] {
  if (!dice.chance(15)) {
    return [{ call: 'authEnable', request: {} }];
  }
  return [
    { call: 'userDelete', request: { name } },
    { call: 'roleDelete', request: { role } },
    { call: 'authDisable', request: {} },
  ];
}

function lease(dice: Dice): Step {
  const as = dice.pick(callers);
  const id = dice.pick([1, 2]);
  switch (dice.below(4)) {
    case 0:
      return { call: 'leaseRevoke', request: { id }, as };
    case 1:
      return { call: 'leaseTimeToLive', request: { id, keys: true }, as };
    default:
      return { call: 'leaseGrant', request: { id, ttl: 6_000 }, as };
  }
}

function touchKeys(dice: Dice): Step {
  const as = dice.pick(callers);
  const { requestRange, requestPut, requestDeleteRange } = operation(dice);
  if (requestRange !== undefined) {
    return { call: 'range', request: { ...(requestRange as Fields), serializable: dice.chance(30) }, as };
  }
  if (requestPut !== undefined) {
    return { call: 'put', request: requestPut as Fields, as };
  }
  return requestDeleteRange === undefined
    ? { call: 'txn', request: txn(dice, 2), as }
    : { call: 'deleteRange', request: requestDeleteRange as Fields, as };
}

function txn(dice: Dice, depth: number): Fields {
  const one = () => (depth > 0 && dice.chance(30) ? { requestTxn: txn(dice, depth - 1) } : operation(dice));
  return {
    compare: dice.chance(50) ? [{ key: dice.pick(keys), version: dice.below(2) }] : [],
    success: [one()],
    failure: dice.chance(50) ? [one()] : [],
  };
}

function operation(dice: Dice): Fields {
  const { key, rangeEnd } = range(dice);
  switch (dice.below(4)) {
    case 0:
      return { requestRange: { key, rangeEnd } };
    case 1:
      return { requestPut: { key, value: 'v', prevKv: dice.chance(30), lease: dice.pick(leases) } };
    case 2:
      return { requestDeleteRange: { key, rangeEnd, prevKv: dice.chance(50) } };
    default:
      return { requestTxn: {} };
  }
}

function range(dice: Dice): { readonly key: string; readonly rangeEnd: string } {
  const key = dice.pick(keys);
  const later = keys.filter((end) => end > key);
  return { key, rangeEnd: dice.pick(['', '', '\0', ...later]) };
}
