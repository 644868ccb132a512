import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { assertHarmless, fill, nasty, values } from './hostile-cluster.js';
import { openShell, type Shell } from './shell.js';

/** What the program sends on purpose: modes of the terminal, the cursor, colours, the window's title, a copy. */
const ownSequences: readonly RegExp[] = [
  /\x1b\[\?(?:25|1002|1006|1049|2004|2026)[hl]|\x1b\[2[23];2t/gu,
  /\x1b\[\d{0,3}[A-G]|\x1b\[(?:2?J|[02]?K|(?:1;1)?H)/gu,
  /\x1b\[(?:[12347]|2[23479]|3[0-79]|4[0-79]|9[0-7]|10[0-7]|0)?m/gu,
  /\x1b\]2;[^\x00-\x1f\x7f-\x9f]{0,200}\x07/gu,
  /\x1b\]52;c;[A-Za-z0-9+/=]*\x07/gu,
];

const escapeKey = '\x1b';
const redraw = '\x0c';
/** A terminal tells escape from a sequence that begins with it by what follows soon. */
const escapePauseMs = 500;

/** Presses keys one by one, and each time waits until the screen was drawn again: so they are all answered. */
async function press(shell: Shell, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    shell.type(key);
    if (key === escapeKey) await pause(escapePauseMs);
    const before = shell.written().length;
    shell.type(redraw);
    await eventually(`an answer to ${JSON.stringify(key)}`, () => shell.written().length > before);
  }
}

const version = etcdVersions.at(-1) ?? '3.4';
const paste = `\x1b[200~${nasty}\x1b[201~`;

test('nothing of a hostile cluster reaches the terminal as it is, and every key is answered', async (t) => {
  if (!haveEtcd(t, version)) return;
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  const endpoint = etcd.endpoints[0] ?? '';
  await fill(endpoint);
  const shell = await openShell(t, ['--endpoints', endpoint], { columns: 120, rows: 40 });
  await shell.see('/a/');
  await shell.see(/Watch.*live/u);
  await fill(endpoint);
  await press(shell, 'l');
  for (const _ of Object.keys(values)) {
    await press(
      shell,
      '1',
      'j',
      'v',
      '2',
      'f',
      'f',
      'f',
      'f',
      'f',
      'x',
      'w',
      'G',
      'g',
      'h',
      'd',
      'd',
      escapeKey,
      escapeKey,
    );
  }
  // Each of them compared with the one before it.
  shell.type(':');
  await shell.see(/╭ Command/u);
  shell.type('key /registry/configmaps/a/each');
  // What comes together is a paste, in which a line end enters nothing.
  await shell.see(/: key \/registry\/configmaps\/a\/each▏/u);
  shell.type('\r');
  await shell.see(/❯ +each/u);
  shell.type('2');
  await shell.see(/Value ─ configmaps a\/each/u);
  await press(shell, 'h', 'd');
  await shell.see(/Value ─ .* ─ diff to/u);
  await press(shell, ...Object.keys(values).map(() => 'h'), 'G', 'D', 'g', escapeKey, escapeKey);
  await press(
    shell,
    '3',
    'k',
    '\r',
    'G',
    escapeKey,
    'k',
    'k',
    '\r',
    escapeKey,
    'r',
    escapeKey,
    'n',
    escapeKey,
    'G',
  );
  await press(shell, '1', 'G', 'l', 'v', 'k', 'l', 'j', 'j', 'v', '2', 'x', 'f', '1', 'c', '!', escapeKey);
  await press(
    shell,
    ':',
    paste,
    escapeKey,
    '/',
    paste,
    escapeKey,
    '4',
    '5',
    '6',
    '1',
    ':',
    'du',
    '\r',
    escapeKey,
    escapeKey,
  );
  shell.resize(80, 24);
  await press(shell, '1', '2', '3', '4', '5', '6', '1');
  shell.type('q');
  await shell.see('that was all.');
  const written = shell.written();
  const ours = written.slice(0, written.lastIndexOf('exit code'));
  const shown = ownSequences.reduce((rest, own) => rest.replaceAll(own, ''), ours);
  assertHarmless(shown.replaceAll(/[\r\n]/gu, ''), 'the inspector');
});
