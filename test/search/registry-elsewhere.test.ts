import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import { findMoment } from '../../source/effects/find-moment.js';
import { registriesSeen } from '../../source/effects/keys-registries.js';
import { surveyUsage } from '../../source/search/usage.js';
import { Budget, cautiousRates } from '../../source/tree/budget.js';
import type { ListingPorts } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { connect } from '../client/connect.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';

const root = '/clusters/blue/';

const object = (apiVersion: string, kind: string, spec: object = {}) =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'one' }, spec });

const put = ({ kv }: EtcdClient, key: string, value: string) =>
  kv.put({ key: Buffer.from(key), value: Buffer.from(value) });

function portsOf({ kv }: EtcdClient): ListingPorts {
  const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
  return {
    range: (request, options) => kv.range(request, options),
    batch: new RangeBatch(kv),
    budget: new Budget(cautiousRates, clock),
    nowMs: clock.nowMs,
  };
}

const startMs = Date.UTC(2026, 10, 26, 10);
const renewals = 6;

/** A Lease that is renewed every ten seconds, a revision between two renewals, and other programs' keys. @returns revisions by minute */
async function fill(client: EtcdClient): Promise<readonly number[]> {
  for (let index = 0; index < 30; index += 1) await put(client, `/app/pods/${index}`, 'no object');
  await put(client, `${root}acme.io/widgets/shop/one`, object('acme.io/v1', 'Widget'));
  await put(client, `${root}namespaces/shop`, object('v1', 'Namespace'));
  for (let index = 0; index < 40; index += 1)
    await put(client, `${root}pods/shop/web-${index}`, object('v1', 'Pod'));
  const revisions: number[] = [];
  for (let index = 0; index < renewals; index += 1) {
    const renewTime = new Date(startMs + index * 10_000).toISOString();
    const lease = object('coordination.k8s.io/v1', 'Lease', { renewTime });
    const { header } = await put(client, `${root}leases/kube-system/kube-scheduler`, lease);
    revisions.push(header?.revision ?? 0);
    await put(client, '/app/beat', String(index));
  }
  return revisions;
}

for (const version of etcdVersions) {
  test(`etcd ${version}: a registry below a root that nobody named`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const ports = portsOf(client);
    const revisions = await fill(client);

    const byKind = { by: 'kind', prefix: '', separator: '/', depth: 1 } as const;
    const survey = await surveyUsage(byKind, ports);
    assert.equal(survey.prefix, root);
    const counts = Object.fromEntries(survey.groups.map(({ name, keys }) => [name, keys]));
    assert.deepEqual(counts, { 'widgets.acme.io': 1, namespaces: 1, pods: 40, leases: 1 });

    const wanted = { kind: 'time', atMs: startMs + 25_000 } as const;
    const moment = { client, clock: [], nowMs: startMs + renewals * 10_000 };
    const found = await findMoment(wanted, { ...moment, reads: ports });
    assert.equal(found.kind, 'moment');
    const at = found.kind === 'moment' ? found.moment.revision : 0;
    const [before = 0, after = 0] = revisions.slice(2, 4);
    assert.ok(before <= at && at < after, `${at} is of [${before}, ${after})`);
    const told = await findMoment(wanted, { ...moment, registryRoots: [root] });
    assert.deepEqual(told, found, 'where it is known, nothing is looked for');
    assert.equal((await findMoment(wanted, moment)).kind, 'refused');

    const seen = await registriesSeen([root, '/registry/'], undefined, ports, AbortSignal.timeout(60_000));
    assert.deepEqual(seen, ['/clusters/'], 'the row that is shown at the start');
  });
}
