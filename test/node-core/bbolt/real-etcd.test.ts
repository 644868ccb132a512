import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { readFrom } from '../../../node-core/bbolt/read-at.js';
import { openDatabase } from '../../../node-core/bbolt/reader.js';
import type { BucketContent } from '../../../node-core/bbolt/writer.js';
import { crc32c } from '../../../node-core/checksum/crc32c.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { decodeRevisionKey } from '../../../node-core/schema/revision-key.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../../support/start-etcd.js';
import { appendHash, entriesOf, entry, inTemporaryDirectory, writeFileAt } from './databases.js';
import { etcdBuckets, type Put } from './etcd-buckets.js';

const run = promisify(execFile);

interface SnapshotStatus {
  readonly hash: number;
  readonly revision: number;
  readonly totalKey: number;
  readonly totalSize: number;
}

/** What etcd's own tool says of a file, after bbolt's consistency check of every page. */
async function statusOf(version: EtcdVersion, path: string): Promise<SnapshotStatus> {
  const binaries = findEtcd(version);
  const tool = binaries?.etcdutl ?? binaries?.etcdctl ?? '';
  const { stdout } = await run(tool, ['snapshot', 'status', path, '-w', 'json'], {
    env: { PATH: process.env['PATH'], ETCDCTL_API: '3' },
  });
  return JSON.parse(stdout) as SnapshotStatus;
}

/** The tool's hash: CRC-32C over all names, keys and values in order. */
async function hashOf(buckets: readonly BucketContent[]): Promise<{ hash: number; entries: number }> {
  let hash = 0;
  let entries = 0;
  for (const bucket of buckets) {
    hash = crc32c(Buffer.from(bucket.name), hash);
    for await (const { key, value } of bucket.entries) {
      hash = crc32c(value, crc32c(key, hash));
      entries += 1;
    }
  }
  return { hash, entries };
}

function* manyPuts(): Generator<Put> {
  for (let i = 0; i < 100_000; i += 1) {
    const key = i === 5 ? `/long/${'k'.repeat(32_000)}` : `/registry/things/${i}`;
    yield { key, value: Buffer.alloc(i % 20_000 === 7 ? 1_572_864 : i % 300, i) };
  }
}

/** etcd's buckets around one with entries of every size, keys of 32 KiB among them. */
function wideBuckets(): BucketContent[] {
  const wide = Array.from({ length: 300 }, (_, i) =>
    entry(`${String(i).padStart(3, '0')}${'w'.repeat(i % 3 === 0 ? 32_765 : i)}`, 'v'.repeat(i * i)),
  );
  return [...etcdBuckets([{ key: 'a', value: Buffer.from('b') }]), { name: 'wide', entries: wide }];
}

const databases: readonly (readonly [string, () => BucketContent[], number])[] = [
  ['no keys', () => etcdBuckets([]), 0],
  ['one key', () => etcdBuckets([{ key: 'a', value: Buffer.from('b') }]), 2],
  ['100,000 keys with large values', () => etcdBuckets(manyPuts()), 100_001],
  ['keys of 32 KiB', wideBuckets, 2],
];

for (const version of etcdVersions) {
  for (const [name, makeBuckets, revision] of databases) {
    test(`etcd ${version}'s own tool finds a database with ${name} consistent and complete`, async (t) => {
      if (!haveEtcd(t, version)) {
        return;
      }
      await inTemporaryDirectory(async (directory) => {
        const path = join(directory, 'snapshot.db');
        const size = await writeFileAt(path, makeBuckets());
        await appendHash(path);
        assert.equal((await stat(path)).size, size + 32);
        const status = await statusOf(version, path);
        const expected = await hashOf(makeBuckets());
        assert.equal(status.hash, expected.hash);
        assert.equal(status.revision, revision);
        const keysOfRevisions = revision === 0 ? 0 : revision - 1;
        assert.equal(status.totalKey, version === '3.4' ? expected.entries : keysOfRevisions);
        assert.equal(status.totalSize, size);
      });
    });
  }

  test(`the database of a real etcd ${version} holds what the server answered`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    try {
      await fill(etcd);
      const answered = await answeredKeys(etcd);
      await etcd.terminate();
      const stored = await liveKeys(join(etcd.directory, 'm1', 'member', 'snap', 'db'));
      assert.ok(answered.length > 40);
      assert.deepEqual(stored, answered);
    } finally {
      await etcd.stop();
    }
  });
}

