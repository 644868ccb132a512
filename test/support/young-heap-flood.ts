/**
 * Makes objects as a flood of changes does, of which the last 150,000 live, and tells as one line how large V8's
 * space for new objects became, in bytes.
 *
 *   young-heap-flood bounded|free
 */
import { getHeapSpaceStatistics } from 'node:v8';
import { boundYoungHeap } from '../../source/young-heap.js';

const livingMax = 150_000;
const objectsMax = 1_500_000;
/** In one turn of the event loop: between turns the collector's runs are heard of. */
const turnObjects = 20_000;

const living = new Array<object>(livingMax);
let made = 0;
let largest = 0;

function flood(): void {
  for (let index = 0; index < turnObjects; index += 1) {
    made += 1;
    living[made % livingMax] = { made, around: [made - 1, made + 1], text: `key ${made}` };
  }
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  largest = Math.max(largest, young?.space_size ?? 0);
  if (made < objectsMax) setImmediate(flood);
  else process.stdout.write(`${largest}\n`);
}

if (process.argv[2] === 'bounded') boundYoungHeap();
flood();
