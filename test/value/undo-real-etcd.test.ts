import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import type { WritePlanned } from '../../source/editing/write-plan.js';
import { runEditEffect } from '../../source/effects/value-edit.js';
import { type RunResult, runPlan } from '../../source/maintenance/run.js';
import type { EditEvent, UndoTarget } from '../../source/store/value-editing.js';
import { connect } from '../client/connect.js';
import { portsFor } from '../maintenance/machine-ports.js';
import { type EtcdVersion, etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';

const key = Buffer.from('/config/a');

async function clientOf(t: TestContext, version: EtcdVersion): Promise<EtcdClient> {
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  return connect(t, { endpoints: etcd.endpoints });
}

/** As `u` does on a key whose last revision is `expected`; 0: it is not there. */
async function undo(client: EtcdClient, target: UndoTarget, expected: number): Promise<WritePlanned> {
  const told: EditEvent[] = [];
  const { signal } = new AbortController();
  const services = { client, signal, environment: {}, nowMs: Date.now, after: () => () => {} };
  await runEditEffect(
    { type: 'plan-undo', key: '/config/a', target, expected, bypasses: false, contextName: 'test' },
    services,
    (event) => told.push(event),
  );
  const [event] = told;
  assert.ok(event?.type === 'write-planned', event?.type);
  return event.planned;
}

async function carriedOut(t: TestContext, client: EtcdClient, planned: WritePlanned): Promise<RunResult> {
  assert.ok(planned.kind === 'plan', planned.kind === 'refused' ? planned.reason : planned.kind);
  return runPlan(planned.plan, await portsFor(t, client), new AbortController().signal, () => {});
}

async function put(client: EtcdClient, value: string, lease = 0n): Promise<number> {
  const { header } = await client.kv.put({ key, value: Buffer.from(value), lease });
  return header?.revision ?? 0;
}

async function read(client: EtcdClient) {
  const { kvs } = await client.kv.range({ key });
  return kvs[0];
}

for (const version of etcdVersions) {
  test(`etcd ${version}: what compaction took is not undone, and nothing is written`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const client = await clientOf(t, version);
    await put(client, 'one');
    const second = await put(client, 'two');
    await client.kv.compact({ revision: second, physical: true });
    const planned = await undo(client, { kind: 'revision', revision: second - 1 }, second);
    assert.ok(planned.kind === 'refused');
    assert.match(planned.reason, /^What was there before cannot be read: .*compacted/u);
    assert.equal((await read(client))?.modRevision, second);
  });

  test(`etcd ${version}: a revision that was read before compaction is put back all the same`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const client = await clientOf(t, version);
    await put(client, 'one');
    const old = await read(client);
    const second = await put(client, 'two');
    await client.kv.compact({ revision: second, physical: true });
    assert.ok(old);
    const planned = await undo(client, { kind: 'value', stored: old }, second);
    assert.equal((await carriedOut(t, client, planned)).outcome, 'done');
    assert.equal(Buffer.from((await read(client))?.value ?? []).toString(), 'one');
  });

  test(`etcd ${version}: a key comes back without its lease when that is gone, and the plan says so`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const client = await clientOf(t, version);
    const { id } = await client.lease.grant({ ttl: 600 });
    const leased = await put(client, 'leased', id);
    await client.lease.revoke(id);
    assert.equal(await read(client), undefined);
    const planned = await undo(client, { kind: 'revision', revision: leased }, 0);
    assert.ok(planned.kind === 'plan');
    const gone = `Its lease ${id.toString(16).padStart(16, '0')} is gone: it stays until it is deleted.`;
    assert.ok(planned.plan.happens.includes(gone), planned.plan.happens.join('\n'));
    assert.equal((await carriedOut(t, client, planned)).outcome, 'done');
    const back = await read(client);
    assert.deepEqual([Buffer.from(back?.value ?? []).toString(), back?.lease], ['leased', 0n]);
  });

  test(`etcd ${version}: a lease that ends between plan and write takes nothing with it`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const client = await clientOf(t, version);
    const { id } = await client.lease.grant({ ttl: 600 });
    const leased = await put(client, 'leased', id);
    await client.kv.deleteRange({ key });
    const planned = await undo(client, { kind: 'revision', revision: leased }, 0);
    await client.lease.revoke(id);
    const result = await carriedOut(t, client, planned);
    assert.equal(result.outcome, 'failed');
    assert.match(result.message, /lease/u);
    assert.equal(await read(client), undefined);
  });
}
