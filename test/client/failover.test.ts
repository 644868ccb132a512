import assert from 'node:assert/strict';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { ConnectionState, EtcdClient, WatchMessage } from '../../source/client/api.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { startProxy } from '../support/tcp-proxy.js';
import { bytes, connect, failure } from './connect.js';

const everything = { key: bytes('\0'), rangeEnd: bytes('\0') };

const quickElections = ['--heartbeat-interval=50', '--election-timeout=500'];

/** Takes HTTP/2 requests and answers none: each did arrive when `onRequest` is called with its stream. */
function startMute(
  t: TestContext,
  onRequest: (stream: ServerHttp2Stream) => void,
): Promise<{ readonly endpoint: string; taken(): number }> {
  let taken = 0;
  const sessions = new Set<ServerHttp2Session>();
  const server: Http2Server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    // Whether both belong to one cluster is asked before a write.
    if (headers[':path']?.endsWith('/Status') === true) {
      stream.respond({ 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true });
      return;
    }
    stream.once('data', () => {
      taken += 1;
      onRequest(stream);
    });
  });
  t.after(() => {
    for (const session of sessions) {
      session.destroy();
    }
    server.close();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ endpoint: `http://127.0.0.1:${port}`, taken: () => taken });
    });
  });
}

const breaking = (stream: ServerHttp2Stream) => stream.session?.destroy();

/** A client that asks `first`, with a member of etcd connected and waiting as its second endpoint. */
async function startBehind(t: TestContext, first: string): Promise<EtcdClient> {
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const proxy = await startProxy(etcd.endpoints[0] ?? '');
  t.after(proxy.stop);
  await proxy.cut();
  const client = connect(t, { endpoints: [first, proxy.endpoint] });
  await eventually('the first is in use', () => client.connection.kind === 'ready');
  await proxy.restore();
  await eventually('the second is connected', () =>
    client.maintenance.status({ endpoint: proxy.endpoint }).catch(() => undefined),
  );
  assert.deepEqual(client.connection, { kind: 'ready', endpoint: first });
  return client;
}

/** Index of the leader among the endpoints. */
async function leaderOf(client: EtcdClient): Promise<number> {
  return eventually('the members agree on a leader', async () => {
    const answers = await Promise.all(
      client.endpoints.map((endpoint) => client.maintenance.status({ endpoint })),
    );
    const index = answers.findIndex((answer) => answer.header?.memberId === answer.leader);
    return answers.every((answer) => answer.leader === answers[0]?.leader) && index >= 0 && { index };
  }).then(({ index }) => index);
}

test('a write whose connection broke is not repeated', async (t) => {
  const breaker = await startMute(t, breaking);
  const another = await startMute(t, breaking);
  const client = connect(t, { endpoints: [breaker.endpoint, another.endpoint] });
  const error = await failure(client.kv.put({ key: bytes('a') }));
  assert.equal(breaker.taken() + another.taken(), 1);
  assert.equal(error.kind, 'unreachable');
  assert.match(error.message, /may or may not have been done/u);
});

test('a read whose connection broke at once is asked elsewhere, but not for ever', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const breaker = await startMute(t, breaking);
  const client = await startBehind(t, breaker.endpoint);
  assert.equal((await client.kv.range({ key: bytes('a') })).count, 0);
  assert.equal(breaker.taken(), 1);

  const others = await Promise.all([1, 2, 3, 4].map(() => startMute(t, breaking)));
  const hopeless = connect(t, { endpoints: others.map((each) => each.endpoint) });
  assert.equal((await failure(hopeless.kv.range({ key: bytes('a') }))).kind, 'unreachable');
  assert.equal(
    others.reduce((sum, each) => sum + each.taken(), 0),
    3,
  );
});

test('a read that a member worked on for long before it died is not carried to the next', async (t) => {
  const late = (stream: ServerHttp2Stream) => setTimeout(breaking, 1_100, stream);
  const members = await Promise.all([startMute(t, late), startMute(t, late)]);
  const client = connect(t, { endpoints: members.map((each) => each.endpoint) });
  assert.equal((await failure(client.kv.range({ key: bytes('a') }))).kind, 'unreachable');
  assert.equal(
    members.reduce((sum, each) => sum + each.taken(), 0),
    1,
  );
});

test('after a call without an answer the next goes to another member', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const mute = await startMute(t, () => {});
  const client = await startBehind(t, mute.endpoint);
  assert.equal((await failure(client.kv.range({ key: bytes('a') }, { timeoutMs: 300 }))).kind, 'timeout');
  assert.equal((await client.kv.range({ key: bytes('a') })).count, 0);
});

