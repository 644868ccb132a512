/*
 * Goes on writing where the directory's backend stands, and defragments now and then, until it is killed:
 * `crash-child.ts DIRECTORY`. Prints, a line each, the index that is on disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openBackend } from '../../../node-core/backend/open.js';
import { testClock } from './clocks.js';
import { writeEntry } from './numbered-entries.js';

const entriesBetweenDefragmentations = 500;

const [directory = ''] = process.argv.slice(2);

const backend = await openBackend({
  directory,
  clock: testClock,
  commitIntervalMs: 1,
  commitBytes: 16 * 1024,
  onWriteError: (error) => {
    throw error;
  },
});
let reported = 0;

for (let index = backend.consistent.index + 1; ; index += 1) {
  writeEntry(backend, index);
  if (index % entriesBetweenDefragmentations === 0) {
    void backend.defragment();
  }
  if (index % 10 === 0) {
    await nextTurn();
  }
  if (backend.durable.index > reported) {
    reported = backend.durable.index;
    process.stdout.write(`${reported}\n`);
  }
}
