import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { Permission_Type } from '../../proto/generated/authpb.js';
import {
  AuthService,
  KVService,
  LeaseService,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import { type EtcdVersion, findEtcd } from '../support/etcd-binaries.js';
import { bytes, toTheEnd } from './requests.js';
import { comparable } from './transcript.js';
import type { Metadata, WireClient } from './wire-client.js';

const run = promisify(execFile);

export const rootPassword = 'correct horse';
const lease = 77n;

/**
 * More than fits one page, several revisions of a key, deletions, a lease, a compaction, an awkward key, and
 * users who must log in.
 */
export async function fill(client: WireClient): Promise<void> {
  await client.call(LeaseService.leaseGrant, { id: lease, ttl: 6_000 });
  for (let number = 0; number < 300; number += 1) {
    const key = bytes(`key/${number % 120}`);
    const value = Buffer.alloc(number * 3, number);
    await client.call(KVService.put, { key, value, lease: number % 9 === 0 ? lease : 0n });
  }
  await client.call(KVService.put, { key: toTheEnd, value: bytes('the smallest key') });
  await client.call(KVService.deleteRange, { key: bytes('key/3'), rangeEnd: bytes('key/5') });
  await client.call(KVService.compact, { revision: 150, physical: true });
  await addUsers(client);
}

async function addUsers(client: WireClient): Promise<void> {
  const perm = { permType: Permission_Type.READ, key: bytes('key/'), rangeEnd: bytes('key0') };
  await client.call(AuthService.roleAdd, { name: 'root' });
  await client.call(AuthService.roleAdd, { name: 'reader' });
  await client.call(AuthService.roleGrantPermission, { name: 'reader', perm });
  await client.call(AuthService.userAdd, { name: 'root', password: rootPassword });
  await client.call(AuthService.userAdd, { name: 'alice', password: 'secret' });
  await client.call(AuthService.userGrantRole, { user: 'root', role: 'root' });
  await client.call(AuthService.userGrantRole, { user: 'alice', role: 'reader' });
  const enabled = await client.call(AuthService.authEnable, {});
  assert.ok('response' in enabled, inspect(enabled));
}

/** Everything that must be the same wherever the data goes. */
export async function read(client: WireClient): Promise<unknown> {
  const root = await login(client, 'root', rootPassword);
  const alice = await login(client, 'alice', 'secret');
  const all = { key: toTheEnd, rangeEnd: toTheEnd };
  const leaseView = await client.call(LeaseService.leaseTimeToLive, { id: lease, keys: true }, root);
  assert.ok('response' in leaseView, inspect(leaseView));
  const hash = await client.call(MaintenanceService.hashKV, {}, root);
  const alarms = await client.call(MaintenanceService.alarm, {}, root);
  return comparable({
    everything: await client.call(KVService.range, all, root),
    past: await client.call(KVService.range, { ...all, revision: 200, keysOnly: true }, root),
    compacted: await client.call(KVService.range, { ...all, revision: 149 }, root),
    hash: 'response' in hash ? [hash.response.hash, hash.response.compactRevision] : hash,
    leases: await client.call(LeaseService.leaseLeases, {}, root),
    lease: [
      leaseView.response.grantedTTL,
      leaseView.response.keys.map((key) => Buffer.from(key).toString()).sort(),
    ],
    users: await client.call(AuthService.userList, {}, root),
    role: await client.call(AuthService.roleGet, { role: 'reader' }, root),
    permitted: await client.call(KVService.range, { key: bytes('key/1'), serializable: true }, alice),
    refused: await client.call(KVService.range, { key: bytes('other') }, alice),
    alarms: 'response' in alarms ? alarms.response.alarms : alarms,
  });
}

async function login(client: WireClient, name: string, password: string): Promise<Metadata> {
  const answer = await client.call(AuthService.authenticate, { name, password });
  assert.ok('response' in answer, inspect(answer));
  return { token: answer.response.token };
}

/** Saves with the etcdctl of a version. */
export async function saveWithEtcdctl(version: EtcdVersion, file: string, address: string): Promise<void> {
  const env = { ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: address, ETCDCTL_USER: `root:${rootPassword}` };
  await run(findEtcd(version)?.etcdctl ?? 'etcdctl', ['snapshot', 'save', file], { env });
}

/** What the tools of a version say of a file. */
export async function statusOf(version: EtcdVersion, file: string): Promise<Record<string, unknown>> {
  const binaries = findEtcd(version);
  const tool = binaries?.etcdutl ?? binaries?.etcdctl ?? 'etcdctl';
  const { stdout } = await run(tool, ['snapshot', 'status', file, '-w', 'json'], {
    env: { ETCDCTL_API: '3' },
  });
  return JSON.parse(stdout);
}
