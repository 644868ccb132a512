import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { registryLayout } from '../../source/kube/registry-children.js';
import { Budget } from '../../source/tree/budget.js';
import { prefixEnd, toBytes } from '../../source/tree/byte-string.js';
import { DirectoryListing } from '../../source/tree/listing.js';
import type { Bench, BenchRow } from './bench.js';
import { startRealEtcd } from './support/real-etcd.js';
import { loadPlainTree, loadRegistry } from './support/registry.js';
import { median } from './support/statistics.js';

const sizes = [100_000, 1_000_000];
const rounds = 5;

interface Tree {
  readonly name: string;
  readonly prefix: string;
  readonly load: (client: EtcdClient, from: number, to: number) => Promise<void>;
}

const trees: readonly Tree[] = [
  { name: 'registry', prefix: '/registry/', load: loadRegistry },
  { name: 'plain', prefix: '/app/', load: loadPlainTree },
];

/** Children of one directory with exact counts, against one count of everything: the floor for exact counts. */
export const treeOpen: Bench = {
  name: 'tree-open',
  summary: 'first row and all children with counts, against one count of everything, a scan and the shell',
  async run(report) {
    for (const tree of trees) await compareTree(tree, report);
  },
};

async function compareTree(tree: Tree, report: (row: BenchRow) => void): Promise<void> {
  const etcd = await startRealEtcd('3.4', ['--quota-backend-bytes=8589934592']);
  const endpoint = etcd.endpoints[0] ?? '';
  const client = createEtcdClient(
    { ...localConnection(endpoint), commandTimeoutMs: 300_000 },
    systemEnvironment,
  );
  try {
    let loaded = 0;
    for (const size of sizes) {
      await tree.load(client, loaded, size);
      loaded = size;
      await compare({ client, endpoint, tree, size, peerName: `count on etcd ${etcd.version}` }, report);
    }
  } finally {
    client.close();
    await etcd.stop();
  }
}

interface Setting {
  readonly client: EtcdClient;
  readonly endpoint: string;
  readonly tree: Tree;
  readonly size: number;
  readonly peerName: string;
}

interface Opened {
  readonly firstMs: number;
  readonly allMs: number;
  readonly requests: number;
  readonly keysVisited: number;
  readonly children: number;
}

async function compare(
  { client, endpoint, tree, size, peerName }: Setting,
  report: (row: BenchRow) => void,
): Promise<void> {
  const floors: number[] = [];
  const opened: Opened[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await countAll(client, tree.prefix));
    opened.push(await openDirectory(client, tree.prefix));
  }
  const unit = 'ms';
  const better = 'less';
  const name = `${tree.name}, ${size.toLocaleString('en')} keys`;
  const last = opened.at(-1);
  const visited = ((last?.keysVisited ?? 0) / size).toFixed(2);
  const note = `${last?.children} children, ${last?.requests} requests, ${visited} × the keys visited`;
  const allMs = median(opened.map(({ allMs: each }) => each));
  const firstMs = median(opened.map(({ firstMs: each }) => each));
  const all = { what: `all children, ${name}`, ours: allMs, unit, better } as const;
  report({ what: `first row, ${name}`, ours: firstMs, peer: median(floors), peerName, unit, better });
  report({ ...all, peer: median(floors), peerName, note });
  report({ ...all, peer: await scanKeys(client, tree.prefix), peerName: 'keys-only scan' });
  report({
    ...all,
    peer: await countByShell(endpoint, tree.prefix),
    peerName: 'etcdctl | cut | sort | uniq',
  });
}

async function countAll(client: EtcdClient, prefix: string): Promise<number> {
  const started = performance.now();
  await client.kv.range({
    key: toBytes(prefix),
    rangeEnd: toBytes(prefixEnd(prefix)),
    countOnly: true,
    serializable: true,
  });
  return performance.now() - started;
}

/** What a program has to do that knows of no better way. */
async function scanKeys(client: EtcdClient, prefix: string): Promise<number> {
  const started = performance.now();
  await client.kv.range({
    key: toBytes(prefix),
    rangeEnd: toBytes(prefixEnd(prefix)),
    keysOnly: true,
    serializable: true,
  });
  return performance.now() - started;
}

const run = promisify(execFile);

async function countByShell(endpoint: string, prefix: string): Promise<number> {
  const started = performance.now();
  const pipeline = `etcdctl --command-timeout=5m get ${prefix} --prefix --keys-only | cut -d/ -f3 | sort | uniq -c`;
  const env = { ...process.env, ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoint };
  const { stdout } = await run('sh', ['-c', pipeline], { env, maxBuffer: 64 << 20 });
  if (stdout.trim() === '') throw new Error('etcdctl printed nothing');
  return performance.now() - started;
}

async function openDirectory(client: EtcdClient, prefix: string): Promise<Opened> {
  // The pacing that spares a production member would be what is measured here.
  const rates = { requestsPerSecond: 1e6, keysPerSecond: 1e12, savedSeconds: 1 };
  const clock = { nowMs: () => performance.now(), sleep: () => Promise.resolve() };
  const listing = new DirectoryListing(
    { prefix, separator: '/', layout: registryLayout(prefix) },
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
