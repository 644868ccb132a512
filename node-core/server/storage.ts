import { join } from 'node:path';
import { openBackend } from '../backend/open.js';
import type { Backend } from '../backend/types.js';
import { Cluster } from '../membership/cluster.js';
import type { Clock } from '../ports/clock.js';
import type { Disk } from '../ports/disk.js';
import { SnapshotMaker } from '../snapshot/snapshot-maker.js';
import { hasWal } from '../wal/read.js';
import { Activity } from './activity.js';
import { checkDataFormat } from './data-format.js';
import { DataDirectoryError } from './errors.js';
import {
  defragmentBoundsSeconds,
  diskBoundsSeconds,
  Histogram,
  hashBoundsSeconds,
  snapshotBoundsSeconds,
} from './histogram.js';
import type { Log } from './log.js';
import { measureDisk } from './measured-disk.js';
import type { DiskDurations } from './member.js';
import { createLog, type Founder, type OpenedLog, recoverLog } from './raft-log.js';

export interface StorageOptions {
  /** Exists, and is locked by the caller. */
  readonly dataDirectory: string;
  readonly founder: Founder;
  /** Absent: in the data directory. Exists, and is locked by the caller. */
  readonly walDirectory?: string | undefined;
  /** Absent: etcd's 100 ms. */
  readonly commitIntervalMs?: number;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly log: Log;
}

/** The files of a member, opened and in agreement with each other. */
export interface MemberStorage {
  readonly backend: Backend;
  readonly log: OpenedLog;
  readonly snapshots: SnapshotMaker;
  readonly diskDurations: DiskDurations;
  readonly activity: Activity;
  /** Makes everything durable and lets go of the files. */
  close(): Promise<void>;
}

const tellEveryMs = 60_000;

/** A disk that stays full is tried again and again, and told of once a minute. */
function tellWriteErrors(clock: Clock, log: Log): (error: Error) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - lastMs >= tellEveryMs) {
      lastMs = nowMs;
      log('error', 'failed to commit the backend', { error: error.message });
    }
  };
}

/** etcd's `backend-batch-interval`. */
const usualCommitIntervalMs = 100;
const commitBytes = 8 << 20;

/**
 * Opens a member's data, or begins it in an empty directory: `member/wal` as etcd has it, `member/backend`
 * for the state, `member/snap` for files on their way to clients.
 * @throws DataDirectoryError, and the errors of backend and log for data that cannot be used
 */
export async function openStorage(options: StorageOptions): Promise<MemberStorage> {
  const { disk, clock, dataDirectory } = options;
  const inMember = (name: string) => join(dataDirectory, 'member', name);
  await refuseEtcdData(disk, inMember('snap'), dataDirectory);
  await checkDataFormat(disk, join(dataDirectory, 'member'));
  const activity = new Activity(() => clock.wallMs());
  const walFsync = new Histogram(diskBoundsSeconds);
  const backendCommit = new Histogram(diskBoundsSeconds);
  const backend = await openBackend({
    directory: inMember('backend'),
    clock,
    commitIntervalMs: options.commitIntervalMs ?? usualCommitIntervalMs,
    commitBytes,
    onCommit: (durationMs) => backendCommit.observeMs(durationMs),
    onWriteError: tellWriteErrors(clock, options.log),
  });
  try {
    const snapshots = new SnapshotMaker(disk, inMember('snap'), backend);
    await snapshots.prepare();
    const measured = measureDisk(disk, clock, walFsync, activity);
    const log = await openLog(
      { ...options, disk: measured },
      options.walDirectory ?? inMember('wal'),
      backend,
    );
    const close = async () => {
      await backend.close();
      await log.wal.close();
    };
    const diskDurations = {
      walFsync,
      backendCommit,
      snapshot: new Histogram(snapshotBoundsSeconds),
      defragmentation: new Histogram(defragmentBoundsSeconds),
      hash: new Histogram(hashBoundsSeconds),
      hashAtRevision: new Histogram(hashBoundsSeconds),
    };
    return { backend, log, snapshots, diskDurations, activity, close };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function refuseEtcdData(disk: Disk, directory: string, dataDirectory: string): Promise<void> {
  const names = await disk.list(directory);
  if (names.includes('db')) {
    throw new DataDirectoryError(
      `data directory ${dataDirectory} holds a database of etcd itself, which etcdscope node cannot run on: choose another --data-dir`,
    );
  }
}

async function openLog(options: StorageOptions, directory: string, backend: Backend): Promise<OpenedLog> {
  const { disk, founder } = options;
  if (await hasWal(disk, directory)) {
    const { confState } = new Cluster(backend);
    return recoverLog(disk, directory, founder, { durable: backend.durable, confState });
  }
  if (backend.durable.index > 0) {
    throw new DataDirectoryError(
      `data directory ${options.dataDirectory} has a database but no write-ahead log: restore a snapshot into an empty directory`,
    );
  }
  return createLog(disk, directory, founder);
}
