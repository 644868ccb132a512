import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import { prepareCompact, prepareDefragment } from '../../source/effects/actions-plan.js';
import { oldestReadableRevision } from '../../source/maintenance/history-edge.js';
import { mayRun, type Planned } from '../../source/maintenance/plan.js';
import { runPlan } from '../../source/maintenance/run.js';
import { connect } from '../client/connect.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { portsFor } from './machine-ports.js';

const never = new AbortController().signal;

const planning = (client: EtcdClient) => ({ client, nowMs: Date.now });

/** Overwrites one key, so that nearly everything written is history. */
async function writeHistory(client: EtcdClient, writes: number): Promise<number> {
  const value = Buffer.alloc(20_000, 'x');
  let revision = 0;
  for (let count = 0; count < writes; count += 1) {
    const { header } = await client.kv.put({ key: Buffer.from('k'), value });
    revision = header?.revision ?? 0;
  }
  return revision;
}

function planIn(planned: Planned) {
  assert.ok(planned.kind === 'plan', planned.kind === 'refused' ? planned.reason : '');
  return planned.plan;
}

for (const version of etcdVersions) {
  test(`etcd ${version}: compaction drops history, defragmentation gives its space back`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const newest = await writeHistory(client, 200);
    const ports = await portsFor(t, client);

    const compact = planIn(await prepareCompact(planning(client), { kind: 'keep', revisions: 10 }, 'test'));
    assert.ok(mayRun(compact));
    assert.equal((await runPlan(compact, ports, never, () => {})).outcome, 'done');
    assert.equal(await oldestReadableRevision(client, newest), newest - 10);
    await assert.rejects(client.kv.range({ key: Buffer.from('k'), revision: newest - 11 }), {
      kind: 'compacted',
    });
    const current = await client.kv.range({ key: Buffer.from('k') });
    assert.equal(current.kvs[0]?.value.length, 20_000);

    const defragment = planIn(await prepareDefragment(planning(client), 'test'));
    assert.ok(mayRun(defragment));
    const result = await runPlan(defragment, ports, never, () => {});
    assert.equal(result.outcome, 'done', result.message);
    const [size] = result.steps[0]?.sizes ?? [];
    assert.ok(size);
    assert.ok(size.before.dbSize > 4_000_000, `${size.before.dbSize} B before`);
    assert.ok(size.after.dbSize < 1_000_000, `${size.after.dbSize} B after`);
    assert.match(result.steps[0]?.message ?? '', /^m1 gave back \d\.\d MB$/);

    const lines = (await readFile(ports.audit.path, 'utf8')).trimEnd().split('\n');
    const actions = lines
      .map((line): unknown => JSON.parse(line))
      .map((entry) => {
        assert.ok(typeof entry === 'object' && entry !== null && 'action' in entry);
        return entry.action;
      });
    assert.deepEqual(actions, ['confirm', 'compact', 'confirm', 'defragment']);
  });

  test(`etcd ${version}: where history was compacted is found, and it is not compacted again`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const newest = await writeHistory(client, 30);
    assert.equal(await oldestReadableRevision(client, newest), 1);
    for (const edge of [2, 17, newest]) {
      await client.kv.compact({ revision: edge });
      assert.equal(await oldestReadableRevision(client, newest), edge);
    }
    const again = await prepareCompact(planning(client), { kind: 'revision', revision: newest }, 'test');
    assert.ok(again.kind === 'refused' && /compacted already/.test(again.reason));
    const future = await prepareCompact(planning(client), { kind: 'revision', revision: newest + 1 }, 'test');
    assert.ok(future.kind === 'refused' && /does not exist yet/.test(future.reason));
  });

  test(`etcd ${version}: three members are defragmented, leadership moves on the way`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version, members: 3 });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    await writeHistory(client, 100);
    const plan = await eventually('all members are well', async () => {
      const planned = await prepareDefragment(planning(client), 'test');
      return planned.kind === 'plan' && mayRun(planned.plan) && planned.plan.steps.length === 4
        ? planned.plan
        : undefined;
    });
    const leader = plan.steps[2]?.kind === 'move-leader' ? plan.steps[2].from : undefined;
    assert.ok(leader);
    const result = await runPlan(plan, await portsFor(t, client), never, () => {});
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(result.steps.length, 4);
    const status = await client.maintenance.status({ endpoint: leader.endpoint });
    assert.notEqual(status.leader, leader.id);
    const read = await client.kv.range({ key: Buffer.from('k') });
    assert.equal(read.kvs.length, 1);
  });
}
