import { join } from 'node:path';
import { AlarmStore } from '../alarm/alarm-store.js';
import { openBackend } from '../backend/open.js';
import type { Backend } from '../backend/types.js';
import { createLessor } from '../lease/lessor.js';
import { Cluster } from '../membership/cluster.js';
import { formatId } from '../membership/member-id.js';
import { openMvccStore } from '../mvcc/store.js';
import type { Clock } from '../ports/clock.js';
import type { Disk } from '../ports/disk.js';
import type { Entropy } from '../ports/entropy.js';
import { createRaftNode } from '../raft/node.js';
import { hasWal } from '../wal/read.js';
import { createWatchHub } from '../watch/hub.js';
import { Applier } from './applier.js';
import { EntryApplier } from './entry-applier.js';
import { DataDirectoryError, type MemberFailedError } from './errors.js';
import { diskBoundsSeconds, Histogram } from './histogram.js';
import { Leadership } from './leadership.js';
import { LeaseExpiry } from './lease-expiry.js';
import type { Log } from './log.js';
import { LogCompaction } from './log-compaction.js';
import { measureSyncs } from './measured-disk.js';
import type { DiskDurations, Member } from './member.js';
import { Proposals } from './proposals.js';
import { Quota } from './quota.js';
import { RaftDriver } from './raft-driver.js';
import { createLog, type Founder, type OpenedLog, recoverLog } from './raft-log.js';
import { RequestIds } from './request-ids.js';
import { RunningMember } from './running-member.js';
import type { MemberState } from './state.js';
import { etcdClusterVersion, etcdVersion } from './version.js';
import { WatchProgress } from './watch-progress.js';

export interface StartOptions {
  /** Exists, and is locked by the caller. */
  readonly dataDirectory: string;
  readonly founder: Founder;
  readonly clientUrls: readonly string[];
  /** 0 for etcd's default, negative for no limit. */
  readonly quotaBytes: number;
  readonly maxRequestBytes: number;
  readonly snapshotCount: number;
  readonly heartbeatMs: number;
  readonly electionMs: number;
  readonly watchProgressMs: number;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly disk: Disk;
  readonly nextTurn: (action: () => void) => void;
  readonly log: Log;
  /** The member has stopped by itself to protect its data. */
  readonly onFailure: (error: MemberFailedError) => void;
}

export interface StartedMember {
  readonly member: Member;
  /** Stops answering, makes everything durable and lets go of all files. */
  stop(): Promise<void>;
}

/** Beyond this, more waiting entries are refused: twice etcd's largest request, many times. */
const maxUncommittedBytes = 1 << 30;
const maxMessageBytes = 512 * 1024;

/** What a message may be larger than the largest request. */
export const messageOverheadBytes = 512 * 1024;
const maxInflightMessages = 512;

/** etcd's, for `backend-batch-interval`; a batch of the same size in bytes as its limit in entries makes. */
const commitIntervalMs = 100;
const commitBytes = 8 << 20;

/** How long a request may take: etcd's 5 s, and the time for two elections. */
const requestBaseMs = 5_000;

/** etcd's shortest lease, so that a new leader is found before leases run out. */
function minLeaseTtlSeconds(electionMs: number): number {
  return Math.ceil((electionMs * 1.5) / 1_000);
}

/**
 * Starts a member on its data, or founds a cluster of one on an empty directory. Resolves when it leads and
 * has told the cluster its name and client URLs: then it may serve.
 * @throws DataDirectoryError, and the errors of backend, store and log for data that cannot be used
 */
