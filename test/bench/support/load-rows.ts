import type { BenchRow, Goal } from '../bench.js';
import { alternate } from './compare.js';
import type { LoadGenerator } from './load.js';
import type { LoadRequest } from './load-job.js';
import { cpuSeconds } from './process-usage.js';
import { median } from './statistics.js';
import type { Pair, Target } from './target.js';

export interface LoadRow {
  readonly what: string;
  /** What one call is, for the row of its CPU time. */
  readonly each: string;
  readonly request: LoadRequest;
  readonly clients: number;
  readonly connections: number;
  readonly goal: Goal;
  readonly rounds: number;
  readonly seconds: number;
  /** Calls a second unless said. */
  readonly measure?: 'calls' | 'megabytes';
}

const warmingClients = 16;

interface Measured {
  readonly rate: number;
  readonly cpuMicros: number;
  readonly generatorCpu: number;
}

/** The same load on both, in turns: a row of the rate, and one of the server's CPU time for a call. */
export async function compareLoads(
  pair: Pair,
  generator: LoadGenerator,
  report: (row: BenchRow) => void,
  row: LoadRow,
): Promise<void> {
  // A round that does not count, by many clients: a server that has run for a while has warm caches and code.
  await alternate(pair, 1, (target) =>
    measure(target, generator, { ...row, clients: Math.max(row.clients, warmingClients), seconds: 1.5 }),
  );
  const results = await alternate(pair, row.rounds, (target) => measure(target, generator, row));
  const middle = (side: readonly Measured[], of: keyof Measured): number =>
    median(side.map((measured) => measured[of]));
  const busiest = Math.max(...[...results.ours, ...results.peer].map(({ generatorCpu }) => generatorCpu));
  const { peer } = pair;
  report({
    what: row.what,
    ours: middle(results.ours, 'rate'),
    peer: middle(results.peer, 'rate'),
    peerName: peer.name,
    unit: row.measure === 'megabytes' ? 'MB/s' : '/s',
    better: 'more',
    goal: row.goal,
    note: generatorNote(busiest),
  });
  report({
    what: `  CPU of a ${row.each}`,
    ours: middle(results.ours, 'cpuMicros'),
    peer: middle(results.peer, 'cpuMicros'),
    peerName: peer.name,
    unit: 'µs',
    better: 'less',
  });
}

/** Whoever reads a row sees whether the server was the limit, or whoever asked it. */
export function generatorNote(cores: number): string {
  return `generator at ${Math.round(cores * 100)} % of a core`;
}

async function measure(target: Target, generator: LoadGenerator, row: LoadRow): Promise<Measured> {
  const { request, clients, connections, seconds } = row;
  const before = cpuSeconds(target.pid());
  const result = await generator.load({
    port: target.port,
    request,
    clients,
    connections,
    until: { seconds },
  });
  const cpu = cpuSeconds(target.pid()) - before;
  return {
    rate: row.measure === 'megabytes' ? result.bytesPerSecond / 1e6 : result.perSecond,
    cpuMicros: (cpu / result.answered) * 1e6,
    generatorCpu: result.generatorCpu,
  };
}
