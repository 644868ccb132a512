import {
  type Permission,
  Permission_Type as PermissionType,
  UserAddOptions,
} from '../../proto/generated/authpb.js';
import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmType,
  AuthService,
  ClusterService,
  KVService,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import { boundTo, cheap, enableAuth, logIn, permission } from './auth-setup.js';
import { bytes } from './requests.js';
import type { Scenario, Script } from './transcript.js';
import type { Metadata } from './wire-client.js';

const { READ, WRITE, READWRITE } = PermissionType;

export const authManagementScenario: Scenario = {
  name: 'users and roles while nobody has to log in',
  flags: cheap,
  // 3.4 has no such method, and does not say what the role root permits.
  notIn34: ['status', 'status after all changes', 'get the role root', 'role root permits everything'],
  async run(script) {
    const { call } = boundTo(script);
    await call('status', AuthService.authStatus, {});
    await call('enable without users', AuthService.authEnable, {});
    await call('disable what is not enabled', AuthService.authDisable, {});
    await call('log in', AuthService.authenticate, { name: 'root', password: 'r' });
    await call('no users', AuthService.userList, {});
    await call('no roles', AuthService.roleList, {});
    await call('add a user without a name', AuthService.userAdd, { password: 'p' });
    await call('add root', AuthService.userAdd, { name: 'root', password: 'r' });
    await call('add root again', AuthService.userAdd, { name: 'root', password: 'r' });
    await call('enable without the role', AuthService.authEnable, {});
    await call('add a user that has no password', AuthService.userAdd, {
      name: 'cert',
      options: UserAddOptions.create({ noPassword: true }),
    });
    await call('add others', AuthService.userAdd, { name: 'zoë', password: 'z' });
    await call('list users', AuthService.userList, {});
    await call('get a user', AuthService.userGet, { name: 'zoë' });
    await call('get a user that is not there', AuthService.userGet, { name: 'who' });
    await call('change a password', AuthService.userChangePassword, { name: 'zoë', password: 'y' });
    await call('give a password', AuthService.userChangePassword, { name: 'cert', password: 'y' });
    await call('change the password of nobody', AuthService.userChangePassword, {
      name: 'who',
      password: 'y',
    });
    await call('add a role without a name', AuthService.roleAdd, {});
    for (const name of ['two', 'one', 'root']) {
      await call(`add role ${name}`, AuthService.roleAdd, { name });
    }
    await call('add a role again', AuthService.roleAdd, { name: 'one' });
    await call('list roles', AuthService.roleList, {});
    await call('get a role', AuthService.roleGet, { role: 'one' });
    await call('get the role root', AuthService.roleGet, { role: 'root' });
    await call('get a role that is not there', AuthService.roleGet, { role: 'who' });
    await grantPermissions(script);
    for (const role of ['two', 'one', 'one', 'who', 'root']) {
      await call(`grant ${role} ${script.transcript.size}`, AuthService.userGrantRole, { user: 'zoë', role });
    }
    await call('grant to nobody', AuthService.userGrantRole, { user: 'who', role: 'one' });
    await call('roles of a user', AuthService.userGet, { name: 'zoë' });
    await call('revoke', AuthService.userRevokeRole, { name: 'zoë', role: 'one' });
    await call('revoke again', AuthService.userRevokeRole, { name: 'zoë', role: 'one' });
    await call('revoke from nobody', AuthService.userRevokeRole, { name: 'who', role: 'one' });
    await call('delete a role', AuthService.roleDelete, { role: 'two' });
    await call('delete a role again', AuthService.roleDelete, { role: 'two' });
    await call('roles without the deleted one', AuthService.userGet, { name: 'zoë' });
    await call('delete a user', AuthService.userDelete, { name: 'zoë' });
    await call('delete a user again', AuthService.userDelete, { name: 'zoë' });
    await call('the users that are left', AuthService.userList, {});
    await call('status after all changes', AuthService.authStatus, {});
  },
};

async function grantPermissions(script: Script): Promise<void> {
  const { call } = boundTo(script);
  const grant = (step: string, name: string, perm: Permission) =>
    call(step, AuthService.roleGrantPermission, { name, perm });
  await grant('grant to no role', 'who', permission(READ, 'k'));
  await grant('a key', 'one', permission(READ, 'k'));
  await grant('the key again, to write', 'one', permission(WRITE, 'k'));
  await grant('a range from the same key', 'one', permission(READ, 'k', 'l'));
  await grant('the range again', 'one', permission(READWRITE, 'k', 'l'));
  await grant('a smaller key', 'one', permission(READWRITE, 'a', 'b'));
  await grant('every key', 'one', permission(READ, '\0', '\0'));
  await grant('from a key on', 'one', permission(WRITE, 'x', '\0'));
  await call('role one', AuthService.roleGet, { role: 'one' });
  await grant('a permission for root', 'root', permission(READ, 'k'));
  await call('role root permits everything', AuthService.roleGet, { role: 'root' });
  const revoke = (step: string, role: string, key: string, rangeEnd = '') =>
    call(step, AuthService.roleRevokePermission, { role, key: bytes(key), rangeEnd: bytes(rangeEnd) });
  await revoke('revoke a key', 'one', 'k');
  await revoke('revoke a key again', 'one', 'k');
  await revoke('revoke a range', 'one', 'k', 'l');
  await revoke('revoke a part of a range', 'one', 'a', 'aa');
  await revoke('revoke from no role', 'who', 'a');
  await call('role one with less', AuthService.roleGet, { role: 'one' });
}

