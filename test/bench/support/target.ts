import { type EtcdVersion, etcdVersions } from '../../support/etcd-binaries.js';
import { startNodeCore } from './node-core-process.js';
import { startRealEtcd } from './real-etcd.js';

/** A server under test, one member on fresh data in the temporary directory. */
export interface Target {
  readonly name: string;
  readonly port: number;
  pid(): number;
  /** SIGTERM; the data stays. */
  terminate(): Promise<void>;
  /** On its data and port; resolves when it says that it serves. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** node-core and a real etcd, both running the whole time on the same disk. */
export interface Pair {
  readonly ours: Target;
  readonly peer: Target;
}

export async function startPair(): Promise<Pair> {
  const ours = await startNodeCore();
  try {
    return { ours, peer: await startPeer() };
  } catch (error) {
    await ours.stop();
    throw error;
  }
}

export async function stopPair({ ours, peer }: Pair): Promise<void> {
  await Promise.all([ours.stop(), peer.stop()]);
}

/** etcd 3.6, or the version that `ETCDSCOPE_BENCH_ETCD` names. */
async function startPeer(): Promise<Target> {
  const asked = process.env['ETCDSCOPE_BENCH_ETCD'];
  const version = etcdVersions.find((candidate: EtcdVersion) => candidate === asked) ?? '3.6';
  const etcd = await startRealEtcd(version, [`--quota-backend-bytes=${8 * 2 ** 30}`]);
  return {
    name: `etcd ${etcd.version}`,
    port: Number(new URL(etcd.endpoints[0] ?? '').port),
    pid: () => etcd.pids()[0] ?? 0,
    terminate: () => etcd.terminate(),
    restart: () => etcd.restart(),
    stop: () => etcd.stop(),
  };
}
