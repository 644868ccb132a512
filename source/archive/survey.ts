import { type Database, openDatabase } from '../../node-core/bbolt/reader.js';
import { crc32c } from '../../node-core/checksum/crc32c.js';
import { toByteString } from '../../node-core/schema/byte-string.js';
import { decodeRevisionKey } from '../../node-core/schema/revision-key.js';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import type { SnapshotFile } from './snapshot-file.js';

/** What a snapshot holds, in the numbers of `etcdutl snapshot status`. */
export interface SnapshotSurvey {
  /** CRC-32C over the names of the buckets, their keys and values. */
  readonly hash: number;
  readonly revision: number;
  /** Living keys, as etcdutl counts since 3.6. */
  readonly totalKey: number;
  /** Bytes of the database. */
  readonly totalSize: number;
  /** The layout's version, such as `3.6.0`; empty before 3.6. */
  readonly version: string;
  /** Entries of all buckets: what etcd up to 3.5 calls its total keys. */
  readonly entries: number;
}

/**
 * Reads every page that is in use: each tree in order, each revision and each stored key decoded. The keys'
 * names are held in memory to tell the living ones.
 * @throws CorruptDatabaseError, MalformedRevisionKeyError, MalformedMessageError, and the reason of the signal
 */
export async function surveySnapshot(file: SnapshotFile, signal: AbortSignal): Promise<SnapshotSurvey> {
  const database = await openDatabase(file.database);
  const survey = new Survey();
  for (const name of await database.bucketNames()) {
    survey.add(name);
    const isKeys = Buffer.from(name).toString('latin1') === 'key';
    const bucket = await database.bucket(name);
    for await (const batch of bucket?.entries() ?? []) {
      signal.throwIfAborted();
      for (const { key, value } of batch) {
        survey.add(key);
        survey.add(value);
        survey.entries += 1;
        if (isKeys) {
          survey.addRevision(key, value);
        }
      }
    }
  }
  return {
    hash: survey.hash,
    revision: survey.revision,
    totalKey: survey.living.size,
    totalSize: database.sizeBytes,
    version: await storageVersion(database),
    entries: survey.entries,
  };
}

class Survey {
  hash = 0;
  revision = 0;
  entries = 0;
  readonly living = new Set<string>();

  add(bytes: Uint8Array): void {
    this.hash = crc32c(bytes, this.hash);
  }

  addRevision(key: Uint8Array, value: Uint8Array): void {
    const { main, tombstone } = decodeRevisionKey(key);
    const name = toByteString(KeyValue.decode(value).key);
    this.revision = main;
    if (tombstone) {
      this.living.delete(name);
    } else {
      this.living.add(name);
    }
  }
}

async function storageVersion(database: Database): Promise<string> {
  const meta = await database.bucket('meta');
  const version = await meta?.get(Buffer.from('storageVersion'));
  return version === undefined ? '' : Buffer.from(version).toString();
}