export const authOddPermissionsScenario: Scenario = {
  name: 'permissions that permit nothing',
  flags: cheap,
  // One of these ends a 3.4, which takes the others.
  only36: true,
  async run(script) {
    const grant = (step: string, perm: Permission | undefined) =>
      script.call(step, AuthService.roleGrantPermission, { name: 'one', perm });
    await script.call('add role', AuthService.roleAdd, { name: 'one' });
    await grant('none', undefined);
    await grant('no key', permission(READ, ''));
    await grant('no key and a range', permission(READ, '', 'b'));
    await grant('an empty range', permission(READ, 'k', 'k'));
    await grant('a range that ends before it begins', permission(READ, 'k', 'j'));
    await script.call('role', AuthService.roleGet, { role: 'one' });
  },
};

export const authRootScenario: Scenario = {
  name: 'users and roles that not everybody may change',
  flags: cheap,
  // 3.4 does not say what the role root permits.
  notIn34: ['root: role root'],
  async run(script) {
    for (const [who, metadata] of Object.entries(await everybody(script))) {
      await asManager(script, who, metadata);
    }
  },
};

export const authMaintenanceScenario: Scenario = {
  name: 'maintenance that not everybody may do',
  flags: cheap,
  // 3.4 lets everybody do some of it, and has other words for who may not.
  only36: true,
  async run(script) {
    for (const [who, metadata] of Object.entries(await everybody(script))) {
      await asMaintainer(script, who, metadata);
    }
  },
};

async function everybody(script: Script): Promise<Readonly<Record<string, Metadata>>> {
  await enableAuth(script, [permission(READWRITE, '\0', '\0')]);
  return {
    nobody: {},
    alice: await logIn(script, 'alice'),
    stranger: { token: 'nobody.1' },
    root: await logIn(script, 'root'),
  };
}

/** Answers that vary are noted as having come. */
async function asMaintainer(script: Script, who: string, metadata: Metadata): Promise<void> {
  const { client } = script;
  const alarm = { alarm: AlarmType.NOSPACE, memberID: 1n };
  const answers = {
    compaction: await client.call(KVService.compact, { revision: 1 }, metadata),
    status: await client.call(MaintenanceService.status, {}, metadata),
    'list of alarms': await client.call(MaintenanceService.alarm, { action: AlarmAction.GET }, metadata),
    'alarm off': await client.call(
      MaintenanceService.alarm,
      { ...alarm, action: AlarmAction.DEACTIVATE },
      metadata,
    ),
    defragmentation: await client.call(MaintenanceService.defragment, {}, metadata),
    hash: await client.call(MaintenanceService.hash, {}, metadata),
    'hash of keys': await client.call(MaintenanceService.hashKV, {}, metadata),
    snapshot: await client.collect(MaintenanceService.snapshot, {}, metadata),
    'another leader': await client.call(MaintenanceService.moveLeader, { targetID: 1n }, metadata),
    'list of members': await client.call(ClusterService.memberList, {}, metadata),
  };
  for (const [what, answer] of Object.entries(answers)) {
    script.note(`${who}: ${what}`, 'response' in answer ? 'answered' : answer);
  }
}

async function asManager(script: Script, who: string, metadata: Metadata): Promise<void> {
  const call: Script['call'] = (step, method, request) =>
    script.call(`${who}: ${step}`, method, request, metadata);
  await call('enable again', AuthService.authEnable, {});
  await call('users', AuthService.userList, {});
  await call('roles', AuthService.roleList, {});
  for (const name of ['', 'root', 'alice', 'guest', 'who']) {
    await call(`user ${name}`, AuthService.userGet, { name });
  }
  for (const role of ['root', 'worker', 'who']) {
    await call(`role ${role}`, AuthService.roleGet, { role });
  }
  await call('add', AuthService.userAdd, { name: `by ${who}`, password: 'p' });
  await call('change', AuthService.userChangePassword, { name: `by ${who}`, password: 'q' });
  await call('add role', AuthService.roleAdd, { name: `by ${who}` });
  const perm = permission(READ, 'k');
  await call('permit', AuthService.roleGrantPermission, { name: `by ${who}`, perm });
  await call('forbid', AuthService.roleRevokePermission, { role: `by ${who}`, key: bytes('k') });
  await call('grant', AuthService.userGrantRole, { user: `by ${who}`, role: `by ${who}` });
  await call('revoke', AuthService.userRevokeRole, { name: `by ${who}`, role: `by ${who}` });
  await call('delete role', AuthService.roleDelete, { role: `by ${who}` });
  await call('delete', AuthService.userDelete, { name: `by ${who}` });
  await call('delete root', AuthService.userDelete, { name: 'root' });
  await call('delete the role root', AuthService.roleDelete, { role: 'root' });
  await call('take root from root', AuthService.userRevokeRole, { name: 'root', role: 'root' });
}

