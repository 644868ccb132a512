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
import { checkStorageVersion } from './check-version.js';
import { copyBuckets } from './copy-buckets.js';
import { RestoreError } from './errors.js';
import { openAndClose } from './test-open.js';

export interface RestoreOptions {
  /** The database of a snapshot, without the hash behind it, which has been checked. */
  readonly database: ReadAt;
  /** Not there yet, or empty. */
  readonly dataDirectory: string;
  /** For the log alone; not there yet, or empty. Undefined: in the data directory. */
  readonly walDirectory?: string | undefined;
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
  const { disk } = options;
  const wanted = placesOf(options);
  for (const place of wanted) {
    await requireFree(place);
  }
  const ours: string[] = [];
  try {
    const places: Place[] = [];
    for (const place of wanted) {
      const temporary = await makeBeside(place, disk);
      ours.push(temporary);
      places.push({ ...place, temporary });
    }
    const [data, wal] = places;
    const restored = await fill(data?.temporary ?? '', wal?.temporary, options);
    // The data directory last: while it is not there, no member starts on half of it.
    for (const place of places.toReversed()) {
      await moveIn(place, disk);
      ours.push(place.target);
    }
    return { ...restored, dataDirectory: data?.target ?? '' };
  } catch (error) {
    await Promise.all(ours.map((path) => rm(path, { recursive: true, force: true })));
    throw error;
  }
}

/** Where a directory shall be, and the flag that says so. */
interface Wanted {
  readonly flag: string;
  readonly target: string;
}

/** It is made beside its place. */
interface Place extends Wanted {
  readonly temporary: string;
}

/** The data directory, then the log's if that has one of its own. */
function placesOf({ dataDirectory, walDirectory }: RestoreOptions): Wanted[] {
  const data = { flag: '--data-dir', target: resolve(dataDirectory) };
  if (walDirectory === undefined) {
    return [data];
  }
  const wal = { flag: '--wal-dir', target: resolve(walDirectory) };
  if (`${wal.target}/`.startsWith(`${data.target}/`)) {
    throw new RestoreError(
      `--wal-dir ${wal.target} lies in --data-dir ${data.target}: leave --wal-dir out, or choose one beside it`,
    );
  }
  return [data, wal];
}

async function makeBeside({ target }: Wanted, disk: Disk): Promise<string> {
  await disk.makeDirectory(dirname(target));
  return mkdtemp(join(dirname(target), `.${basename(target)}.restoring-`));
}

async function moveIn(place: Place, disk: Disk): Promise<void> {
  await requireFree(place);
  await rename(place.temporary, place.target);
  await disk.syncDirectory(dirname(place.target));
}

async function requireFree({ flag, target }: Wanted): Promise<void> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return;
    }
    throw new RestoreError(`${target} is there and is no empty directory: choose another ${flag}`);
  }
  if (names.length > 0) {
    throw new RestoreError(
      `${target} is there and is not empty: nothing is overwritten, choose another ${flag}`,
    );
  }
}

async function fill(
  directory: string,
  ownWalDirectory: string | undefined,
  options: RestoreOptions,
): Promise<Omit<Restored, 'dataDirectory'>> {
  const { disk, clock, founder } = options;
  const database = await openDatabase(options.database);
  await checkStorageVersion(database);
  const inMember = (name: string) => join(directory, 'member', name);
  const walDirectory = ownWalDirectory ?? inMember('wal');
  const { identity, wal } = await createLog(disk, walDirectory, founder);
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
    copied = await copyBuckets(database, backend, options);
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
  await syncAll(disk, [walDirectory, inMember('backend'), join(directory, 'member'), directory]);
  return { ...identity, ...opened, skippedBuckets: copied.skippedBuckets };
}

/** Closing commits once more: a failure that matters has come up before. */
async function closeQuietly(backend: Backend): Promise<void> {
  await backend.close().catch(() => undefined);
}

/** Files are synced by those who wrote them; their names are by this. */
async function syncAll(disk: Disk, directories: readonly string[]): Promise<void> {
  for (const path of directories) {
    await disk.syncDirectory(path);
  }
}
