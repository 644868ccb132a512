import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { runProgram } from './run-program.js';
import { openShell } from './shell.js';

async function revisionOf(etcd: RunningEtcd): Promise<number> {
  const { header } = JSON.parse(await etcd.etcdctl('get', 'none', '-w', 'json')) as {
    header: { revision: number };
  };
  return header.revision;
}

const grouped = (count: number): string => count.toLocaleString('en');

/** A Kubernetes Lease as an API server with JSON storage keeps it. */
async function renew(etcd: RunningEtcd, renewTime: Date): Promise<void> {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
    spec: { holderIdentity: 'm1', renewTime: renewTime.toISOString().replace('Z', '000Z') },
  };
  await etcd.etcdctl('put', '/registry/leases/kube-system/kube-controller-manager', JSON.stringify(lease));
}

for (const version of etcdVersions) {
  test(`etcd ${version}: back to a revision, and to now when compaction overtakes it`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    await etcd.etcdctl('put', '/app/kept', 'as it was');
    await etcd.etcdctl('put', '/app/dropped', 'x');
    const then = await revisionOf(etcd);
    await etcd.etcdctl('put', '/app/kept', 'as it is');
    await etcd.etcdctl('del', '/app/dropped');

    const shell = await openShell(t, ['--endpoints', etcd.endpoints[0] ?? '']);
    await shell.see('● healthy');
    await shell.see(/❯▸ \/app\/ +1/u);
    shell.type('\r');
    await shell.see(/\/app\/kept|kept +rev/u);
    shell.type('j');
    await shell.see('as it is');

    shell.type(`:at ${then}\r`);
    await shell.see(`▲ PAST: rev ${grouped(then)}`);
    await shell.see(new RegExp(`Keys ─ ▲ as of rev ${grouped(then)} ─ /app/`, 'u'));
    await shell.see('dropped');
    await shell.see('as it was');
    await etcd.etcdctl('put', '/app/later', 'x');
    await shell.see(/\+ \/app\/later/u);
    assert.doesNotMatch(shell.screen(), /│ +later/u, 'the tree stands still');

    shell.type('6\r');
    await shell.see(/This is the past, and actions are for now/u);
    shell.type('1');
    shell.type('\x1b');
    await shell.unsee('actions are for now');
    shell.type('\x1b');
    await shell.unsee('PAST');
    await shell.see(/later +rev/u);
    await shell.see('as it is');
    await shell.unsee(/dropped +rev/u);

    shell.type(`:since ${then}\r`);
    await shell.see(new RegExp(`watching from rev ${then} on, up to rev 6 read again`, 'u'));
    await shell.see(/earlier +~ \/app\/kept +as it was→as it is/u);
    await shell.see(/earlier +− \/app\/dropped/u);
    await etcd.etcdctl('put', '/app/later', 'y');
    await shell.see(/\d\d:\d\d:\d\d +~ \/app\/later +x→y/u);
    shell.type('1');

    shell.type(':at -4\r');
    await shell.see('▲ PAST');
    await etcd.etcdctl('compact', String(await revisionOf(etcd)));
    shell.type('r');
    await shell.see(/was compacted while it was looked at and cannot be read any more; what you see is now/u);
    await shell.unsee('PAST');
    await shell.see(/later +rev/u);
    await shell.see(/rev 7…7/u);

    shell.type(`:at ${then}\r`);
    await shell.see(/is compacted; the oldest that can be read is/u);
    shell.type(`:at ${Math.floor(Date.now() / 1_000)}\r`);
    await shell.see(/is the Unix time of/u);
    await shell.unsee('PAST');
    shell.type('q');
    assert.equal(await shell.backInShell(), 0);
  });

  test(`etcd ${version}: back to a time that a Kubernetes Lease tells`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const minute = 60_000;
    const now = Date.now();
    for (let ago = 40; ago >= 1; ago -= 1) {
      await renew(etcd, new Date(now - ago * minute));
      if (ago === 21) await etcd.etcdctl('put', '/app/state', 'before');
      if (ago === 20) await etcd.etcdctl('put', '/app/state', 'after');
    }
    const shell = await openShell(t, ['--endpoints', etcd.endpoints[0] ?? '']);
    await shell.see('● healthy');
    await shell.see(/\/app\/ +1/u);
    shell.type('\rj');
    await shell.see('after');
    // The Lease was renewed 20 and 19 minutes ago, and the state was changed between the two.
    shell.type(':at 20m30s\r');
    await shell.see(/▲ PAST: rev \d+, about \d\d:\d\d:\d\d, 20 m \d+ s ago/u);
    await shell.see('before');
    shell.type(':at 2h\r');
    await shell.see(/is compacted|Nothing here tells/u);
    shell.type('q');
    assert.equal(await shell.backInShell(), 0);
  });
}

test('tree and get at a revision and at a time, on the command line', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.6' });
  t.after(etcd.stop);
  const run = (...args: readonly string[]) => runProgram([...args, '--endpoints', etcd.endpoints[0] ?? '']);
  const now = Date.now();
  for (const ago of [30, 20, 10]) {
    await renew(etcd, new Date(now - ago * 60_000));
    await etcd.etcdctl('put', `/app/${ago}`, String(ago));
  }
  const at20 = 5;
  assert.equal((await run('tree', '/app/')).stdout, '10\n20\n30\n');
  assert.equal((await run('tree', '/app/', '--rev', String(at20))).stdout, '20\n30\n');
  const past = await run('tree', '/app/', '--at', '15m');
  assert.match(past.stdout, /^(20\n)?30\n$/u);
  assert.match(past.stderr, /^as of rev \d+, about \d\d:\d\d:\d\d, 15 m \d* ?s? ?ago$/mu);
  assert.equal((await run('get', '/app/20', '--rev', String(at20), '--print-value-only')).stdout, '20\n');
  assert.match(
    (await run('get', '/app/20', '--at', '@1', '--print-value-only')).stderr,
    /Nothing here tells/u,
  );
  assert.equal((await run('tree', '/app/', '--at', 'soon')).code, 64);
  assert.equal((await run('tree', '/app/', '--at', '1m', '--rev', '3')).code, 64);
  await etcd.etcdctl('compact', '6');
  const gone = await run('tree', '/app/', '--rev', String(at20));
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /compacted/u);
});