export const authChangesScenario: Scenario = {
  name: 'logins and what ends them',
  flags: cheap,
  // 3.4 does not know the word Bearer, and looks at tokens that nobody needs.
  notIn34: ['bearer', 'token as a bearer', 'with an old token'],
  async run(script) {
    const { call } = boundTo(script);
    await enableAuth(script, [permission(READWRITE, 'b/', 'b0')]);
    const root = await logIn(script, 'root');
    await logInBadly(script);
    const get = (step: string, metadata: Metadata) =>
      call(step, KVService.range, { key: bytes('b/1') }, metadata);
    const first = await logIn(script, 'alice');
    const second = await logIn(script, 'alice');
    script.note('form of a token', /^[a-zA-Z]{16}\.\d+$/.test(first['token'] ?? ''));
    await get('first', first);
    await get('second', second);
    await get('bearer', { authorization: `Bearer ${first['token']}` });
    await get('authorization without a word', { authorization: first['token'] ?? '' });
    await get('token as a bearer', { token: `Bearer ${first['token']}` });
    await get('both, the wrong one first', { token: 'x.1', authorization: first['token'] ?? '' });
    await get('an empty token', { token: '' });
    await get('a token that nobody has', { token: 'abcdefghijklmnop.1' });
    const perm = permission(READ, 'k');
    await call('change a role', AuthService.roleGrantPermission, { name: 'worker', perm }, root);
    await get('after the change', first);
    await call('revoke', AuthService.userRevokeRole, { name: 'alice', role: 'worker' }, root);
    await get('without a role', first);
    await call('grant', AuthService.userGrantRole, { user: 'alice', role: 'worker' }, root);
    await get('with the role again', first);
    await call('change', AuthService.userChangePassword, { name: 'alice', password: 'ab' }, root);
    await get('after a new password', second);
    await call('old password', AuthService.authenticate, { name: 'alice', password: 'a' });
    await call('back', AuthService.userChangePassword, { name: 'alice', password: 'a' }, root);
    const third = await logIn(script, 'alice');
    await get('third', third);
    await call('delete', AuthService.userDelete, { name: 'alice' }, root);
    await get('after the end of the user', third);
    await call('disable as nobody', AuthService.authDisable, {});
    await call('disable', AuthService.authDisable, {}, root);
    await get('with an old token', root);
    await get('with no token', {});
    await call('enable again', AuthService.authEnable, {});
    await get('with a token from before', root);
  },
};

async function logInBadly(script: Script): Promise<void> {
  const { client } = script;
  const { call } = boundTo(script);
  const root = await logIn(script, 'root');
  const options = UserAddOptions.create({ noPassword: true });
  await client.call(AuthService.userAdd, { name: 'cert', options }, root);
  await call('a wrong password', AuthService.authenticate, { name: 'alice', password: 'b' });
  await call('no password', AuthService.authenticate, { name: 'alice' });
  await call('no name', AuthService.authenticate, { password: 'a' });
  await call('no such user', AuthService.authenticate, { name: 'who', password: 'a' });
  await call('a user without a password', AuthService.authenticate, { name: 'cert', password: 'a' });
  await call(
    'a wrong token does not matter',
    AuthService.authenticate,
    { name: 'alice', password: 'b' },
    { token: 'x' },
  );
}

/** Odd ones, and those of more than the 72 bytes that bcrypt looks at. */
export const authPasswordsScenario: Scenario = {
  name: 'passwords',
  flags: cheap,
  // 3.4 cuts a long one.
  notIn34: ['add with password 3', 'password 3 with 73', 'password 3 with 74'],
  async run(script) {
    await enableAuth(script, []);
    const root = await logIn(script, 'root');
    for (const [number, password] of [
      '',
      'ü',
      'x'.repeat(72),
      'x'.repeat(73),
      `${'ü'.repeat(36)}`,
    ].entries()) {
      const name = `u${number}`;
      await script.call(`add with password ${number}`, AuthService.userAdd, { name, password }, root);
      for (const tried of [password, `${password}x`]) {
        const answer = await script.client.call(AuthService.authenticate, { name, password: tried });
        script.note(`password ${number} with ${tried.length}`, 'response' in answer ? 'in' : answer);
      }
    }
  },
};
