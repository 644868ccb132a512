/**
 * What the inspector's frame costs at least: the same watch, the same kind of screen, made of strings and
 * written line by line where lines changed. No React, no layout, no panes.
 *
 *   raw-writer ENDPOINT
 */
import { createEtcdClient } from '../../../source/client/client.js';
import { systemEnvironment } from '../../../source/client/environment.js';
import { localConnection } from '../../../source/commands/connection.js';
import { clockTimeMs, grouped } from '../../../source/presentation/quantities.js';

const { columns = 120, rows = 40 } = process.stdout;
const left = Math.floor(columns / 2);
const right = columns - left;
const ringMax = 10_000;
const tickMs = 100;

interface Change {
  readonly atMs: number;
  readonly key: string;
  readonly revision: number;
}

const client = createEtcdClient(localConnection(process.argv[2] ?? ''), systemEnvironment);
const keys = (
  await client.kv.range({ key: Buffer.from('/a/'), rangeEnd: Buffer.from('/a0'), keysOnly: true })
).kvs.map(({ key }) => Buffer.from(key).toString());

const ring: Change[] = [];
let changes = 0;
let selected = 0;
let shown: readonly string[] = [];
let isDrawSoon = false;

const fitted = (text: string, width: number): string => text.slice(0, width).padEnd(width);
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;

function keyLine(row: number): string {
  const key = keys[row];
  const text = key === undefined ? '' : `${row === selected ? '❯' : ' '} ${key}`;
  return `${dim('│')}${fitted(text, left - 2)}${dim('│')}`;
}

function logLine(row: number): string {
  const shownChanges = rows - 3;
  const change = ring[Math.max(0, changes - shownChanges) + row - Math.max(0, changes - ring.length)];
  if (change === undefined || row >= changes) {
    return `${dim('│')}${' '.repeat(right - 2)}${dim('│')}`;
  }
  const revision = grouped(change.revision).padStart(12);
  const room = right - 2 - 12 - 4 - 12;
  return `${dim('│')}${dim(clockTimeMs(change.atMs))}  ~ ${fitted(change.key, room)}${revision}${dim('│')}`;
}

function frame(): readonly string[] {
  return [
    fitted(` raw writer  ${grouped(changes)} changes  ${clockTimeMs(Date.now()).slice(0, 8)}`, columns),
    dim(`╭ Keys ${'─'.repeat(left - 8)}╮╭ Watch ${'─'.repeat(right - 9)}╮`),
    ...Array.from({ length: rows - 4 }, (_, row) => keyLine(row) + logLine(row)),
    dim(`╰${'─'.repeat(left - 2)}╯╰${'─'.repeat(right - 2)}╯`),
    fitted(' j down  k up  q quit', columns),
  ];
}

function draw(): void {
  const next = frame();
  const changed = next.flatMap((line, row) => (line === shown[row] ? [] : [`\x1b[${row + 1};1H${line}`]));
  shown = next;
  if (changed.length > 0) {
    process.stdout.write(`\x1b[?2026h${changed.join('')}\x1b[?2026l`);
  }
}

function keep(change: Change): void {
  ring.push(change);
  changes++;
  if (ring.length > 2 * ringMax) {
    ring.splice(0, ringMax);
  }
  if (!isDrawSoon) {
    isDrawSoon = true;
    setTimeout(() => {
      isDrawSoon = false;
      draw();
    }, tickMs);
  }
}

process.stdin.setRawMode(true);
process.stdin.on('data', (bytes: Buffer) => {
  for (const key of bytes.toString()) {
    if (key === 'q') {
      process.stdout.write('\x1b[?1049l\x1b[?25h');
      process.exit();
    }
    selected = Math.max(0, Math.min(keys.length - 1, selected + (key === 'j' ? 1 : -1)));
  }
  draw();
});
client.watch({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }, (message) => {
  if (message.kind !== 'events') return;
  for (const { kv } of message.events) {
    if (kv !== undefined) {
      keep({ atMs: message.receivedMs, key: Buffer.from(kv.key).toString(), revision: kv.modRevision });
    }
  }
});
process.stdout.write('\x1b[?1049h\x1b[?25l\x1b[2J');
draw();
