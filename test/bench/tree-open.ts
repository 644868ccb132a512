import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { Budget } from '../../source/tree/budget.js';
import { DirectoryListing } from '../../source/tree/listing.js';
import type { Bench, BenchRow } from './bench.js';
import { median } from './support/load.js';
import { startRealEtcd } from './support/real-etcd.js';
import { loadRegistry } from './support/registry.js';

const sizes = [100_000, 1_000_000];
const rounds = 5;

/** Children of `/registry/` with exact counts, against one count of everything: the floor for exact counts. */
export const treeOpen: Bench = {
  name: 'tree-open',
  summary: 'first row and all children of /registry/ with counts, against one count of everything below it',
  async run(report) {
    const etcd = await startRealEtcd('3.4', ['--quota-backend-bytes=8589934592']);
    const options = { ...localConnection(etcd.endpoints[0] ?? ''), commandTimeoutMs: 60_000 };
    const client = createEtcdClient(options, systemEnvironment);
    try {
      let loaded = 0;
      for (const size of sizes) {
        await loadRegistry(client, loaded, size);
        loaded = size;
        await compare(client, size, `count on etcd ${etcd.version}`, report);
      }
    } finally {
      client.close();
      await etcd.stop();
    }
  },
};

interface Opened {
  readonly firstMs: number;
  readonly allMs: number;
  readonly requests: number;
  readonly keysVisited: number;
  readonly children: number;
}

async function compare(
  client: EtcdClient,
  size: number,
  peerName: string,
  report: (row: BenchRow) => void,
): Promise<void> {
  const floors: number[] = [];
  const opened: Opened[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await countAll(client));
    opened.push(await openRegistry(client));
  }
  const row = { peer: median(floors), peerName, unit: 'ms', better: 'less' as const };
  const name = `${size.toLocaleString('en')} keys`;
  const last = opened.at(-1);
  const visited = ((last?.keysVisited ?? 0) / size).toFixed(2);
  const note = `${last?.children} children, ${last?.requests} requests, ${visited} × the keys visited`;
  report({ ...row, what: `first row, ${name}`, ours: median(opened.map(({ firstMs }) => firstMs)) });
  report({ ...row, what: `all children, ${name}`, ours: median(opened.map(({ allMs }) => allMs)), note });
}

async function countAll(client: EtcdClient): Promise<number> {
  const started = performance.now();
  await client.kv.range({
    key: Buffer.from('/registry/'),
    rangeEnd: Buffer.from('/registry0'),
    countOnly: true,
    serializable: true,
  });
  return performance.now() - started;
}

async function openRegistry(client: EtcdClient): Promise<Opened> {
  // The pacing that spares a production member would be what is measured here.
  const rates = { requestsPerSecond: 1e6, keysPerSecond: 1e12, savedSeconds: 1 };
  const clock = { nowMs: () => performance.now(), sleep: () => Promise.resolve() };
  const listing = new DirectoryListing(
    { prefix: '/registry/', separator: '/' },
    { range: (request) => client.kv.range(request), budget: new Budget(rates, clock), nowMs: clock.nowMs },
  );
  const started = performance.now();
  let firstMs = Number.NaN;
  let children = 0;
  while (!listing.done) {
    const told = await listing.read();
    children += told.filter(({ kind }) => kind !== 'counted').length;
    if (Number.isNaN(firstMs) && children > 0) {
      firstMs = performance.now() - started;
    }
  }
  const { requests, keysVisited } = listing.cost;
  return { firstMs, allMs: performance.now() - started, requests, keysVisited, children };
}
