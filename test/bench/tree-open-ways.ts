import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { prefixEnd, toBytes } from '../../source/bytes/byte-string.js';
import type { EtcdClient } from '../../source/client/api.js';
import { registryLayout } from '../../source/kube/registry-children.js';
import { Budget } from '../../source/tree/budget.js';
import { DirectoryListing } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';

/** What a directory's children and their counts can be learnt from. */
export interface Directory {
  readonly client: EtcdClient;
  readonly endpoint: string;
  readonly prefix: string;
  /** The binary of the server's own version. */
  readonly etcdctl: string;
}

export interface Opened {
  readonly firstMs: number;
  readonly allMs: number;
  readonly requests: number;
  readonly keysVisited: number;
  readonly children: number;
}

/** As the keys pane reads it, with the program's own batching. */
export async function openDirectory({ client, prefix }: Directory): Promise<Opened> {
  // The pacing that spares a production member would be what is measured here.
  const rates = { requestsPerSecond: 1e6, keysPerSecond: 1e12, savedSeconds: 1 };
  const clock = { nowMs: () => performance.now(), sleep: () => Promise.resolve() };
  const listing = new DirectoryListing(
    { prefix, separator: '/', layout: registryLayout(prefix) },
    {
      range: (request) => client.kv.range(request),
      batch: new RangeBatch(client.kv),
      budget: new Budget(rates, clock),
      nowMs: clock.nowMs,
    },
  );
  const started = performance.now();
  let firstMs = Number.NaN;
  let children = 0;
  while (!listing.done) {
    const told = await listing.read();
    children += told.filter(({ kind }) => kind !== 'counted').length;
    if (Number.isNaN(firstMs) && children > 0) firstMs = performance.now() - started;
  }
  const { requests, keysVisited } = listing.cost;
  return { firstMs, allMs: performance.now() - started, requests, keysVisited, children };
}

/** The floor for exact counts: the server walks over every key once, and sends none. */
export async function countAll({ client, prefix }: Directory): Promise<void> {
  await client.kv.range({ ...keysOf(prefix), countOnly: true, serializable: true });
}

/** What a program has to do that knows of no better way. */
export async function scanKeys({ client, prefix }: Directory): Promise<void> {
  await client.kv.range({ ...keysOf(prefix), keysOnly: true, serializable: true });
}

const keysOf = (prefix: string) => ({ key: toBytes(prefix), rangeEnd: toBytes(prefixEnd(prefix)) });

const run = promisify(execFile);

/** What an operator types. */
export async function countByShell({ endpoint, prefix, etcdctl }: Directory): Promise<void> {
  const pipeline = `"$ETCDCTL" --command-timeout=5m get ${prefix} --prefix --keys-only | cut -d/ -f3 | sort | uniq -c`;
  const env = { ...process.env, ETCDCTL: etcdctl, ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoint };
  const { stdout } = await run('sh', ['-c', pipeline], { env, maxBuffer: 64 << 20 });
  if (stdout.trim() === '') throw new Error('etcdctl printed nothing');
}
