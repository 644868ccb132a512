import type { Bench, BenchRow } from './bench.js';
import { cpuSeconds, type LoadResult, median, runLoad } from './support/load.js';
import { startNodeCore } from './support/node-core-process.js';
import { startRealEtcd } from './support/real-etcd.js';

const rounds = 3;
const secondsEach = 3;
const clientCounts = [1, 16, 64, 256];

interface Target {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

interface Measured {
  readonly perSecond: number;
  readonly cpuMicrosPerPut: number;
}

/** Durable puts of 256 B: node-core against a real etcd, turn by turn, so that noise hits both. */
export const durablePuts: Bench = {
  name: 'durable-puts',
  summary: 'durable put/s and CPU per put of node-core at 1, 16, 64 and 256 clients, against a real etcd',
  async run(report) {
    const ours = await startNodeCore();
    const peer = await startPeer();
    try {
      for (const clients of clientCounts) {
        await compare(clients, ours, peer, report);
      }
    } finally {
      await Promise.all([ours.stop(), peer.stop()]);
    }
  },
};

async function startPeer(): Promise<Target> {
  const etcd = await startRealEtcd('3.6');
  const port = Number(new URL(etcd.endpoints[0] ?? '').port);
  return { name: `etcd ${etcd.version}`, port, pid: etcd.pids()[0] ?? 0, stop: () => etcd.stop() };
}

async function compare(clients: number, ours: Target, peer: Target, report: (row: BenchRow) => void) {
  const results = { ours: [] as Measured[], peer: [] as Measured[] };
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await measure(ours, clients));
    results.peer.push(await measure(peer, clients));
  }
  const rate = (all: Measured[]): number => median(all.map(({ perSecond }) => perSecond));
  const cost = (all: Measured[]): number => median(all.map(({ cpuMicrosPerPut }) => cpuMicrosPerPut));
  const row = { peerName: peer.name };
  report({
    ...row,
    what: `put/s, ${clients} clients`,
    ours: rate(results.ours),
    peer: rate(results.peer),
    unit: '/s',
    better: 'more',
  });
  report({
    ...row,
    what: `CPU per put, ${clients} clients`,
    ours: cost(results.ours),
    peer: cost(results.peer),
    unit: 'µs',
    better: 'less',
  });
}

async function measure(target: Target, clients: number): Promise<Measured> {
  const before = cpuSeconds(target.pid);
  const result: LoadResult = await runLoad({
    port: target.port,
    path: '/etcdserverpb.KV/Put',
    clients,
    connections: 4,
    seconds: secondsEach,
    valueBytes: 256,
    keys: 100_000,
  });
  if (result.failed > 0) {
    throw new Error(`${result.failed} puts failed at ${target.name}`);
  }
  const spent = cpuSeconds(target.pid) - before;
  return { perSecond: result.perSecond, cpuMicrosPerPut: (spent / result.answered) * 1e6 };
}
