import type { Bench, Goal } from './bench.js';
import { LoadGenerator } from './support/load.js';
import { compareLoads } from './support/load-rows.js';
import { startPair, stopPair } from './support/target.js';

const clientCounts = [1, 16, 64, 256];
const goal: Goal = { must: 1, aim: 1.5 };

/** Durable puts of 256 B to 100,000 keys. */
export const durablePuts: Bench = {
  name: 'durable-puts',
  summary: 'durable put/s of 256 B, and CPU per put, at 1, 16, 64 and 256 clients',
  async run(report) {
    const generator = new LoadGenerator();
    const pair = await startPair();
    try {
      for (const clients of clientCounts) {
        await compareLoads(pair, generator, report, {
          what: `put/s, ${clients} client${clients === 1 ? '' : 's'}`,
          each: 'put',
          request: { kind: 'put', prefix: '/puts/', keys: 100_000, valueBytes: 256 },
          clients,
          connections: 4,
          goal,
          rounds: 5,
          seconds: 2,
        });
      }
    } finally {
      generator.close();
      await stopPair(pair);
    }
  },
};
