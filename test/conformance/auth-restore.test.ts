import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  Permission,
  Permission_Type as PermissionType,
  UserAddOptions,
} from '../../proto/generated/authpb.js';
import { AuthService, KVService } from '../../proto/generated/etcdserverpb.js';
import { findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { bytes } from './requests.js';
import { startNodeCore } from './subjects.js';
import { comparable } from './transcript.js';
import { type Metadata, WireClient } from './wire-client.js';

const run = promisify(execFile);

test('users, roles and enabled authentication outlive a restart and a kill', async (t) => {
  const member = await startNodeCore(['--bcrypt-cost=4']);
  t.after(() => member.stop());
  const before = await withClient(member.address, async (client) => {
    await setUp(client);
    return read(client);
  });
  await member.terminate();
  await member.start();
  assert.deepEqual(await withClient(member.address, read), before);
  await member.kill();
  await member.start();
  assert.deepEqual(await withClient(member.address, read), before);
});

test('a snapshot with users becomes an etcd 3.6 that they log in to', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-auth-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  const member = await startNodeCore(['--bcrypt-cost=4']);
  t.after(() => member.stop());
  const original = await withClient(member.address, async (client) => {
    await setUp(client);
    return read(client);
  });
  const snapshot = join(directory, 'snapshot.db');
  const env = { ETCDCTL_ENDPOINTS: member.address, ETCDCTL_USER: 'root', ETCDCTL_PASSWORD: 'root' };
  const binaries = findEtcd('3.6');
  assert.ok(binaries?.etcdutl !== undefined);
  await run(binaries.etcdctl, ['snapshot', 'save', snapshot], { env });
  const dataDirectory = join(directory, 'restored');
  await run(binaries.etcdutl, ['snapshot', 'restore', snapshot, `--data-dir=${dataDirectory}`]);
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const etcd = await spawnEtcd(binaries.etcd, [
    `--data-dir=${dataDirectory}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  ]);
  t.after(() => etcd.end('SIGKILL'));
  assert.deepEqual(await withClient(`127.0.0.1:${clientPort}`, read), original);
});

async function withClient<T>(address: string, act: (client: WireClient) => Promise<T>): Promise<T> {
  const client = new WireClient(address);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

async function setUp(client: WireClient): Promise<void> {
  for (const name of ['root', 'alice']) {
    await client.call(AuthService.userAdd, { name, password: name });
    await client.call(AuthService.roleAdd, { name });
    await client.call(AuthService.userGrantRole, { user: name, role: name });
  }
  const options = UserAddOptions.create({ noPassword: true });
  await client.call(AuthService.userAdd, { name: 'cert', options });
  for (const [key, rangeEnd] of [
    ['k', ''],
    ['w/', 'w0'],
    ['x', '\0'],
  ] as const) {
    const perm = Permission.create({
      permType: PermissionType.READWRITE,
      key: bytes(key),
      rangeEnd: bytes(rangeEnd),
    });
    await client.call(AuthService.roleGrantPermission, { name: 'alice', perm });
  }
  await client.call(KVService.put, { key: bytes('k'), value: bytes('v') });
  await client.call(AuthService.authEnable, {});
}

/** All there is to see of users and roles, and what alice may do. */
async function read(client: WireClient): Promise<unknown> {
  const root = await logIn(client, 'root');
  const alice = await logIn(client, 'alice');
  const answers = [
    await client.call(AuthService.authStatus, {}, root),
    await client.call(AuthService.userList, {}, root),
    await client.call(AuthService.roleList, {}, root),
    await client.call(AuthService.userGet, { name: 'alice' }, root),
    await client.call(AuthService.roleGet, { role: 'alice' }, root),
    await client.call(AuthService.authenticate, { name: 'alice', password: 'root' }),
    await client.call(AuthService.authenticate, { name: 'cert', password: 'cert' }),
    await client.call(KVService.range, { key: bytes('k') }),
    await client.call(KVService.range, { key: bytes('k') }, alice),
    await client.call(KVService.range, { key: bytes('l') }, alice),
    await client.call(KVService.range, { key: bytes('w/'), rangeEnd: bytes('w0') }, alice),
  ];
  assert.ok('response' in (answers[0] ?? {}), 'root may ask for the status');
  return comparable(answers);
}

async function logIn(client: WireClient, name: string): Promise<Metadata> {
  const answer = await client.call(AuthService.authenticate, { name, password: name });
  assert.ok('response' in answer, `${name} cannot log in`);
  return { token: answer.response.token };
}
