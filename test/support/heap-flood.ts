/**
 * Makes objects as a flood of changes does, of which the last 150,000 live, and tells as one line of
 * JSON how large V8's spaces for new objects and for others became, in bytes.
 *
 *   heap-flood bounded|free
 */
import { getHeapSpaceStatistics } from 'node:v8';
import { boundHeap } from '../../source/heap-bounds.js';

const livingMax = 150_000;
const objectsMax = 3_000_000;
/** In one turn of the event loop: between turns the collector's runs are heard of. */
const turnObjects = 20_000;

const living = new Array<object>(livingMax);
let made = 0;
const largest = { young: 0, old: 0 };

function spaceBytes(name: string): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === name)?.space_size ?? 0;
}

function flood(): void {
  for (let index = 0; index < turnObjects; index += 1) {
    made += 1;
    living[made % livingMax] = { made, around: [made - 1, made + 1], text: `key ${made}` };
  }
  largest.young = Math.max(largest.young, spaceBytes('new_space'));
  largest.old = Math.max(largest.old, spaceBytes('old_space'));
  if (made < objectsMax) setImmediate(flood);
  else process.stdout.write(`${JSON.stringify(largest)}\n`);
}

if (process.argv[2] === 'bounded') boundHeap();
flood();
