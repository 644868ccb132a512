/*
 * Applies random operations, and defragments now and then, until it is killed: `crash-child.ts DIRECTORY
 * SEED`. Prints, a line each, the Raft index that its backend says is on disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openBackend } from '../../../node-core/backend/open.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { openMvccStore } from '../../../node-core/mvcc/store.js';
import { testClock } from '../backend/clocks.js';
import { applyToStore, nextOperation } from './random-operations.js';
import { seededRandom } from './seeded-random.js';

const entriesBetweenDefragmentations = 300;

const [directory = '', seed = ''] = process.argv.slice(2);

const backend = await openBackend({
  directory,
  clock: testClock,
  commitIntervalMs: 1,
  commitBytes: 16 * 1024,
  onWriteError: (error) => {
    throw error;
  },
});
const lessor = createLessor(backend);
const pace = { compaction: { batchRevisions: 20, pauseMs: 1 } };
const store = openMvccStore(backend, lessor, testClock, pace);
const random = seededRandom(Number(seed));
let reported = 0;

for (let index = 1; ; index += 1) {
  applyToStore({ store, lessor }, nextOperation(random, { store, lessor }), index);
  if (index % entriesBetweenDefragmentations === 0) {
    void backend.defragment();
  }
  if (index % 10 === 0) {
    await nextTurn();
  }
  if (store.durable.index > reported) {
    reported = store.durable.index;
    process.stdout.write(`${reported}\n`);
  }
}
