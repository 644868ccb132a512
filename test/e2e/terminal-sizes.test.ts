import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openShell, type Shell } from './shell.js';

type Size = readonly [columns: number, rows: number];

const sizes: readonly Size[] = [
  [20, 5],
  [40, 10],
  [80, 24],
  [120, 40],
  [200, 60],
];

const bordersLeft = /^[╭│╰]/u;
const bordersRight = /[╮│╯]$/u;

/** The screen's rows, blanks and all; a row that was longer keeps its cells beyond the edge. */
function rowsOf(shell: Shell): readonly string[] {
  const { emulator } = shell;
  const buffer = emulator.buffer.active;
  return Array.from(
    { length: emulator.rows },
    (_, row) => buffer.getLine(row)?.translateToString(false, 0, emulator.cols) ?? '',
  );
}

/** One frame and nothing else: status line, tabs or not, a closed border around the panes, footer. */
function isFrame(shell: Shell, [columns, rows]: Size): boolean {
  const lines = rowsOf(shell);
  const text = lines.join('').replaceAll(/\s+/gu, ' ');
  if (columns < 40 || rows < 10) {
    return text.trim() === `etcdscope needs 40×10, here is ${columns}×${rows}`;
  }
  const hasTabs = columns < 120 || rows < 40;
  const panes = lines.slice(hasTabs ? 2 : 1, -1);
  return (
    (lines[0] ?? '').includes('local') &&
    (!hasTabs || /1 .*6/u.test(lines[1] ?? '')) &&
    panes.every((line) => bordersLeft.test(line) && bordersRight.test(line)) &&
    (panes[0] ?? '').startsWith('╭') &&
    (panes.at(-1) ?? '').startsWith('╰') &&
    /\S/u.test(lines.at(-1) ?? '') &&
    text.split('q quit').length <= 2 &&
    text.split('● healthy').length <= 2
  );
}

async function seeFrame(shell: Shell, size: Size): Promise<void> {
  await shell.until(`for a frame of ${size.join('×')}`, () => isFrame(shell, size));
}

async function openAt(t: TestContext, [columns, rows]: Size): Promise<Shell> {
  const shell = await openShell(t, ['local', '--demo'], { columns, rows });
  await seeFrame(shell, [columns, rows]);
  return shell;
}

async function quit(shell: Shell): Promise<void> {
  shell.resize(80, 24);
  await seeFrame(shell, [80, 24]);
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
}

for (const size of sizes) {
  test(`opened at ${size.join('×')}, taken through all sizes and back`, async (t) => {
    const shell = await openAt(t, size);
    for (const next of [...sizes, ...sizes.toReversed(), [120, 24], [80, 40], size] satisfies Size[]) {
      shell.resize(...next);
      await seeFrame(shell, next);
    }
    await quit(shell);
  });
}

test('every pane at every size', async (t) => {
  const shell = await openAt(t, [120, 40]);
  for (const pane of ['1', '2', '3', '4', '5', '6']) {
    shell.type(pane);
    for (const size of sizes) {
      shell.resize(...size);
      await seeFrame(shell, size);
    }
  }
  await quit(shell);
});

test('a storm of resizes ends in one whole frame', async (t) => {
  const shell = await openAt(t, [80, 24]);
  for (let step = 0; step < 60; step++) {
    shell.resize(60 + ((step * 37) % 100), 12 + ((step * 17) % 40));
  }
  shell.resize(120, 40);
  await seeFrame(shell, [120, 40]);
  await quit(shell);
});

/** Until the clock on the screen has moved on: by then the program has read what was typed before. */
async function secondPassed(shell: Shell): Promise<void> {
  const clock = (screen: string): string => /\d\d:\d\d:\d\d/u.exec(screen)?.[0] ?? '';
  const before = clock(shell.screen());
  await shell.until(`for another time than ${before}`, (screen) => clock(screen) !== before);
}

// No emoji: the emulator here still counts them as one cell, as Unicode 6 did.
const garbage = 'q\x03?6\rZ/\x1b[A\x1bOP\x1b]0;owned\x07\x1b[31mjjj\ttext\x00\x7f\u202e日本 ';

test('pasted garbage runs no command', async (t) => {
  const shell = await openAt(t, [120, 40]);
  // The rows that are gone through below are read one after the other.
  await shell.see(/❯▸ \/config\/[\s\S]*\/locks\/[\s\S]*\/registry\//u);
  shell.type(`\x1b[200~${garbage.repeat(200)}\x1b[201~`);
  // What comes after the paste is a key again, and nothing before it was one.
  shell.type('j');
  await shell.see(/❯▸ \/locks\//u);
  assert.match(shell.screen(), /╭ Keys/u);
  assert.doesNotMatch(shell.screen(), /Keys of etcdscope|owned/u);

  // Terminals without bracketed paste just send the text.
  shell.type('quick brown foxes jump over the lazy dogs and quit 6 times?\r'.repeat(40));
  await secondPassed(shell);
  shell.type('j');
  await shell.see(/❯▸ \/registry\//u);
  await quit(shell);
});

test('a paste into a field types, and enters nothing', async (t) => {
  const shell = await openAt(t, [120, 40]);
  shell.type('6');
  await shell.see('Defragment');
  shell.type('j\r');
  await shell.see('Type local to go on:');
  shell.type('\x1b[200~local\r\x1b[201~');
  await shell.see('local ▏');
  assert.match(shell.screen(), /Type local to go on:/u);
  shell.type('\x1b');
  await shell.unsee('Type local to go on:');
  shell.type('1');
  shell.type('/');
  await shell.see('what you type goes into the field');
  shell.type(`\x1b[200~${garbage}\x1b[201~`);
  await shell.see(/text/u);
  await seeFrame(shell, [120, 40]);
  shell.type('\x1b');
  await shell.see('q quit');
  await quit(shell);
});
