import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { type EtcdVersion, etcdVersions, findEtcd } from '../support/etcd-binaries.js';
import type { Bench, BenchRow, Goal } from './bench.js';
import { startNodeCore } from './support/node-core-process.js';
import { bytesWritten, cpuSeconds } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { loadPlainTree, loadRegistry } from './support/registry.js';
import { median } from './support/statistics.js';
import { countAll, countByShell, type Directory, openDirectory, scanKeys } from './tree-open-ways.js';

const sizes = (process.env['ETCDSCOPE_BENCH_KEYS'] ?? '100000,1000000').split(',').map(Number);
const rounds = 5;

type Report = (row: BenchRow) => void;

interface Tree {
  readonly name: string;
  readonly prefix: string;
  readonly load: typeof loadRegistry;
  readonly firstRow: Goal | undefined;
  readonly allChildren: Goal;
}

/** A registry's first row is wanted within 100 ms, whatever a count takes. */
const registry: Tree = {
  name: 'registry',
  prefix: '/registry/',
  load: loadRegistry,
  firstRow: undefined,
  allChildren: { must: 1.5, aim: 1 },
};

const plain: Tree = {
  name: 'plain',
  prefix: '/app/',
  load: loadPlainTree,
  firstRow: { must: 1.2, aim: 1 },
  allChildren: { must: 4, aim: 3 },
};

const summary =
  'first row and all children with exact counts, against one count of everything, a scan, the shell';

/** Versions of etcd; `ETCDSCOPE_BENCH_ETCD` names one, `ETCDSCOPE_BENCH_KEYS` the sizes. */
export const treeOpenRegistry: Bench = {
  name: 'tree-open-registry',
  summary: `a Kubernetes registry: ${summary}`,
  run: (report) => onEachEtcd(registry, report),
};

export const treeOpenPlain: Bench = {
  name: 'tree-open-plain',
  summary: `a tree of unknown layout: ${summary}`,
  run: (report) => onEachEtcd(plain, report),
};

export const treeOpenNode: Bench = {
  name: 'tree-open-node',
  summary: 'the same on node-core, where any directory is wanted within 50 ms',
  async run(report) {
    for (const tree of [registry, plain]) await onNodeCore(tree, report);
  },
};

interface Server {
  readonly name: string;
  readonly endpoint: string;
  readonly pid: number;
  /** undefined for node-core, which counts without a walk: what is wanted there is a time, not a ratio. */
  readonly etcdctl: string | undefined;
}

async function onEachEtcd(tree: Tree, report: Report): Promise<void> {
  const asked = process.env['ETCDSCOPE_BENCH_ETCD'];
  const versions: readonly EtcdVersion[] = etcdVersions.filter(
    (version) => findEtcd(version) !== undefined && (asked === undefined || asked === version),
  );
  if (versions.length === 0) throw new Error('no real etcd on this machine');
  for (const version of versions) {
    const etcd = await startRealEtcd(version, [`--quota-backend-bytes=${8 * 2 ** 30}`]);
    const [pid = 0] = etcd.pids();
    const [endpoint = ''] = etcd.endpoints;
    try {
      const etcdctl = findEtcd(version)?.etcdctl;
      await compareSizes(tree, { name: `etcd ${etcd.version}`, endpoint, pid, etcdctl }, report);
    } finally {
      await etcd.stop();
    }
  }
}

async function onNodeCore(tree: Tree, report: Report): Promise<void> {
  const node = await startNodeCore();
  try {
    const endpoint = `http://127.0.0.1:${node.port}`;
    await compareSizes(tree, { name: node.name, endpoint, pid: node.pid(), etcdctl: undefined }, report);
  } finally {
    await node.stop();
  }
}

