import { type EtcdVersion, etcdVersions, findEtcd } from '../../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../../support/start-etcd.js';

/** One member of a real etcd: of the version asked for where this machine has it, else of another. */
export function startRealEtcd(preferred: EtcdVersion, flags: readonly string[] = []): Promise<RunningEtcd> {
  const version = [preferred, ...etcdVersions].find((candidate) => findEtcd(candidate) !== undefined);
  if (version === undefined) {
    throw new Error('no real etcd on this machine');
  }
  return startEtcd({ version, flags });
}
