import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Permission_Type } from '../../proto/generated/authpb.js';
import type { EtcdClient, WatchMessage } from '../../source/client/api.js';
import { type ClientEnvironment, systemEnvironment } from '../../source/client/environment.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { startProxy } from '../support/tcp-proxy.js';
import { bytes, connect, failure } from './connect.js';

const root = { name: 'root', password: 'secret' };
const everything = { key: bytes('\0'), rangeEnd: bytes('\0') };

/** Whoever was refused is asked for again after 5 s; here sooner. No other pause of a client is as long. */
const impatient: ClientEnvironment = {
  ...systemEnvironment,
  after: (delayMs, callback) => systemEnvironment.after(delayMs === 5_000 ? 100 : delayMs, callback),
};

interface Told {
  readonly messages: WatchMessage[];
  /** Waits for the n-th message of a kind, and gives it. */
  see(kind: WatchMessage['kind'], times?: number): Promise<WatchMessage>;
}

function listen(client: EtcdClient, key: string, rangeEnd = ''): Told {
  const messages: WatchMessage[] = [];
  client.watch({ key: bytes(key), rangeEnd: bytes(rangeEnd) }, (message) => messages.push(message));
  const ofKind = (kind: WatchMessage['kind']) => messages.filter((message) => message.kind === kind);
  return {
    messages,
    see: (kind, times = 1) => eventually(`told ${kind} ${times} times`, () => ofKind(kind)[times - 1]),
  };
}

/** How many logins the member was asked for. */
async function logins(endpoint: string): Promise<number> {
  const page = await (await fetch(`${endpoint}/metrics`)).text();
  const line = page.split('\n').find((each) => /^grpc_server_started_total.*"Authenticate"/u.test(each));
  return Number(line?.split(' ').at(-1) ?? 0);
}