test('a watch leaves a member that is frozen once a call finds it silent, and nothing is lost', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const [proxy, other] = await Promise.all([0, 1].map(() => startProxy(etcd.endpoints[0] ?? '')));
  assert.ok(proxy && other);
  t.after(() => Promise.all([proxy.stop(), other.stop()]));
  await other.cut();
  // Only a call can tell: keepalives come later than the test's end.
  const client = connect(t, { endpoints: [proxy.endpoint, other.endpoint], keepaliveTimeMs: 3_600_000 });
  const told: WatchMessage[] = [];
  client.watch(everything, (message) => told.push(message));
  const puts = () =>
    told.flatMap((each) => (each.kind === 'events' ? each.events : [])).map(({ kv }) => kv?.modRevision);
  await eventually('the watch is there', () => told.some(({ kind }) => kind === 'created'));
  await client.kv.put({ key: bytes('a') });
  await eventually('the first change is told', () => puts().length === 1);
  await other.restore();
  await eventually('the other way is there', () =>
    client.maintenance.status({ endpoint: other.endpoint }).catch(() => undefined),
  );
  proxy.freeze();
  assert.equal(
    (await failure(client.maintenance.status({ endpoint: proxy.endpoint, timeoutMs: 200 }))).kind,
    'timeout',
  );
  await client.kv.put({ key: bytes('b') });
  await eventually('the change behind the silence is told', () => puts().length === 2);
  assert.deepEqual(puts(), [2, 3]);
  assert.ok(told.some((each) => each.kind === 'interrupted' && each.error.message.includes(proxy.endpoint)));
});

test('a write that waits for its login can be cancelled, and is then known not to be done', async (t) => {
  const controller = new AbortController();
  const mute = await startMute(t, () => controller.abort());
  const client = connect(t, { endpoints: [mute.endpoint], user: { name: 'root', password: 'secret' } });
  const cancelled = await failure(client.kv.put({ key: bytes('a') }, { signal: controller.signal }));
  assert.equal(cancelled.kind, 'cancelled');
  const late = await failure(client.kv.put({ key: bytes('a') }, { timeoutMs: 200 }));
  assert.equal(late.kind, 'timeout');
  assert.match(late.message, /^login at /u);
  assert.doesNotMatch(late.message, /may not have been done/u);
  assert.equal(mute.taken(), 1);
});

for (const version of etcdVersions) {
  test(`etcd ${version}: three members, leader killed, quorum lost, all back`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3, flags: quickElections });
    t.after(etcd.stop);
    const { endpoints } = etcd;
    const client = connect(t, { endpoints });
    const states: ConnectionState[] = [];
    client.onConnection((state) => states.push(state));
    const messages: WatchMessage[] = [];
    client.watch(everything, (message) => messages.push(message));
    const told = () =>
      messages.flatMap((each) =>
        each.kind === 'events' ? each.events.map((event) => event.kv?.modRevision) : [],
      );
    await eventually('set up', () => messages.length > 0);
    const first = await client.kv.put({ key: bytes('a') });
    assert.equal(first.header?.revision, 2);

    const leader = await leaderOf(client);
    const leaderEndpoint = endpoints[leader] ?? '';
    const aimed = connect(t, { endpoints: [leaderEndpoint, ...endpoints] });
    await eventually('connected', () => aimed.connection.kind === 'ready');
    await etcd.kill(leader);
    const isElsewhere = ({ connection }: EtcdClient) =>
      connection.kind === 'ready' && connection.endpoint !== leaderEndpoint;
    await eventually('another endpoint is used', () => isElsewhere(client) && isElsewhere(aimed));
    await aimed.kv.range({ key: bytes('a') });
    const second = await client.kv.put({ key: bytes('a') });
    assert.equal(second.header?.revision, 3);
    const pinned = await failure(client.maintenance.status({ endpoint: leaderEndpoint }));
    assert.equal(pinned.kind, 'unreachable');
    assert.equal(pinned.endpoint, leaderEndpoint);
    await eventually('the watch goes on', () => told().length === 2);

    const [other = 0, last = 0] = [0, 1, 2].filter((index) => index !== leader);
    const lastEndpoint = endpoints[last] ?? '';
    await etcd.kill(other);
    await eventually('the last member sees no leader', async () => {
      return (await client.maintenance.status({ endpoint: lastEndpoint })).leader === 0n;
    });
    const noLeader = await failure(client.kv.put({ key: bytes('a') }, { timeoutMs: 1_500 }));
    assert.equal(noLeader.kind, 'no-leader', noLeader.message);
    const serializable = await client.kv.range({ key: bytes('a'), serializable: true });
    assert.equal(serializable.count, 1);
    await eventually('the watch says that it stands still', () => messages.at(-1)?.kind === 'interrupted');

    await etcd.restart();
    const third = await client.kv.put({ key: bytes('a') });
    assert.equal(third.header?.revision, 4);
    await eventually('the watch goes on', () => told().length === 3);
    assert.deepEqual(told(), [2, 3, 4]);
    assert.ok(states.every((state) => state.kind !== 'down'));
  });

  test(`etcd ${version}: an endpoint outside the list can be asked by name`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3, flags: quickElections });
    t.after(etcd.stop);
    const [listed = '', unlisted = ''] = etcd.endpoints;
    const client = connect(t, { endpoints: [listed] });
    const [here, there] = await Promise.all([
      client.maintenance.status(),
      client.maintenance.status({ endpoint: unlisted }),
    ]);
    assert.notEqual(here.header?.memberId, there.header?.memberId);
    await etcd.kill(1);
    const gone = await eventually('it is seen to be gone', () =>
      client.maintenance.status({ endpoint: unlisted }).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    assert.ok(gone instanceof Error && gone.message.includes(unlisted));
    assert.equal(client.connection.kind, 'ready');
    await etcd.restart();
    await client.maintenance.status({ endpoint: unlisted });
  });
}
