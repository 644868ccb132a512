import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import {
  Etcd3,
  EtcdAuthenticationFailedError,
  EtcdLeaseInvalidError,
  EtcdLockFailedError,
  EtcdPermissionDeniedError,
  type IKeyValue,
  Range,
  type Watcher,
} from 'etcd3';
import { haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startProxy } from '../support/tcp-proxy.js';
import { type Subject, startSubject } from './subjects.js';

type Scenario = (client: Etcd3, server: Subject, t: TestContext) => Promise<void>;

/** What programs do with the etcd3 package; each must come out the same on node-core and on etcd. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'puts, gets and deletes': async (client) => {
    await client.put('kv/a').value('1');
    await client.put('kv/b').value('2');
    assert.equal(await client.get('kv/a').string(), '1');
    assert.deepEqual(await client.getAll().prefix('kv/').sort('Key', 'Descend').strings(), {
      'kv/b': '2',
      'kv/a': '1',
    });
    const { deleted } = await client.delete().prefix('kv/');
    assert.equal(deleted, '2');
  },

  'runs a transaction': async (client) => {
    await client.put('t').value('old');
    const swap = () =>
      client.if('t', 'Value', '==', 'old').then(client.put('t').value('new')).else(client.get('t')).commit();
    assert.equal((await swap()).succeeded, true);
    const second = await swap();
    assert.equal(second.succeeded, false);
    assert.equal(second.responses[0]?.response_range.kvs[0]?.value.toString(), 'new');
  },

  'repeats a transaction in memory until nobody interferes': async (client) => {
    await client.put('stm').value(0);
    const increment = () =>
      client.stm({ retries: 50 }).transact(async (tx) => {
        await tx.put('stm').value((Number(await tx.get('stm').string()) + 1).toString());
      });
    await Promise.all(Array.from({ length: 6 }, increment));
    assert.equal(await client.get('stm').number(), 6);
  },

  'watches a prefix': async (client) => {
    const watcher = await client.watch().prefix('w/').withPreviousKV().create();
    const seen = noteEvents(watcher);
    await client.put('w/a').value('1');
    await client.put('w/b').value('2');
    await client.put('elsewhere').value('3');
    await client.put('w/a').value('4');
    await client.delete().key('w/a');
    await eventually('the deletion', () => seen.length >= 4);
    assert.deepEqual(seen, ['w/a=1', 'w/b=2', 'w/a=4 after 1', 'w/a gone, was 4']);
    await watcher.cancel();
  },

  'watches from a revision of the past': async (client) => {
    const { header } = await client.put('past/a').value('1');
    await client.delete().key('past/a');
    await client.put('past/a').value('2');
    const watcher = await client.watch().prefix('past/').startRevision(header.revision).create();
    const seen = noteEvents(watcher);
    await client.put('past/b').value('3');
    await eventually('the last put', () => seen.length >= 4);
    assert.deepEqual(seen, ['past/a=1', 'past/a gone, was undefined', 'past/a=2', 'past/b=3']);
    await watcher.cancel();
  },

  'goes on with a watch where its connection broke, and misses nothing': async (client, server, t) => {
    const proxy = await startProxy(`http://${server.address}`);
    const behind = new Etcd3({ hosts: proxy.endpoint });
    t.after(async () => {
      behind.close();
      await proxy.stop();
    });
    const watcher = await behind.watch().prefix('resume/').create();
    const seen = noteEvents(watcher);
    await client.put('resume/a').value('1');
    await eventually('the first put', () => seen.length === 1);
    const disconnected = once(watcher, 'disconnected');
    await proxy.cut();
    await disconnected;
    await client.put('resume/b').value('2');
    await client.put('resume/c').value('3');
    await proxy.restore();
    await eventually('the puts of meanwhile', () => seen.length >= 3);
    assert.deepEqual(seen, ['resume/a=1', 'resume/b=2', 'resume/c=3']);
    await watcher.cancel();
  },

  'keeps a lease and revokes it': async (client) => {
    const lease = client.lease(60);
    await lease.put('l').value('v');
    assert.equal(await client.get('l').string(), 'v');
    assert.equal((await lease.keepaliveOnce()).TTL, '60');
    await lease.revoke();
    assert.equal(await client.get('l').string(), null);
  },

  'loses a lease that it does not keep, and is told so when it tries': async (client) => {
    const lease = client.lease(1, { autoKeepAlive: false });
    await lease.put('short').value('v');
    const watcher = await client.watch().key('short').create();
    await once(watcher, 'delete');
    await watcher.cancel();
    await assert.rejects(lease.keepaliveOnce(), EtcdLeaseInvalidError);
  },

  'locks out a second holder until the first releases': async (client) => {
    const first = client.lock('mutex');
    await first.acquire();
    await assert.rejects(client.lock('mutex').acquire(), EtcdLockFailedError);
    await first.release();
    assert.equal(await client.lock('mutex').do(() => 'in turn'), 'in turn');
  },

  'elects a leader, and the next one when it resigns': async (client) => {
    const election = client.election('post', 60);
    const one = election.campaign('one');
    await once(one, 'elected');
    const two = election.campaign('two');
    assert.equal(await election.leader(), 'one');
    const observer = await election.observe();
    await one.proclaim('one again');
    await eventually('the proclamation', () => observer.leader() === 'one again');
    const elected = once(two, 'elected');
    await one.resign();
    await elected;
    await eventually('the observer has seen it', () => observer.leader() === 'two');
    await observer.cancel();
    await two.resign();
  },

  'keeps namespaces apart': async (client) => {
    const space = client.namespace('space/');
    await space.put('k').value('inside');
    await client.put('k').value('outside');
    assert.equal(await space.get('k').string(), 'inside');
    assert.equal(await client.get('space/k').string(), 'inside');
    assert.deepEqual(await space.getAll().keys(), ['k']);
    await space.delete().all();
    assert.equal(await client.get('k').string(), 'outside');
  },

  'manages users and lets each do what it may': async (client, server, t) => {
    const login = (username: string, password: string): Etcd3 => {
      const made = new Etcd3({ hosts: `http://${server.address}`, auth: { username, password } });
      t.after(() => made.close());
      return made;
    };
    const reader = client.role('reader');
    await reader.create();
    await reader.grant({ permission: 'Read', range: Range.prefix('open/') });
    await client.role('root').create();
    await client.user('alice').create('pass');
    await client.user('alice').addRole('reader');
    await client.user('root').create('secret');
    await client.user('root').addRole('root');
    await client.auth.authEnable();
    const [root, alice] = [login('root', 'secret'), login('alice', 'pass')];
    await root.put('open/k').value('v');
    assert.equal(await alice.get('open/k').string(), 'v');
    await assert.rejects(alice.put('open/k').value('w').exec(), EtcdPermissionDeniedError);
    await assert.rejects(client.get('open/k').exec(), /user name is empty/);
    await assert.rejects(login('alice', 'wrong').get('open/k').exec(), EtcdAuthenticationFailedError);
    await root.auth.authDisable();
    assert.equal(await client.get('open/k').string(), 'v');
  },
};

for (const name of ['node-core', '3.6'] as const) {
  test(`the etcd3 client on ${name}`, async (t) => {
    if (name !== 'node-core' && !haveEtcd(t, name)) {
      return;
    }
    const server = await startSubject(name, ['--bcrypt-cost=4']);
    const client = new Etcd3({ hosts: `http://${server.address}` });
    t.after(async () => {
      client.close();
      await server.stop();
    });
    for (const [title, play] of Object.entries(scenarios)) {
      await t.test(title, (inner) => play(client, server, inner));
    }
  });
}

/** In the order they come; the list grows. */
function noteEvents(watcher: Watcher): string[] {
  const seen: string[] = [];
  const was = (previous: IKeyValue | undefined) => (previous?.version === '0' ? undefined : previous?.value);
  watcher.on('put', ({ key, value }, previous) => {
    const before = was(previous);
    seen.push(`${key}=${value}${before === undefined ? '' : ` after ${before}`}`);
  });
  watcher.on('delete', ({ key }, previous) => seen.push(`${key} gone, was ${was(previous)}`));
  return seen;
}
