import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import { findOwners } from '../../source/effects/value-owners.js';
import type { OwnerReference } from '../../source/kube/owners.js';
import type { OwnerEvent } from '../../source/store/value-owning.js';
import { connect } from '../client/connect.js';
import { field, stored } from '../kube/wire-writer.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';

const owner = (apiVersion: string, kind: string, name: string, uid: string): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
});

const object = (apiVersion: string, kind: string, name: string, uid: string): Uint8Array =>
  stored(apiVersion, kind, field(1, field(1, name), field(5, uid)));

const widget = (uid: string) =>
  JSON.stringify({ apiVersion: 'acme.io/v1', kind: 'Mouse', metadata: { name: 'm', uid } });
const definition = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'mice.acme.io' },
  spec: { group: 'acme.io', names: { kind: 'Mouse', plural: 'mice' } },
});

const keys: Readonly<Record<string, Uint8Array | string>> = {
  '/registry/replicasets/default/web-7d': object('apps/v1', 'ReplicaSet', 'web-7d', 'uid-web'),
  '/registry/minions/n1': object('v1', 'Node', 'n1', 'uid-n1'),
  '/registry/jobs/default/again': object('batch/v1', 'Job', 'again', 'uid-new'),
  '/registry/secrets/default/sealed': 'k8s:enc:aescbc:v1:key1:\u0001',
  '/registry/apiextensions.k8s.io/customresourcedefinitions/mice.acme.io': definition,
  '/registry/acme.io/mice/default/m': widget('uid-m'),
};

async function fates(client: EtcdClient, references: readonly OwnerReference[], revision?: number) {
  const told: OwnerEvent[] = [];
  const search = {
    type: 'find-owners',
    key: '/registry/pods/default/p',
    place: { root: '/registry/', namespace: 'default' },
    references,
    revision,
  } as const;
  const { signal } = new AbortController();
  const services = { client, signal, environment: {}, nowMs: Date.now, after: () => () => {} };
  await findOwners(search, services, signal, (event) => told.push(event));
  const [event] = told;
  assert.ok(event?.type === 'owners-found', JSON.stringify(event));
  return event.fates.map((fate) =>
    'key' in fate ? [fate.kind, Buffer.from(fate.key).toString()] : [fate.kind],
  );
}

for (const version of etcdVersions) {
  test(`etcd ${version}: owners are found by their keys, and told apart by their uids`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    for (const [key, value] of Object.entries(keys)) {
      await client.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
    }
    const references = [
      owner('apps/v1', 'ReplicaSet', 'web-7d', 'uid-web'),
      owner('v1', 'Node', 'n1', 'uid-n1'),
      owner('batch/v1', 'Job', 'again', 'uid-old'),
      owner('v1', 'ConfigMap', 'never', 'uid-none'),
      owner('v1', 'Secret', 'sealed', 'uid-sealed'),
      owner('acme.io/v1', 'Mouse', 'm', 'uid-m'),
      owner('acme.io/v1', 'Mouse', 'eaten', 'uid-eaten'),
      owner('acme.io/v1', 'Cat', 'c', 'uid-c'),
    ];
    assert.deepEqual(await fates(client, references), [
      ['stored', '/registry/replicasets/default/web-7d'],
      ['stored', '/registry/minions/n1'],
      ['replaced'],
      ['gone'],
      ['unread', '/registry/secrets/default/sealed'],
      ['stored', '/registry/acme.io/mice/default/m'],
      ['gone'],
      ['unplaced'],
    ]);

    await client.kv.deleteRange({ key: Buffer.from('/registry/minions/n1') });
    const node = [owner('v1', 'Node', 'n1', 'uid-n1')];
    assert.deepEqual(await fates(client, node), [['gone']]);
    const before = Object.keys(keys).length + 1;
    assert.deepEqual(await fates(client, node, before), [['stored', '/registry/minions/n1']]);
  });
}
