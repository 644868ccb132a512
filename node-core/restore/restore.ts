import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { openBackend } from '../backend/open.js';
import type { Backend } from '../backend/types.js';
import type { ReadAt } from '../bbolt/read-at.js';
import { openDatabase } from '../bbolt/reader.js';
import { Cluster } from '../membership/cluster.js';
import type { Clock } from '../ports/clock.js';
import type { Disk } from '../ports/disk.js';
import { errorCode } from '../ports/disk-error.js';
import { createLog, type Founder } from '../server/raft-log.js';
import { bumpRevision } from './bump-revision.js';
import { copyBuckets } from './copy-buckets.js';
import { RestoreError } from './errors.js';
import { openAndClose } from './test-open.js';

export interface RestoreOptions {
  /** The database of a snapshot, without the hash behind it, which has been checked. */
  readonly database: ReadAt;
  /** Not there yet, or empty. */
  readonly dataDirectory: string;
  /** The one member of the cluster that goes on with the data. */
  readonly founder: Founder;
  /** Raises the revision by so much and marks all before it compacted, for watchers that saw more; 0: not. */
  readonly bumpRevision: number;
  readonly clock: Clock;
  readonly disk: Disk;
  /** Ends the work; nothing is left of it then. */
  readonly signal: AbortSignal;
  /** Told now and then how many entries are copied. */
  readonly onProgress: (entries: number) => void;
}

export interface Restored {
  readonly dataDirectory: string;
  readonly revision: number;
  readonly keys: number;
  readonly leases: number;
  readonly memberId: bigint;
  readonly clusterId: bigint;
  /** Buckets of the snapshot that no etcd up to 3.6 has. */
  readonly skippedBuckets: readonly string[];
}

const foundingEntry = { index: 1, term: 1 };

/**
 * Makes a data directory of a snapshot of etcd's, with a membership and a log of its own, as `etcdutl snapshot
 * restore` does. It is made beside its place, opened once as a member would, synced, and renamed: what is at
 * the path is whole or not there.
 * @throws RestoreError, CorruptDatabaseError, and what opening the data throws when the snapshot is damaged
 */
export async function restoreDataDirectory(options: RestoreOptions): Promise<Restored> {
  const target = resolve(options.dataDirectory);
  await requireFree(target);
  await options.disk.makeDirectory(dirname(target));
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.restoring-`));
  try {
    const restored = await fill(temporary, options);
    await syncAll(options.disk, temporary);
    await requireFree(target);
    await rename(temporary, target);
    await options.disk.syncDirectory(dirname(target));
    return { ...restored, dataDirectory: target };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function requireFree(path: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return;
    }
    throw new RestoreError(`${path} is there and is no empty directory: choose another --data-dir`);
  }
  if (names.length > 0) {
    throw new RestoreError(
      `${path} is there and is not empty: nothing is overwritten, choose another --data-dir`,
    );
  }
}

async function fill(directory: string, options: RestoreOptions): Promise<Omit<Restored, 'dataDirectory'>> {
  const { disk, clock, founder, database } = options;
  const inMember = (name: string) => join(directory, 'member', name);
  const { identity, wal } = await createLog(disk, inMember('wal'), founder);
  const confState = {
    voters: [identity.memberId],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
  try {
    await wal.saveSnapshot({ ...foundingEntry, confState });
  } finally {
    await wal.close();
  }
  const backend = await openBackend({
    directory: inMember('backend'),
    clock,
    commitIntervalMs: Number.MAX_SAFE_INTEGER,
    commitBytes: Number.MAX_SAFE_INTEGER,
    onWriteError: () => undefined,
  });
  let copied: Awaited<ReturnType<typeof copyBuckets>>;
  try {
    copied = await copyBuckets(await openDatabase(database), backend, options);
    bumpRevision(backend, copied.lastRevision, options.bumpRevision);
    const cluster = new Cluster(backend);
    const { memberId: id } = identity;
    cluster.add({ id, name: founder.name, peerUrls: founder.peerUrls, clientUrls: [], isLearner: false });
    cluster.setConfState(confState);
    backend.setConsistent(foundingEntry);
    await backend.commit();
  } finally {
    await closeQuietly(backend);
  }
  const opened = await openAndClose(inMember('backend'), clock);
  return { ...identity, ...opened, skippedBuckets: copied.skippedBuckets };
}

/** Closing commits once more: a failure that matters has come up before. */
async function closeQuietly(backend: Backend): Promise<void> {
  await backend.close().catch(() => undefined);
}

/** Files are synced by those who wrote them; their names are by this. */
async function syncAll(disk: Disk, directory: string): Promise<void> {
  for (const path of ['member/wal', 'member/backend', 'member', '.']) {
    await disk.syncDirectory(join(directory, path));
  }
}
