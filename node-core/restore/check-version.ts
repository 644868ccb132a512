import type { Database } from '../bbolt/reader.js';
import { metaKeys } from '../schema/meta.js';
import { etcdClusterVersion } from '../server/version.js';
import { RestoreError } from './errors.js';

/**
 * A database says from etcd 3.6 on how it is laid out; what a later one means by it is not known here.
 * @throws RestoreError for a later version, or what is none
 */
export async function checkStorageVersion(database: Database): Promise<void> {
  const stored = await (await database.bucket('meta'))?.get(metaKeys.storageVersion);
  if (stored === undefined) {
    return;
  }
  const version = Buffer.from(stored).toString('latin1');
  if (!isKnown(version)) {
    throw new RestoreError(
      `the snapshot has storage version ${JSON.stringify(version.slice(0, 20))}, and this etcdscope knows up to ` +
        `${etcdClusterVersion}: restore it with the etcdutl of that version`,
    );
  }
}

function isKnown(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version) ?? [];
  const [knownMajor, knownMinor] = etcdClusterVersion.split('.').map(Number);
  return Number(major) === knownMajor && Number(minor) <= (knownMinor ?? 0);
}
