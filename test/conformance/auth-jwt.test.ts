import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Permission, Permission_Type as PermissionType } from '../../proto/generated/authpb.js';
import { AuthService, KVService } from '../../proto/generated/etcdserverpb.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { bytes } from './requests.js';
import { type SubjectName, startSubject } from './subjects.js';
import { Script, type Transcript } from './transcript.js';
import { type Metadata, WireClient } from './wire-client.js';

const secret = 'a secret that the test knows too';
const header = { alg: 'HS256', typ: 'JWT' };
const future = 4_000_000_000;

function forge(claims: object, head: object = header, key = secret): Metadata {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(head)}.${part(claims)}`;
  return { token: `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}` };
}

test('node-core takes and refuses JSON Web Tokens as etcd 3.6', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-jwt-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'secret');
  await writeFile(file, secret);
  const flags = ['--bcrypt-cost=4', `--auth-token=jwt,sign-method=HS256,priv-key=${file},ttl=1h`];
  const [ours, theirs] = await Promise.all([play('node-core', flags), play('3.6', flags)]);
  assert.deepEqual(ours, theirs);
});

async function play(name: SubjectName, flags: readonly string[]): Promise<Transcript> {
  const subject = await startSubject(name, flags);
  const client = new WireClient(subject.address);
  try {
    const script = new Script(client);
    await tryTokens(script);
    return script.transcript;
  } finally {
    client.close();
    await subject.stop();
  }
}

async function tryTokens(script: Script): Promise<void> {
  const { client } = script;
  for (const name of ['root', 'alice']) {
    await client.call(AuthService.userAdd, { name, password: name });
    await client.call(AuthService.roleAdd, { name });
    await client.call(AuthService.userGrantRole, { user: name, role: name });
  }
  const perm = Permission.create({ permType: PermissionType.READ, key: bytes('k') });
  await client.call(AuthService.roleGrantPermission, { name: 'alice', perm });
  await script.call('enable', AuthService.authEnable, {});
  const login = await client.call(AuthService.authenticate, { name: 'root', password: 'root' });
  const token = 'response' in login ? login.response.token : '';
  const [head, claims] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  script.note('token', { head, ...claims, exp: Math.abs(claims.exp - Date.now() / 1_000 - 3_600) < 60 });
  const revision: number = claims.revision;
  const get = (step: string, metadata: Metadata) =>
    script.call(step, KVService.range, { key: bytes('k') }, metadata);
  await get('as it was given', { token });
  await get('as a bearer', { authorization: `Bearer ${token}` });
  const alice = { username: 'alice', revision, exp: future };
  await get('forged', forge(alice));
  await get('of the revision before', forge({ ...alice, revision: revision - 1 }));
  await get('of the revision before, by root', forge({ ...alice, username: 'root', revision: revision - 1 }));
  await get('of a revision to come', forge({ ...alice, revision: revision + 1 }));
  await get('of no revision', forge({ username: 'alice', exp: future }));
  await get('of revision 0', forge({ ...alice, revision: 0 }));
  await get('of a revision in words', forge({ ...alice, revision: String(revision) }));
  await get('of half a revision', forge({ ...alice, revision: revision + 0.5 }));
  await get('of nobody', forge({ revision, exp: future }));
  await get('of a user that is not there', forge({ ...alice, username: 'who' }));
  await get('that has ended', forge({ ...alice, exp: 1_000 }));
  await get('that never ends', forge({ username: 'alice', revision }));
  await get('that ends in words', forge({ ...alice, exp: 'soon' }));
  await get('that has not begun', forge({ ...alice, nbf: future }));
  await get('that has begun', forge({ ...alice, nbf: 1_000 }));
  await get('by another key', forge(alice, header, 'another secret'));
  await get('by another method', forge(alice, { ...header, alg: 'HS384' }));
  await get('by no method', forge(alice, { typ: 'JWT' }));
  await get('by the method none', forge(alice, { alg: 'none' }));
  await get('without a signature', { token: token.split('.', 2).join('.') });
  await get('of no parts', { token: 'token' });
  await get('of no claims', { token: `${token.split('.')[0]}..` });
  const put = (step: string, metadata: Metadata) =>
    script.call(step, KVService.put, { key: bytes('k') }, metadata);
  await put('put with the revision before', forge({ ...alice, username: 'root', revision: revision - 1 }));
  await put('put with a revision to come', forge({ ...alice, username: 'root', revision: revision + 1 }));
  await put('put by alice', forge(alice));
  await script.call('users', AuthService.userList, {}, forge({ ...alice, username: 'root', revision: 1 }));
  await script.call('add', AuthService.roleAdd, { name: 'new' }, { token });
  await get('after a role was added', { token });
  await script.call('delete', AuthService.userDelete, { name: 'alice' }, { token });
  await get('of a user that is gone', forge({ ...alice, revision: revision + 2 }));
}
