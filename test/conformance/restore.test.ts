import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { runProgram } from '../e2e/run-program.js';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { fill, read, rootPassword, saveWithEtcdctl, statusOf } from './snapshot-contents.js';
import { startNodeCore, startSubject } from './subjects.js';
import { WireClient } from './wire-client.js';

const run = promisify(execFile);

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-restore-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/** Runs the built program; its stdout. */
async function etcdscope(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(args, {
    env: { ETCDCTL_USER: `root:${rootPassword}` },
  });
  assert.equal(code, 0, stderr);
  return stdout;
}

for (const version of etcdVersions) {
  test(`a snapshot of node-core becomes an etcd ${version} with the same data`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const directory = await temporary(t);
    const snapshot = join(directory, 'snapshot.db');
    const member = await startNodeCore();
    t.after(() => member.stop());
    const client = new WireClient(member.address);
    await fill(client);
    const original = await read(client);
    client.close();
    await saveWithEtcdctl(version, snapshot, member.address);
    assert.deepEqual(await readRestored(version, snapshot, directory), original);
    const saved = join(directory, 'saved.db');
    await etcdscope('snapshot', 'save', saved, '--endpoints', member.url);
    const status = await statusOf(version, saved);
    assert.equal(status['revision'], (await statusOf(version, snapshot))['revision']);
    assert.match(await etcdscope('snapshot', 'verify', saved), /is sound: its SHA-256 is right/);
  });

  test(`a snapshot of etcd ${version} becomes a node-core with the same data`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const directory = await temporary(t);
    const snapshot = join(directory, 'snapshot.db');
    const etcd = await startSubject(version, []);
    t.after(() => etcd.stop());
    const client = new WireClient(etcd.address);
    await fill(client);
    const original = await read(client);
    client.close();
    await etcdscope('snapshot', 'save', snapshot, '--endpoints', `http://${etcd.address}`);
    const ours = JSON.parse(await etcdscope('snapshot', 'status', snapshot, '-w', 'json'));
    const { totalKey, ...theirs } = await statusOf(version, snapshot);
    assert.deepEqual({ ...ours, ...theirs }, ours, 'the numbers of its own tool');
    assert.equal(totalKey, version === '3.4' ? ours.entries : ours.totalKey);
    const dataDirectory = join(directory, 'restored');
    await etcdscope('snapshot', 'restore', snapshot, '--data-dir', dataDirectory);
    const restored = await readNodeCore(t, dataDirectory);
    assert.deepEqual(restored, original);
  });
}

test('a raised revision, with the log in a directory of its own, is the same as from etcdutl', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const directory = await temporary(t);
  const snapshot = join(directory, 'snapshot.db');
  const member = await startNodeCore();
  t.after(() => member.stop());
  const client = new WireClient(member.address);
  await fill(client);
  client.close();
  await saveWithEtcdctl('3.6', snapshot, member.address);
  const bump = ['--bump-revision', '1000', '--mark-compacted'];
  const dataDirectory = join(directory, 'bumped');
  const logFlag = `--wal-dir=${join(directory, 'disks', 'wal')}`;
  await etcdscope('snapshot', 'restore', snapshot, '--data-dir', dataDirectory, logFlag, ...bump);
  assert.deepEqual(
    await readNodeCore(t, dataDirectory, logFlag),
    await readRestored('3.6', snapshot, directory, bump),
  );
});

/** etcd on what its own tool makes of a snapshot. */
async function readRestored(
  version: EtcdVersion,
  snapshot: string,
  directory: string,
  flags: readonly string[] = [],
): Promise<unknown> {
  const binaries = findEtcd(version);
  assert.ok(binaries !== undefined);
  const dataDirectory = join(directory, 'of-etcd');
  const args = ['snapshot', 'restore', snapshot, `--data-dir=${dataDirectory}`, ...flags];
  await run(binaries.etcdutl ?? binaries.etcdctl, args, { env: { ETCDCTL_API: '3' } });
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const etcd = await spawnEtcd(binaries.etcd, [
    `--data-dir=${dataDirectory}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
  ]);
  try {
    return await readFrom(`127.0.0.1:${clientPort}`);
  } finally {
    await etcd.end('SIGKILL');
  }
}

async function readNodeCore(t: TestContext, dataDirectory: string, ...flags: string[]): Promise<unknown> {
  const member = await startNodeCore([`--data-dir=${dataDirectory}`, ...flags]);
  t.after(() => member.stop());
  return readFrom(member.address);
}

async function readFrom(address: string): Promise<unknown> {
  const client = new WireClient(address);
  try {
    return await read(client);
  } finally {
    client.close();
  }
}
