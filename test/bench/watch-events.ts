import type { Bench, BenchRow, Goal } from './bench.js';
import { alternate } from './support/compare.js';
import { LoadGenerator } from './support/load.js';
import { generatorNote } from './support/load-rows.js';
import { cpuSeconds } from './support/process-usage.js';
import { median } from './support/statistics.js';
import { type Pair, startPair, stopPair, type Target } from './support/target.js';

const prefix = '/watched/';
const rounds = 5;
const goal: Goal = { must: 1, aim: 1.5 };
const cases = [
  { watchers: 1, puts: 40_000 },
  { watchers: 100, puts: 8_000 },
];

interface Measured {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly generatorCpu: number;
}

/** 64 clients put as fast as they are answered; the clock stops when every watcher has every event. */
export const watchEvents: Bench = {
  name: 'watch-events',
  summary: 'events/s from 64 clients that put to 1 and 100 watchers, and CPU of an event',
  async run(report) {
    const writer = new LoadGenerator();
    const reader = new LoadGenerator();
    const pair = await startPair();
    try {
      for (const { watchers, puts } of cases) {
        await compare(pair, { writer, reader, watchers, puts }, report);
      }
    } finally {
      writer.close();
      reader.close();
      await stopPair(pair);
    }
  },
};

interface Setting {
  readonly writer: LoadGenerator;
  readonly reader: LoadGenerator;
  readonly watchers: number;
  readonly puts: number;
}

async function compare(pair: Pair, setting: Setting, report: (row: BenchRow) => void): Promise<void> {
  await alternate(pair, 1, (target) => measure(target, { ...setting, puts: setting.puts / 4 }));
  const results = await alternate(pair, rounds, (target) => measure(target, setting));
  const middle = (side: readonly Measured[], of: keyof Measured): number =>
    median(side.map((measured) => measured[of]));
  const busiest = Math.max(...[...results.ours, ...results.peer].map(({ generatorCpu }) => generatorCpu));
  const peerName = pair.peer.name;
  report({
    what: `events/s, ${setting.watchers} watcher${setting.watchers === 1 ? '' : 's'}`,
    ours: middle(results.ours, 'perSecond'),
    peer: middle(results.peer, 'perSecond'),
    peerName,
    unit: '/s',
    better: 'more',
    goal,
    note: `busier ${generatorNote(busiest)}`,
  });
  report({
    what: '  CPU of an event, its share of the put in it',
    ours: middle(results.ours, 'cpuMicros'),
    peer: middle(results.peer, 'cpuMicros'),
    peerName,
    unit: 'µs',
    better: 'less',
  });
}

async function measure(target: Target, { writer, reader, watchers, puts }: Setting): Promise<Measured> {
  const { result } = await reader.watch({
    port: target.port,
    prefix,
    watchers,
    connections: 4,
    startRevision: 0,
    events: watchers * puts,
  });
  const cpuBefore = cpuSeconds(target.pid());
  const written = await writer.load({
    port: target.port,
    request: { kind: 'put', prefix, keys: 10_000, valueBytes: 256 },
    clients: 64,
    connections: 4,
    until: { calls: puts },
  });
  const read = await result;
  const cpu = cpuSeconds(target.pid()) - cpuBefore;
  return {
    perSecond: read.events / ((read.endedMs - written.startedMs) / 1_000),
    cpuMicros: (cpu / read.events) * 1e6,
    generatorCpu: Math.max(written.generatorCpu, read.generatorCpu),
  };
}