async function compareSizes(tree: Tree, server: Server, report: Report): Promise<void> {
  const { endpoint, etcdctl = '' } = server;
  const client = createEtcdClient(
    { ...localConnection(endpoint), commandTimeoutMs: 300_000 },
    systemEnvironment,
  );
  try {
    let loaded = 0;
    for (const size of sizes) {
      await tree.load(client, loaded, size);
      loaded = size;
      const directory = { client, endpoint, prefix: tree.prefix, etcdctl };
      await compare({ tree, server, size, directory }, report);
    }
  } finally {
    client.close();
  }
}

interface Setting {
  readonly tree: Tree;
  readonly server: Server;
  readonly size: number;
  readonly directory: Directory;
}

/** What one way of asking took. */
interface Taken<Result> {
  readonly result: Result;
  readonly ms: number;
  readonly serverCpuMs: number;
  readonly serverBytes: number;
}

async function taken<Result>(pid: number, ask: () => Promise<Result>): Promise<Taken<Result>> {
  const [cpu, bytes, started] = [cpuSeconds(pid), bytesWritten(pid), performance.now()];
  const result = await ask();
  return {
    result,
    ms: performance.now() - started,
    serverCpuMs: (cpuSeconds(pid) - cpu) * 1_000,
    serverBytes: bytesWritten(pid) - bytes,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const less = { better: 'less' } as const;

async function compare(setting: Setting, report: Report): Promise<void> {
  const { tree, server, size, directory } = setting;
  const counts: Taken<void>[] = [];
  const opens: Taken<Awaited<ReturnType<typeof openDirectory>>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    counts.push(await taken(server.pid, () => countAll(directory)));
    opens.push(await taken(server.pid, () => openDirectory(directory)));
  }
  const name = `${tree.name}, ${size.toLocaleString('en')} keys`;
  const count = { peer: median(counts.map(({ ms }) => ms)), peerName: `count on ${server.name}` };
  const opened = opens.map(({ result }) => result);
  const last = opened.at(-1);
  const visited = ((last?.keysVisited ?? 0) / size).toFixed(2);
  const note = `${last?.children} children, ${last?.requests} requests, ${visited} × the keys visited`;
  const goal = tree.firstRow === undefined || server.etcdctl === undefined ? {} : { goal: tree.firstRow };
  const first = median(opened.map(({ firstMs }) => firstMs));
  report({ what: `first row, ${name}`, ours: first, unit: 'ms', ...count, ...less, ...goal });
  const all = { what: `all children, ${name}`, ours: median(opens.map(({ ms }) => ms)), unit: 'ms', ...less };
  const allGoal = server.etcdctl === undefined ? {} : { goal: tree.allChildren };
  report({ ...all, ...count, ...allGoal, note });
  // The clock of a process' CPU time ticks every 10 ms.
  const cpu = {
    what: `server CPU, ${name}`,
    ours: mean(opens.map((each) => each.serverCpuMs)),
    unit: 'ms',
    ...less,
  };
  report({ ...cpu, ...count, peer: mean(counts.map(({ serverCpuMs }) => serverCpuMs)) });
  if (server.etcdctl === undefined) return;
  const bytes = median(opens.map(({ serverBytes }) => serverBytes)) / 1_000;
  const scan = await taken(server.pid, () => scanKeys(directory));
  reportBeside(
    report,
    { all, cpu, sent: { what: `sent, ${name}`, ours: bytes, unit: 'kB', ...less } },
    scan,
    'keys-only scan',
  );
  const shell = await taken(server.pid, () => countByShell(directory));
  reportBeside(report, { all, cpu }, shell, 'etcdctl | cut | sort | uniq');
}

type Ours = Omit<BenchRow, 'peer' | 'peerName'>;

function reportBeside(
  report: Report,
  { all, cpu, sent }: { readonly all: Ours; readonly cpu: Ours; readonly sent?: Ours },
  { ms, serverCpuMs, serverBytes }: Taken<void>,
  peerName: string,
): void {
  report({ ...all, peer: ms, peerName });
  report({ ...cpu, peer: serverCpuMs, peerName });
  if (sent !== undefined) report({ ...sent, peer: serverBytes / 1_000, peerName });
}
