import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionState, WatchMessage } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { bytes, connect, failure } from './connect.js';

test('the state follows the server down and back, and listeners can leave', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  const client = connect(t, { endpoints: [endpoint] });
  const states: ConnectionState[] = [];
  let heardByAnother = 0;
  client.onConnection((state) => states.push(state));
  const leave = client.onConnection(() => {
    heardByAnother += 1;
  });
  assert.deepEqual(client.connection, { kind: 'connecting' });
  await eventually('ready', () => client.connection.kind === 'ready');
  leave();
  const startedMs = Date.now();
  await etcd.kill();
  const down = await eventually('down', () => client.connection.kind === 'down' && client.connection);
  assert.equal(down.error.kind, 'unreachable');
  assert.equal(down.error.endpoint, endpoint);
  assert.ok(down.sinceMs >= startedMs && down.sinceMs <= Date.now());
  assert.equal((await failure(client.kv.put({ key: bytes('a') }))).message, down.error.message);
  await etcd.restart();
  await eventually('back by itself', () => client.connection.kind === 'ready');
  await client.kv.put({ key: bytes('a') });
  assert.deepEqual(
    states.map((state) => state.kind),
    ['ready', 'connecting', 'down', 'ready'],
  );
  assert.equal(heardByAnother, 1);
  client.close();
  assert.equal(states.length, 4);
});

test('a stopped process that keeps its connections is noticed, and its return too', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const [pid = 0] = etcd.pids();
  const client = connect(t, { endpoints: etcd.endpoints, keepaliveTimeoutMs: 500, dialTimeoutMs: 500 });
  const messages: WatchMessage[] = [];
  client.watch({ key: bytes('a') }, (message) => messages.push(message));
  await eventually('set up', () => messages.length > 0);
  process.kill(pid, 'SIGSTOP');
  // Its threads stop one after another, so that the last of them may still answer a call or two.
  const timeout = await eventually('silent', () =>
    client.maintenance.status({ timeoutMs: 300 }).then(
      () => false,
      (error: unknown) => error,
    ),
  );
  assert.ok(timeout instanceof EtcdError);
  assert.equal(timeout.kind, 'timeout');
  assert.match(timeout.message, /no answer within 0\.3 s/u);
  await eventually('the watch is cut', () => messages.at(-1)?.kind === 'interrupted');
  const down = await eventually('down', () => client.connection.kind === 'down' && client.connection);
  assert.match(down.error.message, /stays silent/u);
  process.kill(pid, 'SIGCONT');
  await eventually('set up again', () => messages.at(-1)?.kind === 'created');
  await client.kv.put({ key: bytes('a') });
  await eventually('its event', () => messages.at(-1)?.kind === 'events');
  assert.deepEqual(
    messages.map((each) => each.kind),
    ['created', 'interrupted', 'created', 'events'],
  );
});
