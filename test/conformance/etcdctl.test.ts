import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { type NodeCoreProcess, startNodeCore } from './subjects.js';

const run = promisify(execFile);
const version = '3.4';

let member: NodeCoreProcess;

before(async () => {
  member = await startNodeCore();
});

after(() => member.stop());

function environment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: member.address };
}

/** Runs the stock etcdctl 3.4 and gives its stdout. */
async function etcdctl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(findEtcd(version)?.etcdctl ?? 'etcdctl', args, { env: environment() });
  return stdout;
}

/** Runs etcdctl with lines on its stdin. */
async function etcdctlWith(input: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(findEtcd(version)?.etcdctl ?? 'etcdctl', args, { env: environment() });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.end(input);
  await once(child, 'close');
  return output;
}

const etcdctlTest = (name: string, body: () => Promise<void>) =>
  test(`etcdctl 3.4: ${name}`, async (t) => {
    if (haveEtcd(t, version)) {
      await body();
    }
  });

etcdctlTest('put, get, del', async () => {
  assert.equal(await etcdctl('put', 'kv/a', '1'), 'OK\n');
  assert.equal(await etcdctl('put', 'kv/b', '2', '--prev-kv'), 'OK\n');
  assert.equal(await etcdctl('put', 'kv/a', '3', '--prev-kv'), 'OK\nkv/a\n1\n');
  assert.equal(await etcdctl('get', 'kv/a'), 'kv/a\n3\n');
  assert.equal(await etcdctl('get', 'kv/', '--prefix'), 'kv/a\n3\nkv/b\n2\n');
  assert.equal(await etcdctl('get', 'kv/', '--prefix', '--keys-only'), 'kv/a\n\nkv/b\n\n');
  assert.equal(
    await etcdctl('get', 'kv/', '--prefix', '--order=DESCEND', '--sort-by=MODIFY'),
    'kv/a\n3\nkv/b\n2\n',
  );
  assert.equal(await etcdctl('del', 'kv/', '--prefix', '--prev-kv'), '2\nkv/a\n3\nkv/b\n2\n');
  assert.equal(await etcdctl('get', 'kv/', '--prefix'), '');
});

etcdctlTest('watch', async () => {
  const watch = spawn(findEtcd(version)?.etcdctl ?? 'etcdctl', ['watch', 'w/', '--prefix', '--prev-kv'], {
    env: environment(),
  });
  let seen = '';
  watch.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  try {
    // The watch is there once it has seen a put of a number it had not.
    let number = 0;
    await eventually('the watch sees a put', async () => {
      number += 1;
      await etcdctl('put', 'w/probe', String(number));
      return seen.includes('w/probe');
    });
    await etcdctl('put', 'w/a', '1');
    await etcdctl('del', 'w/a');
    await eventually('the watch sees the deletion', () => seen.endsWith('DELETE\nw/a\n1\nw/a\n\n'));
    assert.match(seen, /PUT\nw\/a\n1\n/);
  } finally {
    watch.kill();
    await once(watch, 'close');
  }
});

etcdctlTest('txn', async () => {
  await etcdctl('put', 't/k', 'old');
  const script = 'value("t/k") = "old"\n\nput t/k new\nget t/k\n\nget t/k\n\n';
  assert.match(await etcdctlWith(script, 'txn'), /^SUCCESS\n\nOK\n\nt\/k\nnew\n$/);
  assert.match(await etcdctlWith(script, 'txn'), /^FAILURE\n\nt\/k\nnew\n$/);
});

etcdctlTest('lease', async () => {
  const [, id] =
    /^lease ([0-9a-f]{16}) granted with TTL\(60s\)$/m.exec(await etcdctl('lease', 'grant', '60')) ?? [];
  assert.ok(id !== undefined);
  await etcdctl('put', 'l/k', 'v', `--lease=${id}`);
  assert.match(await etcdctl('lease', 'list'), new RegExp(`found 1 leases\n${id}`));
  assert.match(
    await etcdctl('lease', 'timetolive', id, '--keys'),
    /granted with TTL\(60s\), remaining\(\d+s\), attached keys\(\[l\/k\]\)/,
  );
  assert.match(await etcdctl('lease', 'keep-alive', id, '--once'), /keepalived with TTL\(60\)/);
  assert.equal(await etcdctl('lease', 'revoke', id), `lease ${id} revoked\n`);
  assert.equal(await etcdctl('get', 'l/k'), '');
});

etcdctlTest('compact, defrag', async () => {
  await etcdctl('put', 'c', '1');
  await etcdctl('put', 'c', '2');
  const { header }: { header: { revision: number } } = JSON.parse(await etcdctl('get', 'c', '-w', 'json'));
  assert.equal(
    await etcdctl('compact', String(header.revision), '--physical'),
    `compacted revision ${header.revision}\n`,
  );
  await assert.rejects(
    etcdctl('get', 'c', `--rev=${header.revision - 1}`),
    /required revision has been compacted/,
  );
  assert.match(await etcdctl('defrag'), /Finished defragmenting etcd member/);
  assert.equal(await etcdctl('get', 'c'), 'c\n2\n');
});

etcdctlTest('endpoint status and health, member list', async () => {
  assert.match(
    await etcdctl('endpoint', 'status'),
    /, 3\.6\.\d+, \d+ [kM]?B, true, false, \d+, \d+, \d+, \n$/,
  );
  const { stderr } = await run(findEtcd(version)?.etcdctl ?? 'etcdctl', ['endpoint', 'health'], {
    env: environment(),
  });
  assert.match(stderr, /is healthy: successfully committed proposal/);
  assert.match(
    await etcdctl('member', 'list'),
    /^[0-9a-f]+, started, m1, http:\/\/\S+, http:\/\/\S+, false\n$/,
  );
});

etcdctlTest('what a member that stays alone does not do, it says', async () => {
  await assert.rejects(etcdctl('member', 'remove', '1'), /etcdserver: member not found/);
  await assert.rejects(
    etcdctl('member', 'add', 'm2', '--peer-urls=http://127.0.0.1:1'),
    /etcdscope node does not support adding a member: use etcd itself for it/,
  );
});

etcdctlTest('snapshot save and status', async () => {
  await etcdctl('put', 's', 'v');
  const file = join(member.dataDirectory, '..', 'saved.db');
  assert.match(await etcdctl('snapshot', 'save', file), /Snapshot saved at/);
  const { revision, totalKey }: { revision: number; totalKey: number } = JSON.parse(
    await etcdctl('snapshot', 'status', file, '-w', 'json'),
  );
  const { header }: { header: { revision: number } } = JSON.parse(await etcdctl('get', 's', '-w', 'json'));
  assert.equal(revision, header.revision);
  assert.ok(totalKey > 0);
});
