import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { childrenOf, gone, openShell, type Shell, temporaryData, temporaryDataGone } from './shell.js';

/** The demo on a dashboard, with its tree read. */
async function openDemo(t: TestContext): Promise<Shell> {
  const shell = await openShell(t, ['local', '--demo']);
  await shell.see('● healthy');
  await shell.see('/registry/');
  return shell;
}

/** What lives beside the inspector: its member. */
async function memberPid(shell: Shell): Promise<number> {
  const [member = 0, ...others] = childrenOf(await shell.programPid());
  assert.notEqual(member, 0);
  assert.deepEqual(others, []);
  assert.equal(temporaryData(shell.directory).length, 1);
  return member;
}

test('a walk through the demo: a key, the log, the help, a compaction, and out', async (t) => {
  const shell = await openDemo(t);
  const member = await memberPid(shell);
  assert.match(shell.screen(), /1\/1 member .* leader local .* RW .* local demo/u);

  shell.type('\r');
  await shell.see('motd');
  shell.type('jjj');
  await shell.see(/❯ +motd/u);
  shell.type('\r');
  await shell.see('This is the demo cluster of etcdscope.');

  await shell.see(/pods \S+\/\S+/u);
  await shell.see(/ [3-9] changes/u);

  shell.type('?');
  await shell.see('Keys of etcdscope');
  shell.type('\x1b');
  await shell.unsee('Keys of etcdscope');

  shell.type('6');
  await shell.see('Defragment');
  shell.type('\r');
  await shell.see('Compact: keep 10,000');
  shell.type('\x15');
  await shell.unsee('keep 10,000▏');
  shell.type('keep 5\r');
  const plan = await shell.see('Type local to go on:');
  assert.match(plan, /History from revision 1 to [\d,]+ is dropped/u);
  assert.match(plan, /etcdctl --endpoints=http:\/\/127\.0\.0\.1:\d+ compact \d+/u);
  shell.type('loca\r');
  await shell.see('loca▏');
  shell.type('l\r');
  const done = await shell.see(/Compact at revision [\d,]+ ─ done/u);
  assert.match(done, /history before revision [\d,]+ is dropped/u);
  const audit = await readFile(path.join(shell.directory, 'etcdscope', 'audit.log'), 'utf8');
  assert.match(audit, /compact/u);
  shell.type('\x1b');
  await shell.unsee('─ done');

  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
  await gone(member);
  await temporaryDataGone(shell.directory);
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const) {
  test(`${signal} ends the demo, its member and its data, and gives the terminal back`, async (t) => {
    const shell = await openDemo(t);
    const member = await memberPid(shell);
    process.kill(await shell.programPid(), signal);
    assert.equal(await shell.backInShell(), code);
    assert.match(shell.screen(), new RegExp(`ended because of ${signal}`, 'u'));
    await gone(member);
    await temporaryDataGone(shell.directory);
  });
}

test('an inspector that is killed leaves no member and no data behind', async (t) => {
  const shell = await openDemo(t);
  const member = await memberPid(shell);
  process.kill(await shell.programPid(), 'SIGKILL');
  await gone(member);
  await temporaryDataGone(shell.directory);
});

test('a closed window ends the demo, its member and its data', async (t) => {
  const shell = await openDemo(t);
  const program = await shell.programPid();
  const member = await memberPid(shell);
  shell.closeWindow();
  await gone(program);
  await gone(member);
  await temporaryDataGone(shell.directory);
});

test('a member that dies under its inspector is told, and its data removed', async (t) => {
  const shell = await openDemo(t);
  process.kill(await memberPid(shell), 'SIGKILL');
  await shell.see(/✖|down|unreachable|refuses/u);
  shell.type('q');
  assert.equal(await shell.backInShell(), 1);
  assert.match(shell.screen(), /the local member local ended \(SIGKILL\)/u);
  await temporaryDataGone(shell.directory);
});

test('control-C ends the demo from anywhere', async (t) => {
  const shell = await openDemo(t);
  shell.type('/');
  await shell.see('what you type goes into the field');
  shell.type('\x03');
  assert.equal(await shell.backInShell(), 0);
  await temporaryDataGone(shell.directory);
});
