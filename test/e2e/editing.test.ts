import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { openShell, type Shell } from './shell.js';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.js';

const key = '/config/limits';

/** An editor that says the how many-th it is, takes a line from the keyboard, and runs it on the file. */
const editor = `#!/bin/sh
echo >> "$0.runs"
printf 'editing number %s: ' "$(wc -l < "$0.runs")"
read line
eval "$line"
`;

async function editing<Opened extends Terminal>(
  t: TestContext,
  etcd: RunningEtcd,
  open: (args: readonly string[], options: TerminalOptions) => Opened | Promise<Opened>,
): Promise<{ readonly shell: Opened; readonly directory: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-editing-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'editor');
  await writeFile(file, editor);
  await chmod(file, 0o700);
  const env = { EDITOR: file, XDG_STATE_HOME: directory, XDG_RUNTIME_DIR: directory };
  const endpoint = etcd.endpoints[0] ?? '';
  const shell = await open(['--endpoints', endpoint, '--write'], { env });
  await shell.see(/❯▸ \/config\//u);
  shell.type('l');
  await shell.see(/❯▾ \/config\//u);
  shell.type('l');
  await shell.see(/❯ +limits/u);
  return { shell, directory };
}

async function confirm(shell: Shell, etcd: RunningEtcd): Promise<void> {
  const name = new URL(etcd.endpoints[0] ?? '').host;
  await shell.see(`Type ${name} to go on`);
  shell.type(name);
  await shell.see(`to go on: ${name}`);
  shell.type('\r');
  await shell.see('─ done');
  shell.type('\r');
  await shell.unsee('─ done');
}

const storedValue = async (etcd: RunningEtcd): Promise<string> =>
  (await etcd.etcdctl('get', key, '--print-value-only')).trimEnd();

for (const version of etcdVersions) {
  test(`etcd ${version}: a value is edited, a conflict merged, changes and a deletion undone`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    await etcd.etcdctl('put', key, 'one\ntwo\nthree\nfour\nfive'); // rev 2
    const { shell, directory } = await editing(t, etcd, (args, options) => openShell(t, args, options));
    shell.type('v');
    await shell.see('rev 2 · created 2');

    // The editor has the keyboard and the main screen, and gives both back.
    shell.type('e');
    await shell.see('editing number 1: ');
    assert.equal(shell.emulator.buffer.active.type, 'normal');
    shell.type('sed -i s/two/TWO/ "$1"\r');
    await shell.see('Write /config/limits');
    assert.equal(shell.emulator.buffer.active.type, 'alternate');
    await confirm(shell, etcd);
    assert.equal(await storedValue(etcd), 'one\nTWO\nthree\nfour\nfive'); // rev 3
    await shell.see('rev 3 · created 2 · version 2');

    // Someone else writes while the editor is open.
    shell.type('e');
    await shell.see('editing number 2: ');
    await etcd.etcdctl('put', key, 'one\nTWO\nthree\nfour\nFIVE'); // rev 4
    shell.type('sed -i s/one/ONE/ "$1"\r');
    await shell.see('Changed meanwhile: /config/limits');
    await shell.see('Your changes fit on top of theirs.');
    shell.type('e');
    await shell.see('editing number 3: ');
    shell.type('true\r');
    await confirm(shell, etcd);
    assert.equal(await storedValue(etcd), 'ONE\nTWO\nthree\nfour\nFIVE'); // rev 5

    await shell.see('rev 5 · created 2 · version 4');
    shell.type('u');
    await shell.see('Restore /config/limits');
    await confirm(shell, etcd);
    assert.equal(await storedValue(etcd), 'one\nTWO\nthree\nfour\nFIVE'); // rev 6

    await shell.see('rev 6 · created 2 · version 5');
    shell.type('\x1b[3~');
    await shell.see('Delete /config/limits');
    await confirm(shell, etcd);
    assert.equal(await storedValue(etcd), '');
    // The plan promises the key; the command is there for when another key is selected.
    await shell.see(/✖ deleted|Select a key to see its value/u);
    shell.type(version === '3.4' ? 'u' : ':undelete\r');
    await shell.see('Restore /config/limits');
    await confirm(shell, etcd);
    assert.equal(await storedValue(etcd), 'one\nTWO\nthree\nfour\nFIVE');

    const left = (await readdir(directory)).filter((file) => file.startsWith('etcdscope-edit-'));
    assert.deepEqual(left, []);
    const lines = (await readFile(path.join(directory, 'etcdscope', 'audit.log'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; outcome: string });
    assert.deepEqual(
      lines.filter(({ action }) => action !== 'confirm').map(({ action }) => action),
      ['put', 'put', 'put', 'delete', 'put'],
    );
    assert.ok(lines.every(({ outcome }) => outcome === 'confirmed' || outcome === 'done'));
    shell.type('q');
    assert.equal(await shell.backInShell(), 0);
  });

  test(`etcd ${version}: an interrupt in the editor is the editor's, and a signal ends both`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    await etcd.etcdctl('put', key, 'one');
    const { shell, directory } = await editing(t, etcd, openTerminal);
    t.after(() => shell.kill('SIGKILL'));
    shell.type('v');
    await shell.see('rev 2 · created 2');
    shell.type('e');
    await shell.see('editing number 1: ');
    shell.type('\x03');
    await shell.see(/The editor .* ended with/u);
    await shell.see('Nothing was written');
    shell.type('e');
    await shell.see('editing number 2: ');
    shell.kill('SIGTERM');
    assert.equal(await shell.exited, 143);
    const left = (await readdir(directory)).filter((file) => file.startsWith('etcdscope-edit-'));
    assert.deepEqual(left, []);
    assert.equal(await storedValue(etcd), 'one');
  });
}
