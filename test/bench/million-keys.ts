import type { Bench, BenchRow, Goal } from './bench.js';
import { alternate } from './support/compare.js';
import { LoadGenerator } from './support/load.js';
import { compareLoads } from './support/load-rows.js';
import { cpuSeconds, type MemoryUse, memoryUse } from './support/process-usage.js';
import { keyNumber } from './support/request-bodies.js';
import { median } from './support/statistics.js';
import { type Pair, startPair, stopPair, type Target } from './support/target.js';

const keys = 1_000_000;
const prefix = '/million/';
const putsInTxn = 100;
const countGoal: Goal = { must: 100, aim: 1_000 };
const startGoal: Goal = { must: 1, aim: 0.3 };
const memoryGoal: Goal = { must: 1, aim: 0.6 };

/** Both with a million keys of 256 B, made when the first of these benchmarks runs. */
let loaded: Promise<Pair> | undefined;

async function millionKeys(): Promise<Pair> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Pair> {
  const pair = await startPair();
  const generator = new LoadGenerator();
  for (const { port } of [pair.ours, pair.peer]) {
    await generator.load({
      port,
      request: { kind: 'txn', prefix, keys, valueBytes: 256, putsInTxn },
      clients: 8,
      connections: 8,
      until: { calls: keys / putsInTxn },
    });
  }
  generator.close();
  return pair;
}

async function release(): Promise<void> {
  const pair = loaded;
  loaded = undefined;
  if (pair !== undefined) {
    await stopPair(await pair);
  }
}

/** A linearizable count of nine tenths of the keys. */
export const countPrefix: Bench = {
  name: 'count-prefix',
  summary: 'counts/s of 900,000 keys among 1,000,000, and CPU of one, at 1 client',
  async run(report) {
    const generator = new LoadGenerator();
    try {
      await compareLoads(await millionKeys(), generator, report, {
        what: 'counts/s, 1 client',
        each: 'count',
        request: {
          kind: 'scan',
          start: keyNumber(prefix, 50_000),
          end: keyNumber(prefix, 950_000),
          countOnly: true,
        },
        clients: 1,
        connections: 1,
        goal: countGoal,
        rounds: 3,
        seconds: 2,
      });
    } finally {
      generator.close();
    }
  },
  release,
};

/** From the start of the process to the first answer of a linearizable range. */
export const startWithKeys: Bench = {
  name: 'start',
  summary: 'start on 1,000,000 keys, from the process to the first linearizable answer',
  async run(report) {
    const generator = new LoadGenerator();
    try {
      const pair = await millionKeys();
      const { ours, peer } = await alternate(pair, 3, (target) => restart(target, generator));
      const peerName = pair.peer.name;
      report({
        what: 'time to the first answer',
        ours: median(ours.map(({ seconds }) => seconds)),
        peer: median(peer.map(({ seconds }) => seconds)),
        peerName,
        unit: 's',
        better: 'less',
        goal: startGoal,
      });
      report({
        what: '  CPU of the start',
        ours: median(ours.map(({ cpu }) => cpu)),
        peer: median(peer.map(({ cpu }) => cpu)),
        peerName,
        unit: 's',
        better: 'less',
      });
    } finally {
      generator.close();
    }
  },
  release,
};

async function restart(target: Target, generator: LoadGenerator) {
  await target.terminate();
  const started = performance.now();
  await target.restart();
  await generator.load({
    port: target.port,
    request: { kind: 'get', prefix, keys, serializable: false },
    clients: 1,
    connections: 1,
    until: { calls: 1 },
  });
  return { seconds: (performance.now() - started) / 1_000, cpu: cpuSeconds(target.pid()) };
}

/** As it is after the keys were written, and after a start on them. */
export const memoryOfKeys: Bench = {
  name: 'memory',
  summary: 'resident memory with 1,000,000 keys of 256 B, and what of it is the process’s own',
  async run(report) {
    const pair = await millionKeys();
    reportMemory(pair, 'written', report);
    await Promise.all([pair.ours.terminate(), pair.peer.terminate()]);
    await Promise.all([pair.ours.restart(), pair.peer.restart()]);
    reportMemory(pair, 'read at a start', report);
  },
  release,
};

const parts: readonly (readonly [name: string, of: keyof MemoryUse])[] = [
  ['resident', 'residentBytes'],
  ['  of it heaps (RssAnon)', 'anonymousBytes'],
  ['  of it mapped files (RssFile)', 'fileBytes'],
];

function reportMemory({ ours, peer }: Pair, state: string, report: (row: BenchRow) => void): void {
  const used = { ours: memoryUse(ours.pid()), peer: memoryUse(peer.pid()) };
  for (const [name, of] of parts) {
    report({
      what: `${name}, keys ${state}`,
      ours: used.ours[of] / 1e6,
      peer: used.peer[of] / 1e6,
      peerName: peer.name,
      unit: 'MB',
      better: 'less',
      ...(of === 'residentBytes' && { goal: memoryGoal }),
    });
  }
}
