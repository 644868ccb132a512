import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { collectEvidence } from '../../source/effects/members-evidence.js';
import { Budget, cautiousRates } from '../../source/tree/budget.js';
import { DirectoryListing } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { judge, triageExitCode } from '../../source/triage/judge.js';
import { bytes, connect, failure } from '../client/connect.js';
import { etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { eventually } from '../support/eventually.js';
import { freePorts } from '../support/free-ports.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';

/** A member that was added as a learner and runs; its client URL. */
async function startLearner(etcd: RunningEtcd) {
  const [clientPort, peerPort] = await freePorts(2);
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const added = await etcd.etcdctl('member', 'add', 'late', '--learner', `--peer-urls=${peer}`);
  const cluster = /ETCD_INITIAL_CLUSTER="(.*)"/u.exec(added)?.[1] ?? '';
  const flags = [
    '--name=late',
    `--data-dir=${join(etcd.directory, 'late')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${cluster}`,
    '--initial-cluster-state=existing',
  ];
  return { client, process: await spawnEtcd(findEtcd(etcd.version)?.etcd ?? '', flags) };
}

for (const version of etcdVersions) {
  test(`etcd ${version}: of a learner alone the keys are seen, and that it is no voter`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    for (const key of ['a/1', 'a/2', 'b/1', 'c']) await etcd.etcdctl('put', key, 'v');
    const learner = await startLearner(etcd);
    t.after(() => learner.process.end('SIGKILL'));
    const client = connect(t, { endpoints: [learner.client] });
    await eventually('the learner has the keys', async () => {
      const { count } = await client.kv.range({ key: bytes('c'), serializable: true });
      return count === 1;
    });
    assert.equal((await failure(client.kv.range({ key: bytes('c') }))).kind, 'learner');

    const budget = new Budget(cautiousRates, { nowMs: Date.now, sleep: () => Promise.resolve() });
    const range = client.kv.range.bind(client.kv);
    const ports = { range, batch: new RangeBatch(client.kv), budget, pause: setImmediate, nowMs: Date.now };
    const listing = new DirectoryListing({ prefix: '', separator: '/' }, ports);
    const names = new Set<string>();
    while (!listing.done) {
      for (const each of await listing.read()) names.add(each.kind === 'leaf' ? each.found.key : each.path);
    }
    assert.deepEqual([...names].toSorted(), ['a/', 'b/', 'c']);

    const evidence = await collectEvidence(client, undefined, Date.now);
    const findings = judge(evidence);
    const severe = findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
    assert.deepEqual(
      severe.map(({ severity, rule, title }) => [severity, rule, title]),
      [['warning', 'learner', `only a learner is asked: ${learner.client}`]],
    );
    assert.equal(triageExitCode(evidence, findings), 1);
  });
}
