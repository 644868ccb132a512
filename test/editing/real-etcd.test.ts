import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import type { Wish } from '../../source/editing/write-plan.js';
import { prepareWrite } from '../../source/effects/write-plan.js';
import { type MaintenancePlan, mayRun } from '../../source/maintenance/plan.js';
import { type MaintenancePorts, type RunResult, runPlan } from '../../source/maintenance/run.js';
import { connect } from '../client/connect.js';
import { portsFor } from '../maintenance/machine-ports.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';

const wishFor = (key: string, value: string | undefined, more: Partial<Wish> = {}): Wish => ({
  change: value === undefined ? 'delete' : 'put',
  key: Buffer.from(key),
  value: value === undefined ? undefined : Buffer.from(value),
  expected: undefined,
  lease: 'keep',
  bypasses: false,
  ...more,
});

async function plan(client: EtcdClient, wish: Wish): Promise<MaintenancePlan> {
  const planned = await prepareWrite({ client, nowMs: Date.now }, wish, 'test');
  assert.ok(planned.kind === 'plan', planned.kind === 'refused' ? planned.reason : planned.kind);
  assert.ok(mayRun(planned.plan));
  return planned.plan;
}

const run = (planned: MaintenancePlan, ports: MaintenancePorts): Promise<RunResult> =>
  runPlan(planned, ports, new AbortController().signal, () => {});

async function read(client: EtcdClient, key: string) {
  const { kvs } = await client.kv.range({ key: Buffer.from(key) });
  return kvs[0];
}

for (const version of etcdVersions) {
  test(`etcd ${version}: a key is created, written and deleted, and a change in between wins`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const ports = await portsFor(t, client);

    const create = await plan(client, wishFor('/config/a', 'one'));
    assert.equal((await run(create, ports)).outcome, 'done');
    const again = await run(create, ports);
    assert.equal(again.outcome, 'failed');
    assert.match(again.message, /^\/config\/a changed at rev 2, so nothing was written$/u);

    const write = await plan(client, wishFor('/config/a', 'two'));
    await etcd.etcdctl('put', '/config/a', 'theirs');
    const lost = await run(write, ports);
    const conflict = lost.steps[0]?.write;
    assert.ok(conflict?.kind === 'conflict');
    assert.equal(Buffer.from(conflict.found?.value ?? []).toString(), 'theirs');
    assert.equal((await read(client, '/config/a'))?.modRevision, 3);

    const stale = await prepareWrite(
      { client, nowMs: Date.now },
      wishFor('/config/a', 'x', { expected: 2 }),
      'test',
    );
    assert.equal(stale.kind, 'conflict');

    const remove = await plan(client, wishFor('/config/a', undefined, { expected: 3 }));
    assert.equal((await run(remove, ports)).message, `done: Delete /config/a`);
    assert.equal(await read(client, '/config/a'), undefined);
  });

  test(`etcd ${version}: a key keeps its lease, and the audit log tells sizes and hashes only`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const ports = await portsFor(t, client);
    const { id } = await client.lease.grant({ ttl: 600 });
    await client.kv.put({ key: Buffer.from('/leased'), value: Buffer.from('hunter1'), lease: id });

    assert.equal((await run(await plan(client, wishFor('/leased', 'hunter2')), ports)).outcome, 'done');
    assert.equal((await read(client, '/leased'))?.lease, id);
    const detach = await plan(client, wishFor('/leased', 'hunter3', { lease: 0n }));
    assert.ok(detach.happens.some((sentence) => sentence.startsWith('It loses lease')));
    assert.equal((await run(detach, ports)).outcome, 'done');
    assert.equal((await read(client, '/leased'))?.lease, 0n);

    const secret = wishFor('/vault/secrets/db', 'hunter4');
    assert.equal((await run(await plan(client, secret), ports)).outcome, 'done');

    const log = await readFile(ports.audit.path, 'utf8');
    assert.ok(!log.includes('hunter'), log);
    const [, put, , , , hidden] = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(put?.['action'], 'put');
    assert.equal(put?.['key'], '/leased');
    assert.equal(put?.['expected_revision'], 2);
    assert.equal(put?.['revision'], 3);
    assert.equal(put?.['size'], 7);
    assert.equal(put?.['sha256'], createHash('sha256').update('hunter2').digest('hex'));
    assert.equal(hidden?.['sha256'], undefined);
  });

  test(`etcd ${version}: the line that etcdctl is said to take, it takes`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    await client.kv.put({ key: Buffer.from('/a "b"'), value: Buffer.from('1') });
    const { sameAs } = await plan(client, wishFor('/a "b"', '2'));
    const [, input = ''] = sameAs;
    const lines = input
      .replace(', a blank line, ', '\n\n')
      .replace(', two blank lines', '\n\n\n')
      .replace('"NEW VALUE"', '"2"');
    await etcd.etcdctlWithInput(lines, 'txn');
    assert.equal(Buffer.from((await read(client, '/a "b"'))?.value ?? []).toString(), '2');
  });
}
