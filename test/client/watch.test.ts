import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EtcdClient, WatchMessage, WatchOptions } from '../../source/client/api.js';
import { type EtcdVersion, etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { type EtcdOptions, type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { startProxy } from '../support/tcp-proxy.js';
import { bytes, connect, text } from './connect.js';

/** Everything a watch told, and the revisions of its events. */
interface Recorder {
  readonly messages: WatchMessage[];
  kinds(): readonly string[];
  revisions(): readonly number[];
  has(kind: WatchMessage['kind']): Promise<WatchMessage>;
  hasRevision(revision: number): Promise<void>;
  cancel(): void;
}

const everything = { key: bytes('\0'), rangeEnd: bytes('\0') };

function record(client: EtcdClient, options: Partial<WatchOptions> = {}): Recorder {
  const messages: WatchMessage[] = [];
  const revisions = () =>
    messages.flatMap((message) =>
      message.kind === 'events' ? message.events.map((event) => event.kv?.modRevision ?? 0) : [],
    );
  const { cancel } = client.watch({ ...everything, ...options }, (message) => messages.push(message));
  return {
    messages,
    kinds: () => messages.map((message) => message.kind),
    revisions,
    has: (kind) =>
      eventually(`watch tells ${kind}`, () => messages.findLast((message) => message.kind === kind)),
    hasRevision: async (revision) => {
      await eventually(`watch tells revision ${revision}`, () => (revisions().at(-1) ?? 0) >= revision);
    },
    cancel,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function start(
  t: TestContext,
  version: EtcdVersion,
  options: Partial<EtcdOptions> = {},
): Promise<RunningEtcd> {
  const etcd = await startEtcd({ version, ...options });
  t.after(etcd.stop);
  return etcd;
}

async function put(client: EtcdClient, key: string, value = ''): Promise<number> {
  const response = await client.kv.put({ key: bytes(key), value: bytes(value) });
  return response.header?.revision ?? 0;
}

/** A gauge or counter of the member, summed over its labels. */
async function metric(endpoint: string, name: string): Promise<number> {
  const page = await (await fetch(`${endpoint}/metrics`)).text();
  const lines = page.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

for (const version of etcdVersions) {
  test(`etcd ${version}: events, previous values, filters, ranges, many watches on one stream`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const { endpoints } = await start(t, version);
    const [endpoint = ''] = endpoints;
    const client = connect(t, { endpoints });
    const all = record(client, { prevKv: true });
    const oneKey = record(client, { key: bytes('b'), rangeEnd: bytes('') });
    const deletions = record(client, { filters: [0] });
    const prefix = record(client, { key: bytes('a/'), rangeEnd: bytes('a0') });
    const watches = [all, oneKey, deletions, prefix];
    const created = await Promise.all(watches.map((watch) => watch.has('created')));
    assert.ok(created.every((message) => message.kind === 'created' && message.revision === 1));
    await put(client, 'a/1', 'old');
    await put(client, 'a/1', 'new');
    await put(client, 'b');
    await client.kv.deleteRange({ key: bytes('a/1') });
    await Promise.all(watches.map((watch) => watch.has('events')));
    await all.hasRevision(5);
    await deletions.hasRevision(5);
    await prefix.hasRevision(5);
    assert.deepEqual(
      watches.map((watch) => watch.revisions()),
      [[2, 3, 4, 5], [4], [5], [2, 3, 5]],
    );
    const second = all.messages.flatMap((each) => (each.kind === 'events' ? each.events : []))[1];
    assert.equal(text(second?.prevKv?.value ?? bytes('')), 'old');
    assert.equal(await metric(endpoint, 'etcd_debugging_mvcc_watch_stream_total'), 1);
    assert.equal(await metric(endpoint, 'etcd_debugging_mvcc_watcher_total'), 4);

    oneKey.cancel();
    await eventually('the server forgets a cancelled watch', async () => {
      return (await metric(endpoint, 'etcd_debugging_mvcc_watcher_total')) === 3;
    });
    await put(client, 'b');
    await all.hasRevision(6);
    assert.deepEqual(oneKey.revisions(), [4]);
    for (const watch of [all, deletions, prefix]) {
      watch.cancel();
    }
    await eventually('the stream ends with its last watch', async () => {
      return (await metric(endpoint, 'etcd_debugging_mvcc_watch_stream_total')) === 0;
    });
    const again = record(client);
    await again.has('created');
    await put(client, 'b');
    await again.hasRevision(7);
    assert.deepEqual(again.revisions(), [7]);
  });

  test(`etcd ${version}: a revision's events come together, past and future revisions are awaited`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const client = connect(t, { endpoints: etcd.endpoints });
    for (const key of ['a', 'b', 'c']) {
      await put(client, key);
    }
    const past = record(client, { startRevision: 3 });
    const future = record(client, { startRevision: 6 });
    assert.deepEqual(await past.has('created'), {
      kind: 'created',
      revision: 2,
      endpoint: etcd.endpoints[0],
    });
    await future.has('created');
    await put(client, 'd');
    await client.kv.deleteRange(everything);
    await future.hasRevision(6);
    await past.hasRevision(6);
    assert.deepEqual(past.revisions(), [3, 4, 5, 6, 6, 6, 6]);
    assert.deepEqual(future.revisions(), [6, 6, 6, 6]);
    const last = future.messages.at(-1);
    assert.ok(last?.kind === 'events' && last.events.length === 4 && last.revision === 6);
  });

  test(`etcd ${version}: killed in the middle of writes, nothing is lost or told twice`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const client = connect(t, { endpoints: etcd.endpoints });
    const writer = connect(t, { endpoints: etcd.endpoints, commandTimeoutMs: 2_000 });
    const watch = record(client);
    await watch.has('created');
    for (let round = 0; round < 3; round++) {
      const createdTimes = () => watch.kinds().filter((kind) => kind === 'created').length;
      await eventually('the watch is set up again', () => createdTimes() === round + 1);
      // The writer's connection is another one, which may be waiting before it tries again.
      const first = await eventually('writable again', () => put(writer, 'first').catch(() => undefined));
      const writes = Array.from({ length: 300 }, (_, index) => put(writer, `k${index}`).catch(() => 0));
      await watch.hasRevision(first + 50);
      await etcd.kill();
      await Promise.all(writes);
      await eventually('the cut is told', () => client.connection.kind === 'down');
      await etcd.restart();
    }
    const last = await eventually('writable again', () => put(writer, 'last').catch(() => undefined));
    await watch.hasRevision(last);
    assert.deepEqual(watch.revisions(), range(2, last));
    const kinds = watch.kinds().filter((kind) => kind !== 'events' && kind !== 'progress');
    assert.deepEqual(kinds, ['created', ...Array(3).fill(['interrupted', 'created']).flat()]);
  });

  test(`etcd ${version}: cut inside fragments, nothing is lost or told twice`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const [endpoint = ''] = etcd.endpoints;
    const direct = connect(t, { endpoints: [endpoint] });
    for (let index = 0; index < 8; index++) {
      await direct.kv.put({ key: bytes(`k${index}`), value: new Uint8Array(1_000_000).fill(index) });
    }
    const proxy = await startProxy(endpoint);
    t.after(proxy.stop);
    const client = connect(t, { endpoints: [proxy.endpoint] });
    await client.maintenance.status();
    const broken = proxy.breakAfter(3_500_000);
    const watch = record(client, { startRevision: 2 });
    await broken;
    await watch.has('interrupted');
    assert.deepEqual(watch.revisions(), []);
    await watch.hasRevision(9);
    assert.deepEqual(watch.revisions(), range(2, 9));
    assert.deepEqual(watch.kinds(), ['created', 'interrupted', 'created', 'events']);
  });

  test(`etcd ${version}: what was compacted during an outage is told as a hole`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const [endpoint = ''] = etcd.endpoints;
    const proxy = await startProxy(endpoint);
    t.after(proxy.stop);
    const direct = connect(t, { endpoints: [endpoint] });
    const client = connect(t, { endpoints: [proxy.endpoint] });
    const watch = record(client);
    await watch.has('created');
    await put(direct, 'k');
    await watch.hasRevision(2);
    await proxy.cut();
    const cut = await watch.has('interrupted');
    assert.ok(cut.kind === 'interrupted' && cut.nextRevision === 3 && cut.error.kind === 'unreachable');
    for (let index = 0; index < 6; index++) {
      await put(direct, 'k');
    }
    await direct.kv.compact({ revision: 6 });
    await proxy.restore();
    await watch.hasRevision(8);
    assert.deepEqual(await watch.has('hole'), { kind: 'hole', fromRevision: 3, toRevision: 6 });
    assert.deepEqual(watch.revisions(), [2, 7, 8]);
    const fromThePast = record(client, { startRevision: 1 });
    await fromThePast.hasRevision(8);
    assert.deepEqual(fromThePast.messages.slice(0, 2), [
      { kind: 'created', revision: 0, endpoint: proxy.endpoint },
      { kind: 'hole', fromRevision: 1, toRevision: 6 },
    ]);
    assert.deepEqual(fromThePast.revisions(), [7, 8]);
  });

  test(`etcd ${version}: an impossible range is refused, the others go on`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const client = connect(t, { endpoints: etcd.endpoints });
    const before = record(client);
    const impossible = record(client, { key: bytes('b'), rangeEnd: bytes('a') });
    const behind = record(client);
    const refused = await impossible.has('refused');
    assert.ok(refused.kind === 'refused' && refused.error.kind === 'invalid-argument');
    await behind.has('created');
    await put(client, 'b');
    await before.hasRevision(2);
    await behind.hasRevision(2);
    assert.deepEqual(impossible.kinds(), ['refused']);
    assert.ok(!before.kinds().includes('interrupted'));
  });

  test(`etcd ${version}: no message after cancel, not even of the same batch, and none after close`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version);
    const client = connect(t, { endpoints: etcd.endpoints });
    const controller = new AbortController();
    let told = 0;
    client.watch({ ...everything, signal: controller.signal }, () => {
      told += 1;
      controller.abort();
    });
    const other = record(client);
    await other.has('created');
    await put(client, 'a');
    await other.hasRevision(2);
    assert.equal(told, 1);
    client.close();
    const before = other.messages.length;
    await etcd.etcdctl('put', 'a', '1');
    assert.equal(other.messages.length, before);
  });

  test(`etcd ${version}: 20,000 events in few revisions`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await start(t, version, { flags: ['--max-txn-ops=1000'] });
    const client = connect(t, { endpoints: etcd.endpoints });
    const watch = record(client);
    await watch.has('created');
    for (let block = 0; block < 20; block++) {
      const success = Array.from({ length: 1_000 }, (_, index) => ({
        requestPut: {
          key: bytes(`${block}/${index}`),
          value: bytes('x'.repeat(100)),
          lease: 0n,
          prevKv: false,
          ignoreValue: false,
          ignoreLease: false,
        },
        requestRange: undefined,
        requestDeleteRange: undefined,
        requestTxn: undefined,
      }));
      await client.kv.txn({ success });
    }
    await watch.hasRevision(21);
    assert.equal(watch.revisions().length, 20_000);
    assert.ok(watch.messages.every((each) => each.kind !== 'events' || each.events.length % 1_000 === 0));
  });
}
