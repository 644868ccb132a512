import { setTimeout as pause } from 'node:timers/promises';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { bundle } from '../support/bundle.js';
import type { Bench } from './bench.js';
import { memoryUse } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { loadRegistry, loadSiblings } from './support/registry.js';
import { WatchedScreen } from './support/watched-screen.js';

const siblings = Number(process.env['ETCDSCOPE_BENCH_SIBLINGS'] ?? 250_000);
const registryKeys = Number(process.env['ETCDSCOPE_BENCH_KEYS'] ?? 1_000_000) - siblings;
const boundMb = 150;
/** What was read and forgotten is collected by then. */
const settleMs = 5_000;

/** The whole program in a terminal, in front of a cluster of a million keys, a quarter of them in one directory. */
export const treeMemory: Bench = {
  name: 'tree-memory',
  summary: 'memory of the inspector with a million keys to be seen, and 250,000 siblings loaded, etcd 3.6',
  async run(report) {
    const etcd = await startRealEtcd('3.6', [`--quota-backend-bytes=${8 * 2 ** 30}`]);
    try {
      await load(etcd.endpoints[0] ?? '');
      const screen = new WatchedScreen([bundle, '--endpoints', etcd.endpoints[0] ?? '']);
      const note = async (what: string): Promise<void> => {
        await pause(settleMs);
        const { residentBytes, anonymousBytes } = memoryUse(screen.pid);
        const ours = residentBytes / 1e6;
        const goal = { must: 1, aim: 0.8 };
        const own = `${(anonymousBytes / 1e6).toFixed(0)} MB its own`;
        report({
          what,
          ours,
          unit: 'MB',
          peer: boundMb,
          peerName: 'the bound',
          better: 'less',
          goal,
          note: own,
        });
      };
      try {
        for (const { what, keys, until } of walk) {
          screen.type(keys);
          await screen.until(`for ${until}`, () => until.test(screen.text()));
          await note(what);
        }
      } finally {
        await screen.close();
      }
    } finally {
      await etcd.stop();
    }
  },
};

const last = `item-${String(siblings - 1).padStart(6, '0')}`;

const walk = [
  { what: 'all keys counted', keys: '', until: /registry\/ +[\d,]{6}/u },
  { what: 'a directory opened', keys: 'l', until: /item-000010 / },
  { what: 'scrolled to its end', keys: 'G', until: new RegExp(`❯ +${last} `, 'u') },
  { what: 'by revision', keys: ':sort revision\r', until: /latest first/u },
  { what: 'searched through', keys: '/item-1234', until: /item-\S*1234/u },
] as const;

async function load(endpoint: string): Promise<void> {
  const client: EtcdClient = createEtcdClient(localConnection(endpoint), systemEnvironment);
  try {
    await loadRegistry(client, 0, registryKeys);
    await loadSiblings(client, siblings);
  } finally {
    client.close();
  }
}
