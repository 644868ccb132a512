/**
 * Makes the pictures of the README from the program itself: the built bundle runs its demo in a
 * pseudo-terminal, keys are pressed, and what stands on the screen becomes an SVG file in `media/`.
 *
 *   node --import tsx scripts/media.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openTerminal, type Terminal } from '../test/e2e/terminal.js';
import { screenToSvg } from './media/svg.js';

const folder = path.join(import.meta.dirname, '..', 'media');

interface Picture {
  readonly file: string;
  readonly title: string;
  /** What is pressed, and what must be seen before the next. */
  readonly steps: readonly { readonly keys: string; readonly see: RegExp }[];
}

const pictures: readonly Picture[] = [
  {
    file: 'dashboard.svg',
    title: 'etcdscope on its demo cluster: keys, a value, the watch log and the members',
    steps: [{ keys: '', see: /healthy[\s\S]*registry/ }],
  },
];

async function take(terminal: Terminal, { file, title, steps }: Picture): Promise<void> {
  for (const { keys, see } of steps) {
    if (keys !== '') terminal.type(keys);
    await terminal.see(see);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), screenToSvg(terminal.emulator, title));
  process.stdout.write(`media/${file}\n`);
}

const terminal = openTerminal(['local', '--demo'], { columns: 120, rows: 40 });
try {
  for (const picture of pictures) await take(terminal, picture);
  terminal.type('q');
  await terminal.exited;
} catch (error) {
  terminal.kill();
  throw error;
}
