import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { bucketNames } from '../../node-core/schema/buckets.js';
import { encodeLease, leaseKey } from '../../node-core/schema/lease-record.js';
import { LeaseService } from '../../proto/generated/etcdserverpb.js';
import { runProgram } from '../e2e/run-program.js';
import { temporaryDirectory } from '../node-core/backend/temporary-backend.js';
import { bytesOf } from '../node-core/bbolt/databases.js';
import { findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { startNodeCore } from './subjects.js';
import { WireClient } from './wire-client.js';

const run = promisify(execFile);
const id = 77n;

/** A snapshot with a lease of 1,000 s of which a checkpoint found 300 left. */
async function writeSnapshot(directory: string): Promise<string> {
  const lease = {
    key: leaseKey(id),
    value: encodeLease({ id, ttlSeconds: 1_000, remainingTtlSeconds: 300 }),
  };
  const buckets = bucketNames.map((name) => ({ name, entries: name === 'lease' ? [lease] : [] }));
  const path = join(directory, 'snapshot.db');
  await writeFile(path, await bytesOf(buckets));
  return path;
}

async function timeToLive(address: string): Promise<{ readonly granted: number; readonly left: number }> {
  const client = new WireClient(address);
  try {
    const answer = await client.call(LeaseService.leaseTimeToLive, { id });
    assert.ok('response' in answer);
    return { granted: answer.response.grantedTTL, left: answer.response.ttl };
  } finally {
    client.close();
  }
}

test('what a checkpoint left of a lease counts after a start, as in etcd 3.6', async (t) => {
  const etcd = findEtcd('3.6');
  if (etcd?.etcdutl === undefined || !haveEtcd(t, '3.6')) {
    return;
  }
  const directory = temporaryDirectory(t);
  const snapshot = await writeSnapshot(directory);
  const place = (name: string) => join(directory, name);
  await run(etcd.etcdutl, [
    'snapshot',
    'restore',
    snapshot,
    '--skip-hash-check',
    '--data-dir',
    place('etcd'),
  ]);
  const restore = ['snapshot', 'restore', snapshot, '--skip-hash-check', '--data-dir', place('ours')];
  assert.equal((await runProgram(restore)).code, 0);
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const real = await spawnEtcd(etcd.etcd, [
    ...[`--data-dir=${place('etcd')}`, `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`],
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  ]);
  t.after(() => real.end('SIGKILL'));
  const ours = await startNodeCore([`--data-dir=${place('ours')}`]);
  t.after(() => ours.stop());
  for (const address of [`127.0.0.1:${clientPort}`, ours.address]) {
    const { granted, left } = await timeToLive(address);
    assert.equal(granted, 1_000);
    assert.ok(left > 270 && left <= 301, `${left} s are left at ${address}`);
  }
});
