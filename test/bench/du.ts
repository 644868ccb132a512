import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { sampleUsage, surveyUsage, type UsagePorts } from '../../source/search/usage.js';
import { sumOfRows } from '../../source/search/usage-words.js';
import { Budget, cautiousRates } from '../../source/tree/budget.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { type EtcdVersion, findEtcd } from '../support/etcd-binaries.js';
import type { Bench, BenchRow } from './bench.js';
import { cpuSeconds } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { loadRegistry } from './support/registry.js';
import { median } from './support/statistics.js';

const keys = 1_000_000;
const rounds = 3;

/** Keys by kind of a large registry, against what people type today; with bytes too, at the same price for them. */
export const du: Bench = {
  name: 'du',
  summary: 'keys and bytes by Kubernetes kind of 1,000,000 keys, against etcdctl | cut | sort | uniq -c',
  async run(report) {
    for (const version of ['3.4', '3.6'] as const) {
      if (findEtcd(version) !== undefined) await compare(version, report);
    }
  },
};

interface Spent {
  readonly ms: number;
  /** Of the server. */
  readonly cpuMs: number;
}

async function compare(version: EtcdVersion, report: (row: BenchRow) => void): Promise<void> {
  const etcd = await startRealEtcd(version, ['--quota-backend-bytes=8589934592']);
  const endpoint = etcd.endpoints[0] ?? '';
  const pid = etcd.pids()[0] ?? 0;
  const client = createEtcdClient(
    { ...localConnection(endpoint), commandTimeoutMs: 300_000 },
    systemEnvironment,
  );
  try {
    await loadRegistry(client, 0, keys);
    const spent = async (work: () => Promise<unknown>): Promise<Spent> => {
      const before = cpuSeconds(pid);
      const startedMs = performance.now();
      await work();
      return { ms: performance.now() - startedMs, cpuMs: (cpuSeconds(pid) - before) * 1_000 };
    };
    const counts: Spent[] = [];
    const bytes: Spent[] = [];
    const shell: Spent[] = [];
    for (let round = 0; round < rounds; round += 1) {
      counts.push(await spent(() => countKinds(client)));
      bytes.push(await spent(() => measureKinds(client)));
      shell.push(await spent(() => countByShell(endpoint)));
    }
    const row = (what: string, ours: readonly Spent[], of: keyof Spent): void =>
      report({
        what: `etcd ${version}: ${what}`,
        ours: median(ours.map((each) => each[of])),
        peer: median(shell.map((each) => each[of])),
        peerName: 'etcdctl | cut | sort | uniq',
        unit: 'ms',
        better: 'less',
        goal: { must: 0.2, aim: 0.1 },
      });
    row('keys by kind', counts, 'ms');
    row('keys by kind, CPU of the server', counts, 'cpuMs');
    row('keys and bytes by kind', bytes, 'ms');
    row('keys and bytes by kind, CPU of the server', bytes, 'cpuMs');
  } finally {
    client.close();
    await etcd.stop();
  }
}

/** With the pace that operators have. */
function portsOf(client: EtcdClient): UsagePorts {
  const nowMs = (): number => performance.now();
  const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
  return {
    range: (request, options) => client.kv.range(request, options),
    batch: new RangeBatch(client.kv),
    budget: new Budget(cautiousRates, { nowMs, sleep }),
    nowMs,
  };
}

const byKind = { by: 'kind', prefix: '/registry/', separator: '/', depth: 1 } as const;

async function countKinds(client: EtcdClient): Promise<void> {
  const survey = await surveyUsage(byKind, portsOf(client));
  checkKeys(survey.keys);
}

async function measureKinds(client: EtcdClient): Promise<void> {
  const ports = portsOf(client);
  const rows = await sampleUsage(await surveyUsage(byKind, ports), false, ports);
  checkKeys(sumOfRows(rows).keys);
}

/** What is fast and wrong is no result. */
function checkKeys(found: number): void {
  if (Math.abs(found - keys) > 100) throw new Error(`found ${found} keys of about ${keys}`);
}

const run = promisify(execFile);

async function countByShell(endpoint: string): Promise<void> {
  const pipeline =
    'etcdctl --command-timeout=5m get /registry/ --prefix --keys-only | cut -d/ -f3 | sort | uniq -c';
  const env = { ...process.env, ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoint };
  const { stdout } = await run('sh', ['-c', pipeline], { env, maxBuffer: 64 << 20 });
  if (stdout.trim() === '') throw new Error('etcdctl printed nothing');
}
