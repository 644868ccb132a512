import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Etcd3 } from 'etcd3';
import { type NodeCoreProcess, startNodeCore } from './subjects.js';

let member: NodeCoreProcess;
let client: Etcd3;

before(async () => {
  member = await startNodeCore();
  client = new Etcd3({ hosts: member.url });
});

after(async () => {
  client.close();
  await member.stop();
});

test('the etcd3 client puts, gets and deletes', async () => {
  await client.put('kv/a').value('1');
  await client.put('kv/b').value('2');
  assert.equal(await client.get('kv/a').string(), '1');
  assert.deepEqual(await client.getAll().prefix('kv/').sort('Key', 'Descend').strings(), {
    'kv/b': '2',
    'kv/a': '1',
  });
  const { deleted } = await client.delete().prefix('kv/');
  assert.equal(deleted, '2');
});

test('the etcd3 client runs a transaction', async () => {
  await client.put('t').value('old');
  const swap = () =>
    client.if('t', 'Value', '==', 'old').then(client.put('t').value('new')).else(client.get('t')).commit();
  assert.equal((await swap()).succeeded, true);
  assert.equal((await swap()).succeeded, false);
});

test('the etcd3 client watches', async () => {
  const watcher = await client.watch().prefix('w/').create();
  const seen: string[] = [];
  const deleted = new Promise<void>((resolve) => watcher.on('delete', () => resolve()));
  watcher.on('put', (kv) => seen.push(`${kv.key}=${kv.value}`));
  await client.put('w/a').value('1');
  await client.put('w/b').value('2');
  await client.delete().key('w/a');
  await deleted;
  assert.deepEqual(seen, ['w/a=1', 'w/b=2']);
  await watcher.cancel();
});

test('the etcd3 client keeps a lease and revokes it', async () => {
  const lease = client.lease(60);
  await lease.put('l').value('v');
  assert.equal(await client.get('l').string(), 'v');
  await lease.keepaliveOnce();
  await lease.revoke();
  assert.equal(await client.get('l').string(), null);
});
