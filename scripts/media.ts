/**
 * Makes what the README shows from the program itself: the built bundle runs its demo in a
 * pseudo-terminal, keys are pressed, and what stands on the screen becomes an SVG file in `media/`. The
 * README's table of keys, between its two markers, is made of the key bindings.
 *
 *   node --import tsx/esm scripts/media.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keyTable } from '../source/app/help.js';
import { openTerminal, type Terminal } from '../test/e2e/terminal.js';
import { screenToSvg } from './media/svg.js';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'media');

interface Picture {
  readonly file: string;
  readonly title: string;
  readonly prepare: (terminal: Terminal) => Promise<void>;
}

const down = '\x1b[B';
const right = '\x1b[C';

/** The first word of the selected row, which no change of the cluster moves. */
const selectedName = (screen: string): string | undefined => /│❯[ ▸▾]*([^\s│]+)/u.exec(screen)?.[1];

/** Moves down to the row with this name. Each key is waited for: by the name, as rows come and go above it. */
async function select(terminal: Terminal, name: string): Promise<void> {
  await terminal.see(name);
  const selected = (): string | undefined => selectedName(terminal.screen());
  while (selected() !== name) {
    const before = selected();
    terminal.type(down);
    // A frame may arrive in two pieces, with no row selected between them.
    await terminal.until(`for the row below ${before}`, () => ![before, undefined].includes(selected()));
  }
}

async function browse(terminal: Terminal): Promise<void> {
  await terminal.see('healthy');
  // Until all of the root is listed the cursor stays on the first row, whichever that is.
  await terminal.see(/\d+ of \d+ loaded · \d+ ms read/);
  for (const directory of ['/registry/', 'pods/', 'default/']) {
    await select(terminal, directory);
    terminal.type(right);
  }
  await select(terminal, 'web-1');
  await terminal.see(/"kind": "Pod"/);
  // The log is full then; on a slow machine there are more by now.
  await terminal.see(/ (?:2[4-9]|[3-9]\d|[\d,]{3,}) changes/);
}

const pictures: readonly Picture[] = [
  {
    file: 'dashboard.svg',
    title: 'etcdscope on its demo cluster: keys, a value, the watch log and the members',
    prepare: browse,
  },
];

async function take(terminal: Terminal, { file, title, prepare }: Picture): Promise<void> {
  await prepare(terminal);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), screenToSvg(terminal.emulator, title));
  process.stdout.write(`media/${file}\n`);
}

const keyMarkers = /(<!-- keys -->\n)[\s\S]*?(\n<!-- end of keys -->)/;

function writeKeys(): void {
  const file = path.join(root, 'README.md');
  const text = readFileSync(file, 'utf8');
  if (!keyMarkers.test(text))
    throw new Error('README.md has no <!-- keys --> and <!-- end of keys --> to write between');
  writeFileSync(
    file,
    text.replace(keyMarkers, (_, begin: string, end: string) => begin + keyTable() + end),
  );
  process.stdout.write('README.md: keys\n');
}

writeKeys();
const terminal = openTerminal(['local', '--demo'], { columns: 120, rows: 40 });
try {
  for (const picture of pictures) await take(terminal, picture);
  terminal.type('q');
  await terminal.exited;
} catch (error) {
  terminal.kill();
  throw error;
}