export async function startMember(options: StartOptions): Promise<StartedMember> {
  const diskDurations = {
    walFsync: new Histogram(diskBoundsSeconds),
    backendCommit: new Histogram(diskBoundsSeconds),
  };
  const directories = await prepareDirectories(options);
  const backend = await openBackend({
    directory: directories.backend,
    clock: options.clock,
    commitIntervalMs,
    commitBytes,
    onCommit: (durationMs) => diskDurations.backendCommit.observeMs(durationMs),
    onWriteError: (error) => options.log('error', 'failed to commit the backend', { error: error.message }),
  });
  try {
    const disk = measureSyncs(options.disk, options.clock, diskDurations.walFsync);
    const log = await openLog({ ...options, disk }, directories.wal, backend);
    return await new MemberAssembly(options, backend, log, diskDurations).start();
  } catch (error) {
    await backend.close();
    throw error;
  }
}

interface Directories {
  readonly wal: string;
  readonly backend: string;
}

async function prepareDirectories({ disk, dataDirectory }: StartOptions): Promise<Directories> {
  const member = join(dataDirectory, 'member');
  const ofEtcd = await disk.list(join(member, 'snap'));
  if (ofEtcd.includes('db')) {
    throw new DataDirectoryError(
      `data directory ${dataDirectory} holds a database of etcd itself, which etcdscope node cannot run on: choose another --data-dir`,
    );
  }
  return { wal: join(member, 'wal'), backend: join(member, 'backend') };
}

