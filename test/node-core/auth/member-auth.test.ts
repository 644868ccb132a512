import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { noCredentials } from '../../../node-core/auth/types.js';
import type { Member } from '../../../node-core/server/member.js';
import { UserAddOptions } from '../../../proto/generated/authpb.js';
import {
  AuthenticateRequest,
  AuthRoleAddRequest,
  AuthUserAddRequest,
  AuthUserChangePasswordRequest,
  AuthUserListRequest,
  AuthUserRevokeRoleRequest,
  LeaseGrantRequest,
  PutRequest,
  RangeRequest,
} from '../../../proto/generated/etcdserverpb.js';
import { eventually } from '../../support/eventually.js';
import { startTestMember } from '../server/test-member.js';
import { enableAuth, logIn, withToken } from './logins.js';

const put = (member: Member, token: string, lease = 0n) =>
  member.put(PutRequest.encode({ key: Buffer.from('a'), lease }), withToken(token));

test('no password is written anywhere', async (t) => {
  const { member, directory, stop } = await startTestMember(t);
  await enableAuth(member);
  const root = withToken(await logIn(member, 'root'));
  const options = UserAddOptions.create({ noPassword: true });
  const added = { name: 'new', password: 'first-secret-word' };
  await member.auth.addUser(AuthUserAddRequest.create(added), root);
  await member.auth.addUser(AuthUserAddRequest.create({ ...added, name: 'other', options }), root);
  const again = withToken(await logIn(member, 'root'));
  const changed = { name: 'new', password: 'second-secret-word' };
  await member.auth.changePassword(AuthUserChangePasswordRequest.create(changed), again);
  await member.auth.authenticate(AuthenticateRequest.create(changed));
  await stop();
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  assert.ok(files.length > 1);
  for (const { parentPath, name } of files) {
    const contents = await readFile(join(parentPath, name));
    assert.ok(!contents.includes('secret-word'), name);
  }
});

test('what was permitted when it was asked for is checked again when its turn comes', async (t) => {
  const { member } = await startTestMember(t);
  await enableAuth(member);
  const alice = await logIn(member, 'alice');
  const root = withToken(await logIn(member, 'root'));
  await put(member, alice);
  const revoke = AuthUserRevokeRoleRequest.encode({ name: 'alice', role: 'alice' });
  const revoked = member.auth.request('authUserRevokeRole', revoke, root);
  const behind = put(member, alice);
  await assert.rejects(behind, { failure: 'old-auth-revision' });
  await revoked;
  await assert.rejects(put(member, alice), { failure: 'permission-denied' });
});

test('the server ends leases whatever keys they hold', async (t) => {
  const { member } = await startTestMember(t, { heartbeatMs: 10, electionMs: 50 });
  await enableAuth(member);
  const alice = await logIn(member, 'alice');
  await member.grantLease(LeaseGrantRequest.create({ id: 7n, ttl: 0 }), withToken(alice));
  await put(member, alice, 7n);
  const read = () => member.range(RangeRequest.create({ key: Buffer.from('a') }), withToken(alice));
  await eventually('the key is gone', async () => (await read()).kvs.length === 0);
});

test('tokens end with the process, users and the auth revision do not', async (t) => {
  const first = await startTestMember(t);
  await enableAuth(first.member);
  const token = await logIn(first.member, 'root');
  await first.stop();
  const { member } = await startTestMember(t, { directory: first.directory });
  const list = (credentials = withToken(token)) =>
    member.auth.request('authUserList', AuthUserListRequest.encode({}), credentials);
  assert.throws(() => list(), { failure: 'invalid-token' });
  const again = withToken(await logIn(member, 'root'));
  assert.deepEqual(await list(again), ['alice', 'root']);
});

test('a login whose users change while its password is checked is checked again', async (t) => {
  const { member } = await startTestMember(t);
  await enableAuth(member);
  const root = withToken(await logIn(member, 'root'));
  const login = logIn(member, 'alice');
  await member.auth.request('authRoleAdd', AuthRoleAddRequest.encode({ name: 'new' }), root);
  assert.equal((await put(member, await login)).revision, 2);
});

test('a name that the database cannot hold as a key is refused', async (t) => {
  const { member } = await startTestMember(t);
  const name = 'n'.repeat(5_000);
  const add = member.auth.addUser(AuthUserAddRequest.create({ name, password: 'p' }), noCredentials);
  await assert.rejects(add, { failure: 'name-too-long' });
  const role = member.auth.request('authRoleAdd', AuthRoleAddRequest.encode({ name }), noCredentials);
  await assert.rejects(role, { failure: 'name-too-long' });
});
