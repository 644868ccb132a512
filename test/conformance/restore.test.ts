import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { KVService, LeaseService, MaintenanceService } from '../../proto/generated/etcdserverpb.js';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { bytes, toTheEnd } from './requests.js';
import { startNodeCore } from './subjects.js';
import { comparable } from './transcript.js';
import { WireClient } from './wire-client.js';

const run = promisify(execFile);

for (const version of etcdVersions) {
  test(`a snapshot of node-core becomes an etcd ${version} with the same data`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const directory = await mkdtemp(join(tmpdir(), 'etcdscope-restore-'));
    t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
    const snapshot = join(directory, 'snapshot.db');
    const original = await saveSnapshot(version, snapshot);
    const restored = await restoreAndRead(version, snapshot, directory);
    assert.deepEqual(restored, original);
  });
}

/** What must be the same on both sides. */
interface Contents {
  readonly everything: unknown;
  readonly past: unknown;
  readonly hash: unknown;
  readonly leases: unknown;
}

async function saveSnapshot(version: EtcdVersion, file: string): Promise<Contents> {
  const member = await startNodeCore();
  const client = new WireClient(member.address);
  try {
    await fill(client);
    await etcdctl(version, ['snapshot', 'save', file], member.address);
    return await read(client);
  } finally {
    client.close();
    await member.stop();
  }
}

async function restoreAndRead(version: EtcdVersion, snapshot: string, directory: string): Promise<Contents> {
  const binaries = findEtcd(version);
  assert.ok(binaries !== undefined);
  const dataDirectory = join(directory, 'restored');
  const arguments_ = ['snapshot', 'restore', snapshot, `--data-dir=${dataDirectory}`];
  await run(binaries.etcdutl ?? binaries.etcdctl, arguments_, { env: { ETCDCTL_API: '3' } });
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const etcd = await spawnEtcd(binaries.etcd, [
    `--data-dir=${dataDirectory}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  ]);
  const client = new WireClient(`127.0.0.1:${clientPort}`);
  try {
    return await read(client);
  } finally {
    client.close();
    await etcd.end('SIGKILL');
  }
}

/** More than fits one page, several revisions of a key, deletions, a lease, a compaction, an awkward key. */
async function fill(client: WireClient): Promise<void> {
  await client.call(LeaseService.leaseGrant, { id: 77n, ttl: 6_000 });
  for (let number = 0; number < 300; number += 1) {
    const key = bytes(`key/${number % 120}`);
    await client.call(KVService.put, {
      key,
      value: Buffer.alloc(number * 3, number),
      lease: number % 9 === 0 ? 77n : 0n,
    });
  }
  await client.call(KVService.put, { key: toTheEnd, value: bytes('the smallest key') });
  await client.call(KVService.deleteRange, { key: bytes('key/3'), rangeEnd: bytes('key/5') });
  await client.call(KVService.compact, { revision: 150, physical: true });
}

async function read(client: WireClient): Promise<Contents> {
  const all = { key: toTheEnd, rangeEnd: toTheEnd };
  const hash = await client.call(MaintenanceService.hashKV, {});
  const leases = await client.call(LeaseService.leaseLeases, {});
  return {
    everything: comparable(await client.call(KVService.range, all)),
    past: comparable(await client.call(KVService.range, { ...all, revision: 200, keysOnly: true })),
    hash: 'response' in hash ? hash.response.hash : hash,
    leases: 'response' in leases ? leases.response.leases : leases,
  };
}

async function etcdctl(version: EtcdVersion, args: readonly string[], endpoint: string): Promise<void> {
  const env = { ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoint };
  await run(findEtcd(version)?.etcdctl ?? 'etcdctl', args, { env });
}
