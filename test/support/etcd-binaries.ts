import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Debian's 3.4, and the 3.6 that continuous integration builds from its Go modules. */
export type EtcdVersion = '3.4' | '3.6';

export const etcdVersions: readonly EtcdVersion[] = ['3.4', '3.6'];

export interface EtcdBinaries {
  readonly version: EtcdVersion;
  readonly etcd: string;
  readonly etcdctl: string;
  /** `etcdutl`, which 3.4 does not have. */
  readonly etcdutl: string | undefined;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));

function directoryOf(version: EtcdVersion): string {
  if (version === '3.4') {
    return process.env['ETCDSCOPE_ETCD34_BIN'] ?? '/usr/bin';
  }
  return process.env['ETCDSCOPE_ETCD36_BIN'] ?? join(repository, '.cache', 'etcd-3.6', 'bin');
}

/** The binaries of a version, or undefined where this machine lacks them. */
export function findEtcd(version: EtcdVersion): EtcdBinaries | undefined {
  const directory = directoryOf(version);
  const etcd = join(directory, 'etcd');
  const etcdctl = join(directory, 'etcdctl');
  const etcdutl = join(directory, 'etcdutl');
  if (!existsSync(etcd) || !existsSync(etcdctl)) {
    return undefined;
  }
  return { version, etcd, etcdctl, etcdutl: existsSync(etcdutl) ? etcdutl : undefined };
}

/**
 * True when a real etcd of this version can be started; otherwise the test is skipped with the reason,
 * or failed where `ETCDSCOPE_FORBID_SKIP=1` says that nothing may be skipped.
 */
export function haveEtcd(test: TestContext, version: EtcdVersion): boolean {
  return (
    findEtcd(version) !== undefined || skip(test, `no etcd ${version} binaries in ${directoryOf(version)}`)
  );
}

/** Skips the test, saying why; throws instead where skipping is forbidden. Always false. */
export function skip(test: TestContext, reason: string): false {
  if (process.env['ETCDSCOPE_FORBID_SKIP'] === '1') {
    throw new Error(`${reason}, and ETCDSCOPE_FORBID_SKIP=1 forbids to skip the test`);
  }
  test.skip(reason);
  return false;
}
