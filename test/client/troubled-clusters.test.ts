import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { bytes, connect, failure } from './connect.js';

const quickElections = ['--heartbeat-interval=50', '--election-timeout=500'];

for (const version of etcdVersions) {
  test(`etcd ${version} without a leader: said as such, long before the time for commands is over`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3, flags: quickElections });
    t.after(etcd.stop);
    // Whoever waited for the end of this would wait for the test's.
    const client = connect(t, { endpoints: etcd.endpoints, commandTimeoutMs: 3_600_000 });
    await client.kv.put({ key: bytes('a'), value: bytes('1') });
    await etcd.kill(1);
    await etcd.kill(2);
    for (const call of [
      () => client.kv.range({ key: bytes('a') }),
      () => client.kv.put({ key: bytes('a'), value: bytes('2') }),
      () => client.lease.grant({ ttl: 60 }),
    ]) {
      const error = await failure(call());
      assert.equal(error.kind, 'no-leader');
      assert.match(error.message, /sees no leader, check the other members and the quorum/u);
    }
    assert.equal((await client.kv.range({ key: bytes('a'), serializable: true })).count, 1);
    await etcd.restart();
    await client.kv.put({ key: bytes('a'), value: bytes('3') });
  });
}

test('endpoints of two clusters: nothing is written, and a read says which do not belong together', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const [one, other] = await Promise.all([startEtcd({ version: '3.6' }), startEtcd({ version: '3.6' })]);
  t.after(one.stop);
  t.after(other.stop);
  const endpoints = [...one.endpoints, ...other.endpoints];
  const client = connect(t, { endpoints });
  for (const endpoint of endpoints) await client.maintenance.status({ endpoint });
  const error = await failure(client.kv.put({ key: bytes('a'), value: bytes('1') }));
  assert.equal(error.kind, 'failed-precondition');
  assert.match(
    error.message,
    /belong to two clusters \([0-9a-f]+ and [0-9a-f]+\): name the endpoints of one/u,
  );
  const unasked = connect(t, { endpoints });
  await Promise.all(endpoints.map((endpoint) => unasked.kv.range({ key: bytes('a') }, { endpoint })));
  assert.match((await failure(unasked.kv.range({ key: bytes('a') }))).message, /belong to two clusters/u);
  for (const { etcdctl } of [one, other]) assert.equal(await etcdctl('get', 'a'), '');
});
