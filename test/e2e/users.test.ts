import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { openTerminal, type Terminal } from './terminal.js';

const password = 'root-secret';

function inspector(t: TestContext, endpoint: string, user?: string): Terminal {
  const login = user === undefined ? [] : ['--user', user];
  const env = user === undefined ? {} : { ETCDCTL_PASSWORD: 'x', EDITOR: 'printf two >' };
  const flags = ['--endpoints', endpoint, '--write', ...login];
  const terminal = openTerminal(flags, { columns: 80, rows: 24, env });
  t.after(() => terminal.kill('SIGKILL'));
  return terminal;
}

test('etcd 3.6: what users may do changes while the inspector looks', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  const etcd = await startEtcd({ version: '3.6', auth: { rootPassword: password } });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  await etcd.etcdctl('put', '/app/a', 'one');
  await etcd.etcdctl('put', '/ops/b', 'two');
  await etcd.etcdctl('role', 'add', 'app');
  await etcd.etcdctl('role', 'grant-permission', 'app', 'read', '/app/', '--prefix');
  await etcd.etcdctl('user', 'add', 'ann:x');
  await etcd.etcdctl('user', 'grant-role', 'ann', 'app');
  const stranger = inspector(t, endpoint);
  const ann = inspector(t, endpoint, 'ann');

  await t.test('nobody is told that no member answers when a login is missing', async () => {
    await stranger.see('○ not live');
    stranger.type('6');
    const screen = await stranger.see(/the cluster\s+│\n│\s+asks for a login, give --user NAME/u);
    assert.doesNotMatch(screen, /no member answers/u);
    stranger.type('1');
  });

  await t.test('who may not write is told before an editor opens, and in place of a plan', async () => {
    await ann.see(/ a +rev 2[\s\S]*the rest may not be read by this user/u);
    ann.type('j');
    await ann.see(/❯ +a +rev 2/u);
    ann.type('v');
    await ann.see(/❯one/u);
    ann.type('e');
    await ann.see(/\/app\/a may not be changed by this user: ann may read \/app\/…, and write\s+nothing\./u);
    ann.type('\x1b[3~');
    await ann.see(/Delete: not here/u);
    ann.type('\x1b');
    await ann.unsee(/Delete: not here/u);
    ann.type('1');
  });

  await t.test('only root may defragment, and that is said before anything is confirmed', async () => {
    ann.type('6');
    await ann.see('❯Compact');
    ann.type('j');
    await ann.see('❯Defragment');
    ann.type('\r');
    await ann.see(/only root may defragment: ann may read/u);
    ann.type('\x1b');
    await ann.unsee('only root');
    ann.type('1');
  });

  await t.test('the past of what may be read can be looked at', async () => {
    ann.type(':at 2');
    await ann.see(': at 2');
    ann.type('\r');
    await ann.see(/▲ as of rev 2 ─/u);
    ann.type(':at now');
    await ann.see(': at now');
    ann.type('\r');
    await ann.unsee(/▲ as of rev 2/u);
  });

  await t.test('a role that is granted later shows everything, without a key', async () => {
    await ann.see('○ not live');
    await etcd.etcdctl('role', 'grant-permission', 'app', 'readwrite', '', '--from-key');
    await ann.see(/\/ops\//u);
    await ann.unsee('not live');
    await etcd.etcdctl('put', '/zed', 'told live');
    await ann.see(/\/zed +rev 4/u);
  });

  await t.test('who may write now is shown the plan', async () => {
    await ann.see(/❯ +a +rev 2/u);
    ann.type('v');
    await ann.see(/❯one/u);
    ann.type('e');
    await ann.see('Write /app/a');
    ann.type('\x1b');
    await ann.unsee('Write /app/a');
  });

  await t.test('authentication that is turned off lets in who had no login', async () => {
    await etcd.etcdctl('auth', 'disable');
    await stranger.see(/\/ops\//u);
    await stranger.unsee('not live');
  });
});
