import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { runProgram } from './run-program.js';
import { openShell } from './shell.js';

/** How many TCP connections to a local port are established (Linux: /proc/net/tcp, state 01). */
function connectionsTo(endpoint: string): number {
  const port = Number(new URL(endpoint).port).toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`^ *\\d+: \\S+ \\S+:${port} 01 `, 'u').test(line)).length;
}

test('a password asked for at the start is typed blind, and then the keys are read; why nothing is read is said in full', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  const etcd = await startEtcd({ version: '3.6', auth: { rootPassword: 'hunter2' } });
  t.after(etcd.stop);
  await etcd.etcdctl('put', '/second/key', 'x');
  const connection = ['--endpoints', etcd.endpoints[0] ?? ''];
  const named = await openShell(t, [...connection, '--user', 'root']);
  await named.see('Password of root:');
  named.type('hunter2\r');
  await named.see('/second/');
  named.type('4');
  await named.see('1 of 1 member answering');
  assert.doesNotMatch(named.written(), /hunter2/u);
  named.type('q');
  assert.equal(await named.backInShell(), 0);

  const nameless = await openShell(t, connection, { columns: 80, rows: 24 });
  await nameless.see(/✖ not read:[\s\S]*--user[\s\S]*--password[\s\S]*⏎ tries again/u);
  nameless.type('q');
  assert.equal(await nameless.backInShell(), 0);
});

test('from one etcd to another and back: password typed blind, nothing of the first left open', async (t) => {
  if (!(haveEtcd(t, '3.4') && haveEtcd(t, '3.6'))) {
    return;
  }
  const home = await mkdtemp(path.join(tmpdir(), 'etcdscope-other-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const [first, second] = await Promise.all([
    startEtcd({ version: '3.6' }),
    startEtcd({ version: '3.4', auth: { rootPassword: 'hunter2' } }),
  ]);
  t.after(first.stop);
  t.after(second.stop);
  const [firstUrl = '', secondUrl = ''] = [first.endpoints[0], second.endpoints[0]];
  await first.etcdctl('put', '/first/key', 'x');
  await second.etcdctl('put', '/second/key', 'x');
  const env = { XDG_CONFIG_HOME: home };
  const save = (...args: readonly string[]) => runProgram(['context', 'save', ...args], { env });
  assert.equal((await save('locked', '--endpoints', secondUrl, '--user', 'root')).code, 0);
  assert.equal((await save('nobody', '--endpoints', 'http://127.0.0.1:1')).code, 0);

  // An etcd has a connection to itself, for its gateway.
  const own = connectionsTo(firstUrl);
  const shell = await openShell(t, ['--endpoints', firstUrl, '--write'], { env });
  await shell.see('● healthy');
  await shell.see('/first/');
  assert.ok(connectionsTo(firstUrl) > own);

  shell.type(':ctx nobody\r');
  await shell.see(/127\.0\.0\.1:1 refuses connections/u);
  await shell.see('The session that runs is as it was.');
  await first.etcdctl('put', '/meanwhile', 'x');
  shell.type('\x1b');
  await shell.see(/locked +saved/u);
  shell.type('\x1b');
  await shell.unsee('Clusters');
  await shell.see(/\+ \/meanwhile/u);

  shell.type(':ctx locked\r');
  await shell.see('Password of root:');
  shell.type('wrong\r');
  await shell.see(/root/u);
  await shell.see('try again');
  shell.type('\r');
  await shell.see('Password of root:');
  shell.type('hunter2');
  await shell.see('Password of root: •••••••');
  shell.type('\r');
  await shell.see(/ locked {2}● healthy/u);
  await shell.see('/second/');
  assert.doesNotMatch(shell.screen(), /\/first\//u);
  assert.match(shell.screen(), /RW/u);
  assert.doesNotMatch(shell.written(), /hunter2/u);
  await eventually('the first connection is closed', () => connectionsTo(firstUrl) <= own || undefined);

  shell.type('6j\r');
  await shell.see(/Type locked to go on:/u);
  shell.type('\x1b');
  await shell.unsee('Type locked');

  shell.type(':ctx\r');
  await shell.see(/● locked/u);
  shell.type('\x1b[A\x1b[A\x1b[A\r');
  await shell.see(new URL(firstUrl).host);
  await shell.unsee('context');
  shell.type('1');
  await shell.see('/first/');
  await shell.see('● healthy');
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
});
