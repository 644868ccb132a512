import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchMessage } from '../../source/client/api.js';
import { type ClientEnvironment, systemEnvironment } from '../../source/client/environment.js';
import { answersProgressInOrder } from '../../source/client/progress-requests.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { startProxy } from '../support/tcp-proxy.js';
import { bytes, connect } from './connect.js';

/** Half minutes pass in a tenth of a second. */
const hurried: ClientEnvironment = {
  ...systemEnvironment,
  after: (delayMs, callback) => systemEnvironment.after(delayMs === 30_000 ? 100 : delayMs, callback),
};

test('progress is asked for, so that compaction far behind a quiet watch leaves no hole', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.6' });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  const proxy = await startProxy(endpoint);
  t.after(proxy.stop);
  const direct = connect(t, { endpoints: [endpoint] });
  const client = connect(t, { endpoints: [proxy.endpoint] }, hurried);
  const messages: WatchMessage[] = [];
  client.watch({ key: bytes('quiet') }, (message) => messages.push(message));
  await eventually('set up', () => messages.length > 0);
  for (let index = 0; index < 5; index++) {
    await direct.kv.put({ key: bytes('busy') });
  }
  await eventually('told up to 6', () =>
    messages.some((each) => each.kind === 'progress' && each.revision === 6),
  );
  await proxy.cut();
  await eventually('cut', () => messages.at(-1)?.kind === 'interrupted');
  await direct.kv.compact({ revision: 6 });
  await proxy.restore();
  await direct.kv.put({ key: bytes('quiet') });
  await eventually('its event', () => messages.some((each) => each.kind === 'events'));
  assert.ok(messages.every((each) => each.kind !== 'hole'));
});

test('the server tells progress by itself when it is set up so', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.6', flags: ['--watch-progress-notify-interval=100ms'] });
  t.after(etcd.stop);
  const client = connect(t, { endpoints: etcd.endpoints });
  const messages: WatchMessage[] = [];
  client.watch({ key: bytes('quiet') }, (message) => messages.push(message));
  await eventually('set up', () => messages.length > 0);
  await client.kv.put({ key: bytes('busy') });
  await eventually('told', () => messages.some((each) => each.kind === 'progress' && each.revision === 2));
});

test('only versions that answer in order are asked for progress', () => {
  const inOrder = (version: string) => answersProgressInOrder(version);
  assert.deepEqual(
    ['3.4.23', '3.4.24', '3.4.25', '3.5.0', '3.5.7', '3.3.99', '2.9.9', '', 'x'].filter(inOrder),
    [],
  );
  const sound = ['3.4.26', '3.4.37', '3.5.8', '3.5.21', '3.6.0', '3.6.0-alpha.0', '3.7.1', '4.0.0'];
  assert.deepEqual(sound.filter(inOrder), sound);
});