test('a real etcd 3.6 restores a snapshot written here and serves every key', async (t) => {
  const binaries = findEtcd('3.6');
  if (!haveEtcd(t, '3.6') || binaries?.etcdutl === undefined) {
    return;
  }
  const { etcdutl } = binaries;
  const puts = Array.from({ length: 500 }, (_, i) => ({
    key: `/restored/${1000 + i}`,
    value: Buffer.alloc(i * 40, 65),
  }));
  const etcd = await startEtcd({ version: '3.6' });
  try {
    const [, , , peerUrl = ''] = (await etcd.etcdctl('member', 'list', '-w', 'simple')).split(', ');
    await etcd.terminate();
    const path = join(etcd.directory, 'snapshot.db');
    await writeFileAt(path, etcdBuckets(puts));
    await appendHash(path);
    const dataDirectory = join(etcd.directory, 'm1');
    await rm(dataDirectory, { recursive: true });
    const cluster = [
      '--name=m1',
      `--initial-cluster=m1=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
    ];
    await run(etcdutl, ['snapshot', 'restore', path, `--data-dir=${dataDirectory}`, ...cluster]);
    await etcd.restart();
    const answered = await answeredKeys(etcd);
    assert.deepEqual(
      answered,
      puts.map(({ key, value }, i) => ({
        key,
        value: value.toString(),
        created: i + 2,
        modified: i + 2,
        version: 1,
      })),
    );
    await etcd.etcdctl('put', '/restored/later', 'x');
    await etcd.etcdctl('defrag');
  } finally {
    await etcd.stop();
  }
});

interface ShownKey {
  readonly key: string;
  readonly value: string;
  readonly created: number;
  readonly modified: number;
  readonly version: number;
}

/** Puts, overwrites, deletions and a large value: enough for a tree with branches. */
async function fill(etcd: RunningEtcd): Promise<void> {
  await etcd.etcdctl('put', '/large', 'v'.repeat(100_000));
  for (let i = 0; i < 60; i += 1) {
    await etcd.etcdctl('put', `/k/${String(i % 50).padStart(3, '0')}`, `value ${i} `.repeat(200));
  }
  await etcd.etcdctl('del', '--prefix', '/k/01');
}

async function answeredKeys(etcd: RunningEtcd): Promise<ShownKey[]> {
  const { kvs } = JSON.parse(await etcd.etcdctl('get', '', '--prefix', '-w', 'json')) as {
    kvs: { key: string; value?: string; create_revision: number; mod_revision: number; version: number }[];
  };
  return kvs.map((kv) => ({
    key: Buffer.from(kv.key, 'base64').toString(),
    value: Buffer.from(kv.value ?? '', 'base64').toString(),
    created: kv.create_revision,
    modified: kv.mod_revision,
    version: kv.version,
  }));
}

/** The newest revision of each key that is not a tombstone, in key order. */
async function liveKeys(path: string): Promise<ShownKey[]> {
  const file = await realDisk.open(path, 'read');
  try {
    const db = await openDatabase(await readFrom(file));
    const live = new Map<string, ShownKey>();
    for (const { key: revisionKey, value: bytes } of await entriesOf(await db.bucket('key'))) {
      const kv = KeyValue.decode(bytes);
      const key = Buffer.from(kv.key).toString();
      if (decodeRevisionKey(revisionKey).tombstone) {
        live.delete(key);
      } else {
        const { createRevision: created, modRevision: modified, version } = kv;
        live.set(key, { key, value: Buffer.from(kv.value).toString(), created, modified, version });
      }
    }
    return [...live.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  } finally {
    await file.close();
  }
}
