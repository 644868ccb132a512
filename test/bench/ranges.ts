import type { Bench, Goal } from './bench.js';
import { LoadGenerator } from './support/load.js';
import { compareLoads } from './support/load-rows.js';
import { keyNumber } from './support/request-bodies.js';
import { type Pair, startPair, stopPair, type Target } from './support/target.js';

const keys = 20_000;
const prefix = '/ranges/';
const goalOfOne: Goal = { must: 1, aim: 2 };
const goalOfMany: Goal = { must: 1.3, aim: 2 };

/** One key of 256 B at 64 clients, as the member has it and as the cluster agrees on it. */
export const oneKeyRanges: Bench = {
  name: 'one-key-ranges',
  summary: 'one-key range/s and CPU of one at 64 clients, serializable and linearizable',
  run: (report) =>
    withKeys(async (pair, generator) => {
      for (const serializable of [true, false]) {
        await compareLoads(pair, generator, report, {
          what: `${serializable ? 'serializable' : 'linearizable'} range/s, 64 clients`,
          each: 'range',
          request: { kind: 'get', prefix, keys, serializable },
          clients: 64,
          connections: 4,
          goal: goalOfOne,
          rounds: 5,
          seconds: 2,
        });
      }
    }),
};

/** Many keys of 256 B in one answer, two clients. */
export const manyKeyRanges: Bench = {
  name: 'many-key-ranges',
  summary: 'ranges of 1,000 and 10,000 keys of 256 B in MB/s, and CPU of one, at 2 clients',
  run: (report) =>
    withKeys(async (pair, generator) => {
      for (const size of [1_000, 10_000]) {
        await compareLoads(pair, generator, report, {
          what: `range of ${size.toLocaleString('en')} keys`,
          each: 'range',
          request: {
            kind: 'scan',
            start: keyNumber(prefix, 5_000),
            end: keyNumber(prefix, 5_000 + size),
            countOnly: false,
          },
          clients: 2,
          connections: 2,
          goal: goalOfMany,
          rounds: 5,
          seconds: 2,
          measure: 'megabytes',
        });
      }
    }),
};

async function withKeys(run: (pair: Pair, generator: LoadGenerator) => Promise<void>): Promise<void> {
  const generator = new LoadGenerator();
  const pair = await startPair();
  try {
    await fill(pair.ours, generator);
    await fill(pair.peer, generator);
    await run(pair, generator);
  } finally {
    generator.close();
    await stopPair(pair);
  }
}

async function fill(target: Target, generator: LoadGenerator): Promise<void> {
  await generator.load({
    port: target.port,
    request: { kind: 'put', prefix, keys, valueBytes: 256 },
    clients: 256,
    connections: 4,
    until: { calls: keys },
  });
}
