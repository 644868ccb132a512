import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { openShell, type Shell } from './shell.js';

/** Puts in a row; the revision follows from the order. */
async function put(etcd: RunningEtcd, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await etcd.etcdctl('put', key, 'x');
  }
}

/** The keys below /p/ with their revisions, as etcdctl tells them; each was put once. */
async function history(etcd: RunningEtcd): Promise<readonly string[]> {
  const { kvs } = JSON.parse(await etcd.etcdctl('get', '--prefix', '/p/', '-w', 'json')) as {
    kvs: { key: string; mod_revision: number }[];
  };
  return kvs
    .toSorted((one, other) => one.mod_revision - other.mod_revision)
    .map(({ key, mod_revision }) => `${Buffer.from(key, 'base64')} ${mod_revision}`);
}

/** What the log shows with the screen to itself, which is where revisions have room; oldest first. */
async function logged(shell: Shell, count: number): Promise<readonly string[]> {
  const lines = (screen: string): readonly string[] =>
    Array.from(
      screen.matchAll(/[+~] (\/p\/\S+) +x +([\d,]+) *│/gu),
      ([, key, revision]) => `${key} ${revision}`,
    );
  shell.type('3z');
  // A frame comes in pieces.
  await shell.until(`for ${count} changes`, (screen) => lines(screen).length === count);
  return lines(shell.screen());
}

async function open(t: TestContext, etcd: RunningEtcd): Promise<Shell> {
  const shell = await openShell(t, ['--endpoints', etcd.endpoints[0] ?? '']);
  await shell.see('● healthy');
  await shell.see('watching from rev');
  await shell.see(/❯▸ \/a\//u);
  return shell;
}

for (const version of etcdVersions) {
  test(`etcd ${version} is killed and comes back: the keyboard lives, nothing is lost`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    await put(etcd, '/a/1', '/b/1', '/c/1');
    const shell = await open(t, etcd);
    await put(etcd, '/p/before');
    await shell.see(/\+ \/p\/before/u);

    for (const round of ['first', 'second']) {
      await etcd.kill();
      await shell.see(/✖ no answer for/u);
      await shell.see(/▲ cut, reconnecting/u);
      await keyboardLives(shell);

      await etcd.restart();
      await put(etcd, ...['a', 'b', 'c', 'd', 'e'].map((name) => `/p/${round}-${name}`));
      await shell.see(/ ─ live ─/u);
      await shell.see('1/1 member');
      await put(etcd, `/p/${round}-after`);
      await shell.see(new RegExp(`\\+ /p/${round}-after`, 'u'));
      await shell.see(/reconnected .*nothing lost/u);
    }
    const kept = await history(etcd);
    assert.equal(kept.length, 13);
    assert.deepEqual(await logged(shell, kept.length), kept);
    assert.equal(shell.screen().match(/reconnected/gu)?.length, 2);
    shell.type('q');
    assert.equal(await shell.backInShell(), 0);
  });
}

/** Selection, panes, help: all of it works without a server. */
async function keyboardLives(shell: Shell): Promise<void> {
  shell.type('g');
  await shell.see(/❯▸ \/a\//u);
  shell.type('j');
  await shell.see(/❯▸ \/b\//u);
  shell.type('j');
  await shell.see(/❯▸ \/c\//u);
  shell.type('5');
  await shell.see(/Triage ─/u);
  shell.type('1');
  await shell.see(/❯▸ \/c\//u);
  shell.type('?');
  await shell.see('Keys of etcdscope');
  shell.type('\x1b');
  await shell.unsee('Keys of etcdscope');
}

test('an inspector that is opened while nobody answers comes alive when somebody does', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  await put(etcd, '/a/1');
  await etcd.kill();
  const shell = await openShell(t, ['--endpoints', etcd.endpoints[0] ?? '']);
  await shell.see(/refuses connections/u);
  await etcd.restart();
  await shell.see('● healthy');
  await shell.see(/❯▸ \/a\//u);
  await put(etcd, '/p/later');
  await shell.see(/\+ \/p\/later/u);
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
});