for (const version of etcdVersions) {
  test(`etcd ${version} with users`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, auth: { rootPassword: root.password } });
    t.after(etcd.stop);
    const { endpoints } = etcd;
    const [endpoint = ''] = endpoints;
    const admin = connect(t, { endpoints, user: root });

    await t.test('many first calls share one login', async () => {
      const before = await logins(endpoint);
      await Promise.all(Array.from({ length: 20 }, () => admin.kv.range({ key: bytes('a') })));
      assert.equal((await logins(endpoint)) - before, 1);
    });

    await t.test('the wrong password, said once and not tried with every call', async () => {
      const client = connect(t, { endpoints, user: { name: 'root', password: 'guess' } });
      const before = await logins(endpoint);
      for (let index = 0; index < 5; index++) {
        const error = await failure(client.kv.range({ key: bytes('a') }));
        assert.equal(error.kind, 'unauthenticated');
        assert.match(error.message, /user name or password is wrong/u);
        assert.ok(!error.message.includes('guess'));
      }
      assert.equal((await logins(endpoint)) - before, 1);
      const messages: WatchMessage[] = [];
      client.watch(everything, (message) => messages.push(message));
      const [refused] = await eventually('refused', () => messages.length > 0 && messages);
      assert.ok(refused?.kind === 'refused' && refused.error.kind === 'unauthenticated');
    });

    await t.test('no user at all', async () => {
      const client = connect(t, { endpoints });
      const error = await failure(client.kv.range({ key: bytes('a') }));
      assert.equal(error.kind, 'unauthenticated');
      assert.match(error.message, /asks for a login.*--user/u);
    });

    await t.test('a role that does not allow it', async () => {
      await admin.auth.userAdd({ name: 'ann', password: 'x' });
      await admin.auth.roleAdd('reader');
      await admin.auth.roleGrantPermission('reader', {
        permType: Permission_Type.READ,
        key: bytes('a'),
        rangeEnd: bytes('b'),
      });
      await admin.auth.userGrantRole('ann', 'reader');
      const client = connect(t, { endpoints, user: { name: 'ann', password: 'x' } });
      await client.kv.range({ key: bytes('a') });
      const forbidden = await failure(client.kv.put({ key: bytes('a') }));
      assert.equal(forbidden.kind, 'permission-denied');
      assert.match(forbidden.message, /ann may read a…, and write nothing\.$/u);
      assert.deepEqual(
        forbidden.grants?.map(({ prefix }) => prefix && Buffer.from(prefix).toString()),
        ['a'],
      );
      const allowed: WatchMessage[] = [];
      const denied: WatchMessage[] = [];
      client.watch({ key: bytes('a') }, (message) => allowed.push(message));
      client.watch(everything, (message) => denied.push(message));
      const [refused] = await eventually('refused', () => denied.length > 0 && denied);
      assert.ok(refused?.kind === 'refused' && refused.error.kind === 'permission-denied');
      assert.match(refused.error.message, /ann may read a…/u);
      await eventually('the other watch is set up', () => allowed.some((each) => each.kind === 'created'));
      const put = await admin.kv.put({ key: bytes('a') });
      await eventually('its event', () => allowed.some((each) => each.kind === 'events'));
      assert.ok(put.header !== undefined && !allowed.some((each) => each.kind === 'interrupted'));
    });

    await t.test('users changed: the old token is replaced and the call repeated', async () => {
      await admin.kv.put({ key: bytes('a') });
      await etcd.etcdctl('user', 'add', 'bob:x');
      await Promise.all([admin.kv.put({ key: bytes('a') }), admin.kv.range({ key: bytes('a') })]);
    });

    await t.test('the member forgot all tokens: calls and watches log in again', async () => {
      const messages: WatchMessage[] = [];
      admin.watch(everything, (message) => messages.push(message));
      await eventually('set up', () => messages.some((each) => each.kind === 'created'));
      await etcd.kill();
      await eventually('the loss is seen', () => admin.connection.kind === 'down');
      await etcd.restart();
      await eventually('connected', () => admin.connection.kind === 'ready');
      await admin.kv.put({ key: bytes('after') });
      await eventually('its event', () => messages.some((each) => each.kind === 'events'));
      assert.deepEqual(
        messages.map((each) => each.kind).filter((kind) => kind !== 'progress'),
        ['created', 'interrupted', 'created', 'events'],
      );
    });

    await t.test('a refused watch begins once a role allows it, and goes on where it was cut', async () => {
      const proxy = await startProxy(endpoint);
      t.after(proxy.stop);
      const options = { endpoints: [proxy.endpoint], dialTimeoutMs: 20_000 };
      const ann = connect(t, { ...options, user: { name: 'ann', password: 'x' } }, impatient);
      const all = listen(ann, '\0', '\0');
      const part = listen(ann, 'a');
      const stranger = listen(connect(t, options, impatient), 'a');
      await Promise.all([all.see('refused'), part.see('created'), stranger.see('refused')]);
      const before = await logins(endpoint);

      await etcd.etcdctl('role', 'grant-permission', 'reader', 'read', '', '--from-key');
      await all.see('created');
      await etcd.etcdctl('put', 'b', 'told');
      await all.see('events');

      await proxy.cut();
      await all.see('interrupted');
      await etcd.etcdctl('user', 'revoke-role', 'ann', 'reader');
      await etcd.etcdctl('put', 'a', 'while it may not be seen');
      await proxy.restore();
      await Promise.all([all.see('refused', 2), part.see('refused')]);
      await etcd.etcdctl('user', 'grant-role', 'ann', 'reader');
      await Promise.all([all.see('events', 2), part.see('events')]);
      assert.deepEqual(
        [all, part].map(({ messages }) =>
          messages.map(({ kind }) => kind).filter((kind) => kind !== 'progress'),
        ),
        [
          ['refused', 'created', 'events', 'interrupted', 'refused', 'created', 'events'],
          ['created', 'interrupted', 'refused', 'created', 'events'],
        ],
      );
      assert.deepEqual(
        stranger.messages.map(({ kind }) => kind),
        ['refused'],
        'told once, asked for again and again',
      );
      assert.ok(
        (await logins(endpoint)) - before <= 12,
        'etcdctl logs in six times, and the refused watches only at first',
      );

      await etcd.etcdctl('auth', 'disable');
      await stranger.see('created');
      await admin.auth.enable();
    });

    await t.test('auth turned off, and on again', async () => {
      await admin.auth.disable();
      const late = connect(t, { endpoints, user: root });
      await late.kv.range({ key: bytes('a') });
      await late.auth.enable();
      await late.kv.range({ key: bytes('a') });
      await admin.kv.range({ key: bytes('a') });
    });
  });
}

test('etcd 3.6 with tokens that last a second: a watch that resumes logs in again', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const etcd = await startEtcd({
    version: '3.6',
    auth: { rootPassword: root.password },
    flags: ['--auth-token-ttl=1'],
  });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  const proxy = await startProxy(endpoint);
  t.after(proxy.stop);
  const client = connect(t, { endpoints: [proxy.endpoint], user: root });
  const direct = connect(t, { endpoints: [endpoint], user: root });
  const messages: WatchMessage[] = [];
  client.watch(everything, (message) => messages.push(message));
  await eventually('set up', () => messages.length > 0);
  const before = await logins(endpoint);
  let pauseMs = 500;
  await eventually('a token has run out between two uses', async () => {
    pauseMs *= 1.5;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await direct.kv.range({ key: bytes('a') });
    return (await logins(endpoint)) > before + 1;
  });
  await proxy.cut();
  await eventually('interrupted', () => messages.some((each) => each.kind === 'interrupted'));
  await proxy.restore();
  await direct.kv.put({ key: bytes('a') });
  await eventually('its event', () => messages.some((each) => each.kind === 'events'));
  assert.ok(!messages.some((each) => each.kind === 'refused'));
});
