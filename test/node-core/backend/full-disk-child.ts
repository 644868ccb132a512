/*
 * Writes until the disk refuses, then lives on for a while: `full-disk-child.ts DIRECTORY`. Prints, as JSON,
 * what it was told, and what was on disk then.
 */
import { readdirSync } from 'node:fs';
import { openBackend } from '../../../node-core/backend/open.js';
import { testClock } from './clocks.js';
import { actualKeys, writeEntry } from './numbered-entries.js';

const [directory = ''] = process.argv.slice(2);

const automatic: string[] = [];
const backend = await openBackend({
  directory,
  clock: testClock,
  commitIntervalMs: 5,
  commitBytes: 1024 * 1024,
  onWriteError: (error) => automatic.push(error.name),
});
let index = 0;
let refusal: unknown;
while (refusal === undefined) {
  index += 1;
  writeEntry(backend, index);
  await backend.commit().catch((error: unknown) => {
    refusal = error;
  });
}
const keysAfterRefusal = actualKeys(backend).size;
const defragmentation = await backend.defragment().catch((error: unknown) => error);
while (automatic.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const leftovers = readdirSync(directory).filter((name) => /defrag\.\d+$/.test(name));
const { durable } = backend;
const closing = await backend.close().catch((error: unknown) => error);
const names = [refusal, defragmentation, closing].map((error) =>
  error instanceof Error ? error.name : 'none',
);
process.stdout.write(JSON.stringify({ names, durable: durable.index, index, keysAfterRefusal, leftovers }));