async function openLog(options: StartOptions, directory: string, backend: Backend): Promise<OpenedLog> {
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

/** Puts the parts together. They know each other in a circle, closed by functions that run later. */
class MemberAssembly {
  readonly #options: StartOptions;
  readonly #log: OpenedLog;
  readonly #state: MemberState;
  readonly #proposals: Proposals;
  readonly #driver: RaftDriver;
  readonly #leadership: Leadership;
  readonly #compaction: LogCompaction;
  readonly #progress: WatchProgress;
  readonly #member: RunningMember;
  #elected: () => void = () => undefined;

  constructor(options: StartOptions, backend: Backend, log: OpenedLog, diskDurations: DiskDurations) {
    const { clock, entropy, heartbeatMs, electionMs } = options;
    const { identity, storage, wal } = log;
    const requestTimeoutMs = requestBaseMs + 2 * electionMs;
    this.#options = options;
    this.#log = log;
    this.#state = openState(backend, clock, options.maxRequestBytes + messageOverheadBytes);
    const state = this.#state;
    const ids = new RequestIds(identity.memberId, clock);
    const quota = new Quota(options.quotaBytes, () => backend.sizeBytes);
    const node = createRaftNode({
      id: identity.memberId,
      storage,
      electionTicks: Math.max(2, Math.round(electionMs / heartbeatMs)),
      heartbeatTicks: 1,
      random: (limit) => entropy.below(limit),
      preVote: true,
      checkQuorum: true,
      maxMessageBytes,
      maxInflightMessages,
      maxUncommittedBytes,
      appliedIndex: backend.consistent.index,
    });
    this.#proposals = new Proposals({
      ids,
      clock,
      maxRequestBytes: options.maxRequestBytes,
      timeoutMs: requestTimeoutMs,
      submit: (data) => this.#driver.propose(data),
    });
    const applier = new Applier({
      store: state.store,
      lessor: state.lessor,
      alarms: state.alarms,
      cluster: state.cluster,
      quota,
      clock,
      minLeaseTtlSeconds: minLeaseTtlSeconds(electionMs),
    });
    const entries = new EntryApplier({
      store: state.store,
      cluster: state.cluster,
      applier,
      node,
      settle: (requestId, outcome) => this.#member.settle(requestId, outcome),
    });
    this.#driver = new RaftDriver({
      node,
      storage,
      wal,
      ids,
      clock,
      nextTurn: options.nextTurn,
      tickMs: heartbeatMs,
      readTimeoutMs: requestTimeoutMs,
      apply: (committed) => entries.apply(committed),
      onLeadership: (softState) => this.#leadership.update(softState),
      onTick: () => this.#tick(),
      onFailure: (error) => this.#fail(error),
    });
    this.#leadership = new Leadership({
      identity,
      state,
      clock,
      expiry: new LeaseExpiry({ lessor: state.lessor, clock, revoke: (id) => this.#revoke(id) }),
      leaseExtensionMs: electionMs,
      onElected: () => this.#elected(),
    });
    this.#compaction = new LogCompaction({
      wal,
      storage,
      snapshotCount: options.snapshotCount,
      snapshotIndex: log.snapshotIndex,
      confState: () => state.cluster.confState,
      flushHardState: () => this.#driver.flushHardState(),
    });
    this.#progress = new WatchProgress(state.watches, clock, entropy, options.watchProgressMs);
    this.#member = new RunningMember({
      identity,
      version: etcdVersion,
      state,
      node,
      driver: this.#driver,
      proposals: this.#proposals,
      quota,
      ids,
      clock,
      nextTurn: options.nextTurn,
      leaderChanges: () => this.#leadership.changes,
      diskDurations,
      log: options.log,
    });
  }

  async start(): Promise<StartedMember> {
    const { log } = this.#options;
    const { identity, torn } = this.#log;
    log('info', 'starting etcd server', {
      'local-member-id': formatId(identity.memberId),
      'cluster-id': formatId(identity.clusterId),
      revision: this.#state.store.revision,
      'applied-index': this.#state.store.applied.index,
    });
    if (torn !== undefined) {
      log('warn', 'repaired the end of the WAL', { file: torn.file, offset: torn.offset });
    }
    const elected = new Promise<void>((resolve) => {
      this.#elected = resolve;
    });
    await this.#driver.start();
    this.#driver.steer((node) => node.campaign());
    await elected;
    await this.#publish();
    return { member: this.#member, stop: () => this.#stop() };
  }

  /** Tells the cluster who this is, and what version it has, through the log as every change. */
  async #publish(): Promise<void> {
    const { founder, clientUrls, log } = this.#options;
    const { memberId, clusterId } = this.#log.identity;
    await this.#proposals.propose('clusterMemberAttrSet', {
      clusterMemberAttrSet: {
        memberID: memberId,
        memberAttributes: { name: founder.name, clientUrls: [...clientUrls] },
      },
    });
    log('info', 'published local member to cluster through raft', {
      'local-member-id': formatId(memberId),
      'cluster-id': formatId(clusterId),
    });
    if (this.#state.cluster.version !== etcdClusterVersion) {
      await this.#proposals.propose('clusterVersionSet', { clusterVersionSet: { ver: etcdClusterVersion } });
      log('info', 'cluster version is updated', { 'cluster-version': etcdClusterVersion });
    }
  }

  #tick(): void {
    this.#proposals.expire();
    this.#leadership.tick();
    this.#progress.tick();
    this.#compaction
      .advance(this.#state.store.durable)
      ?.catch((error: unknown) => this.#warn('failed to compact the log', error));
  }

  async #revoke(id: bigint): Promise<void> {
    try {
      await this.#member.revokeLease(id);
    } catch (error) {
      this.#warn(`failed to revoke lease ${formatId(id)}`, error);
    }
  }

  #fail(error: MemberFailedError): void {
    this.#proposals.failAll('stopped');
    this.#options.onFailure(error);
  }

  async #stop(): Promise<void> {
    await this.#driver.stop();
    this.#proposals.failAll('stopped');
    await this.#compaction.settled();
    this.#state.watches.close();
    await this.#state.store.close();
    await this.#state.backend.close();
    await this.#log.wal.close();
  }

  #warn(message: string, error: unknown): void {
    this.#options.log('warn', message, { error: error instanceof Error ? error.message : String(error) });
  }
}

function openState(backend: Backend, clock: Clock, maxFragmentBytes: number): MemberState {
  const lessor = createLessor(backend);
  const store = openMvccStore(backend, lessor, clock);
  return {
    backend,
    store,
    lessor,
    watches: createWatchHub(store, { clock, maxFragmentBytes }),
    alarms: new AlarmStore(backend),
    cluster: new Cluster(backend),
  };
}
