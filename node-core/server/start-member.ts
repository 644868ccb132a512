import { LeaseCheckpointRequest, LeaseRevokeRequest } from '../../proto/generated/etcdserverpb.js';
import { ClusterMemberAttrSetRequest, ClusterVersionSetRequest } from '../../proto/generated/membershippb.js';
import { AlarmStore } from '../alarm/alarm-store.js';
import { AuthStore } from '../auth/auth-store.js';
import { Passwords } from '../auth/passwords.js';
import { createTokenProvider } from '../auth/token-scheme.js';
import type { TokenProvider } from '../auth/types.js';
import { createLessor } from '../lease/lessor.js';
import type { LeaseCheckpoint } from '../lease/types.js';
import { Cluster } from '../membership/cluster.js';
import { formatId } from '../membership/member-id.js';
import { defaultMvccOptions, openMvccStore } from '../mvcc/store.js';
import type { Entropy } from '../ports/entropy.js';
import { type Steps, Turns } from '../ports/turns.js';
import { createRaftNode } from '../raft/node.js';
import type { RaftNode } from '../raft/types.js';
import { createWatchHub, type WatchHubOptions } from '../watch/hub.js';
import { Applier } from './applier.js';
import { AutoCompaction, type AutoCompactionRule } from './auto-compaction.js';
import { EntryApplier } from './entry-applier.js';
import { type MemberFailedError, memberFailed, RequestError } from './errors.js';
import { Leadership } from './leadership.js';
import { LeaseCheckpoints, leaseCheckpointEveryMs } from './lease-checkpoints.js';
import { LeaseExpiry } from './lease-expiry.js';
import { LogCompaction } from './log-compaction.js';
import type { Member } from './member.js';
import { type AuthSettings, MemberAuth } from './member-auth.js';
import { PatientWal } from './patient-wal.js';
import { Proposals } from './proposals.js';
import { Quota } from './quota.js';
import { RaftDriver } from './raft-driver.js';
import { RequestIds } from './request-ids.js';
import { RunningMember } from './running-member.js';
import type { MemberState } from './state.js';
import { type MemberStorage, openStorage, type StorageOptions } from './storage.js';
import { etcdClusterVersion, etcdVersion } from './version.js';
import { WatchProgress } from './watch-progress.js';

export interface StartOptions extends StorageOptions {
  readonly clientUrls: readonly string[];
  /** 0 for etcd's default, negative for no limit. */
  readonly quotaBytes: number;
  readonly maxRequestBytes: number;
  readonly snapshotCount: number;
  readonly heartbeatMs: number;
  readonly electionMs: number;
  readonly watchProgressMs: number;
  /** Absent: as etcd, which asks for votes before an election. */
  readonly preVote?: boolean;
  /** Entries kept in memory behind a snapshot. */
  readonly catchUpEntries?: number;
  /** Absent: history is kept until somebody compacts it. */
  readonly autoCompaction?: AutoCompactionRule | undefined;
  /** Whether what is left of long leases is told to the log, so that a restart does not renew them. */
  readonly leaseCheckpoints?: boolean;
  /** Defragment before serving when that frees at least so much; 0: never. */
  readonly bootstrapDefragBytes?: number;
  readonly auth: AuthSettings;
  readonly entropy: Entropy;
  /** Runs an action after the events of this turn of the event loop. */
  readonly nextTurn: (action: () => void) => void;
  /** The member has stopped by itself to protect its data. */
  readonly onFailure: (error: MemberFailedError) => void;
}

export interface StartedMember {
  readonly member: Member;
  /** Stops answering, makes everything durable and lets go of all files. */
  stop(): Promise<void>;
}

/** What a message may be larger than the largest request. */
export const messageOverheadBytes = 512 * 1024;

/** What waits for the disk; beyond it requests are refused, before memory runs out. */
const maxUncommittedBytes = 256 << 20;
const maxMessageBytes = 512 * 1024;
const maxInflightMessages = 512;
/** etcd's `warning-apply-duration`. */
const slowApplyMs = 100;

/** How long a request may take: etcd's 5 s, and the time for two elections. */
const requestTimeoutMs = ({ electionMs }: StartOptions) => 5_000 + 2 * electionMs;

/** etcd's shortest lease, so that a new leader is found before leases run out. */
const minLeaseTtlSeconds = ({ electionMs }: StartOptions) => Math.ceil((electionMs * 1.5) / 1_000);

/**
 * Starts a member on its data, or founds a cluster of one on an empty directory. Resolves when it leads and
 * has told the cluster its name and client URLs: then it may serve.
 * @throws DataDirectoryError, and the errors of backend, store and log for data that cannot be used
 */
export async function startMember(options: StartOptions): Promise<StartedMember> {
  const storage = await openStorage(options);
  let assembly: MemberAssembly | undefined;
  try {
    assembly = new MemberAssembly(options, storage);
    const running = assembly;
    const member = await running.start();
    return { member, stop: () => running.stop() };
  } catch (error) {
    await (assembly?.stop() ?? storage.close());
    throw error;
  }
}

/** Puts the parts together. They know each other in a circle, closed by functions that run later. */
class MemberAssembly {
  readonly #options: StartOptions;
  readonly #storage: MemberStorage;
  readonly #wal: PatientWal;
  readonly #turns: Turns;
  readonly #state: MemberState;
  readonly #ids: RequestIds;
  readonly #quota: Quota;
  readonly #proposals: Proposals;
  readonly #expiry: LeaseExpiry;
  readonly #leadership: Leadership;
  readonly #driver: RaftDriver;
  readonly #compaction: LogCompaction;
  readonly #progress: WatchProgress;
  readonly #auth: MemberAuth;
  readonly #member: RunningMember;
  readonly #autoCompaction: AutoCompaction | undefined;
  readonly #elected = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();

  constructor(options: StartOptions, storage: MemberStorage) {
    const { clock, entropy } = options;
    const { backend, log } = storage;
    this.#options = options;
    this.#storage = storage;
    this.#wal = new PatientWal(log.wal, clock, options.log);
    this.#turns = new Turns(clock, options.nextTurn);
    this.#failed.promise.catch(() => undefined);
    const tokens = createTokenProvider(options.auth.tokens, clock, entropy);
    this.#state = openState(options, storage, tokens, {
      clock,
      maxFragmentBytes: options.maxRequestBytes + messageOverheadBytes,
      soon: queueMicrotask,
      inTurns: (work) => this.#turns.run(work),
      onFailure: (error) => this.#fail(memberFailed(error)),
    });
    this.#ids = new RequestIds(log.identity.memberId, clock);
    this.#quota = new Quota(options.quotaBytes, () => backend.sizeBytes);
    const node = this.#createNode();
    this.#proposals = this.#createProposals();
    this.#auth = this.#createAuth(tokens);
    this.#expiry = this.#createExpiry();
    this.#leadership = this.#createLeadership();
    this.#driver = this.#createDriver(node);
    this.#compaction = this.#createCompaction();
    this.#progress = new WatchProgress(this.#state.watches, clock, entropy, options.watchProgressMs);
    this.#member = new RunningMember({
      identity: log.identity,
      version: etcdVersion,
      state: this.#state,
      auth: this.#auth,
      node,
      driver: this.#driver,
      proposals: this.#proposals,
      expiry: this.#expiry,
      quota: this.#quota,
      snapshots: storage.snapshots,
      ids: this.#ids,
      clock,
      turns: this.#turns,
      leaderChanges: () => this.#leadership.changes,
      diskDurations: storage.diskDurations,
      activity: storage.activity,
      log: options.log,
    });
    this.#autoCompaction = this.#createAutoCompaction();
  }

  async start(): Promise<Member> {
    const { log } = this.#options;
    const { identity, torn } = this.#storage.log;
    log('info', 'starting etcd server', {
      'local-member-id': formatId(identity.memberId),
      'cluster-id': formatId(identity.clusterId),
      revision: this.#state.store.revision,
      'applied-index': this.#state.store.applied.index,
    });
    if (torn !== undefined) {
      log('warn', 'repaired the end of the WAL', { file: torn.file, offset: torn.offset });
    }
    await this.#defragmentFirst();
    await Promise.race([this.#begin(), this.#failed.promise]);
    return this.#member;
  }

  /** As etcd does at a start, when it is asked to and it is worth it. */
  async #defragmentFirst(): Promise<void> {
    const { bootstrapDefragBytes = 0, log } = this.#options;
    const { backend } = this.#storage;
    const freeBytes = backend.sizeBytes - backend.sizeInUseBytes;
    if (bootstrapDefragBytes > 0 && freeBytes >= bootstrapDefragBytes) {
      log('info', 'defragmenting before serving', { 'free-bytes': freeBytes });
      await backend.defragment();
    }
  }

  async #begin(): Promise<void> {
    await this.#driver.start();
    this.#driver.steer((node) => node.campaign());
    await this.#elected.promise;
    await this.#publish();
  }

  async stop(): Promise<void> {
    this.#wal.giveUp();
    try {
      await this.#driver.stop();
    } finally {
      await this.#letGo();
    }
  }

  /** Also when the last write to the log has failed: callers are told, and files are closed. */
  async #letGo(): Promise<void> {
    this.#proposals.failAll('stopped');
    await this.#compaction.settled();
    this.#state.watches.close();
    await this.#state.store.close();
    await this.#storage.close();
  }

  #createNode(): RaftNode {
    const { heartbeatMs, electionMs, entropy } = this.#options;
    const { backend, log } = this.#storage;
    return createRaftNode({
      id: log.identity.memberId,
      storage: log.storage,
      electionTicks: Math.round(electionMs / heartbeatMs),
      heartbeatTicks: 1,
      random: (limit) => entropy.below(limit),
      preVote: this.#options.preVote ?? true,
      checkQuorum: true,
      maxMessageBytes,
      maxInflightMessages,
      maxUncommittedBytes,
      appliedIndex: backend.consistent.index,
    });
  }

  #createProposals(): Proposals {
    return new Proposals({
      ids: this.#ids,
      clock: this.#options.clock,
      maxRequestBytes: this.#options.maxRequestBytes,
      timeoutMs: requestTimeoutMs(this.#options),
      submit: (data) => (this.#wal.isFull ? 'disk-full' : this.#driver.propose(data)),
    });
  }

  #createAuth(tokens: TokenProvider): MemberAuth {
    const { auth, entropy } = this.#options;
    return new MemberAuth({
      store: this.#state.auth,
      tokens,
      passwords: new Passwords(auth.bcryptCost, entropy),
      trustCommonName: auth.trustCommonName,
      proposals: this.#proposals,
      linearizableRead: () => this.#driver.linearizableRead(),
    });
  }

  #createDriver(node: RaftNode): RaftDriver {
    const { clock, nextTurn, heartbeatMs } = this.#options;
    const { storage } = this.#storage.log;
    const applier = new Applier({
      ...this.#state,
      quota: this.#quota,
      clock,
      activity: this.#storage.activity,
      minLeaseTtlSeconds: minLeaseTtlSeconds(this.#options),
    });
    const entries = new EntryApplier({
      ...this.#state,
      applier,
      node,
      settle: (requestId, outcome) => this.#member.settle(requestId, outcome),
    });
    return new RaftDriver({
      node,
      storage,
      wal: this.#wal,
      ids: this.#ids,
      clock,
      nextTurn,
      tickMs: heartbeatMs,
      readTimeoutMs: requestTimeoutMs(this.#options),
      apply: (committed) => this.#applyInTime(entries.apply(committed)),
      onLeadership: (softState) => this.#leadership.update(softState),
      onTick: () => this.#tick(),
      onFailure: (error) => this.#fail(error),
    });
  }

  #createExpiry(): LeaseExpiry {
    const { clock } = this.#options;
    return new LeaseExpiry({ lessor: this.#state.lessor, clock, revoke: (id) => this.#revoke(id) });
  }

  #createLeadership(): Leadership {
    const { clock, electionMs } = this.#options;
    const { lessor } = this.#state;
    return new Leadership({
      memberId: this.#storage.log.identity.memberId,
      lessor,
      clock,
      expiry: this.#expiry,
      checkpoints: new LeaseCheckpoints({ lessor, clock, propose: (due) => this.#checkpoint(due) }),
      leaseExtensionMs: electionMs,
      onElected: () => this.#elected.resolve(),
    });
  }

  #createAutoCompaction(): AutoCompaction | undefined {
    const { autoCompaction: rule, clock, log } = this.#options;
    return rule === undefined
      ? undefined
      : new AutoCompaction({
          rule,
          clock,
          log,
          revision: () => this.#state.store.revision,
          isLeading: () => this.#leadership.isLeading,
          compact: (request) => this.#member.compact(request),
        });
  }

  #createCompaction(): LogCompaction {
    const { storage, snapshotIndex } = this.#storage.log;
    return new LogCompaction({
      wal: this.#wal,
      storage,
      snapshotCount: this.#options.snapshotCount,
      snapshotIndex,
      catchUpEntries: this.#options.catchUpEntries,
      confState: () => this.#state.cluster.confState,
      flushHardState: () => this.#driver.flushHardState(),
      onCompacted: (index) => this.#options.log('info', 'compacted Raft logs', { 'compact-index': index }),
    });
  }

  /** Tells the cluster who this is, and what version it has, through the log as every change. */
  async #publish(): Promise<void> {
    const { founder, clientUrls, log } = this.#options;
    const { memberId, clusterId } = this.#storage.log.identity;
    const attributes = ClusterMemberAttrSetRequest.encode({
      memberID: memberId,
      memberAttributes: { name: founder.name, clientUrls: [...clientUrls] },
    });
    await this.#proposals.propose('clusterMemberAttrSet', attributes);
    log('info', 'published local member to cluster through raft', {
      'local-member-id': formatId(memberId),
      'cluster-id': formatId(clusterId),
    });
    if (this.#state.cluster.version !== etcdClusterVersion) {
      const version = ClusterVersionSetRequest.encode({ ver: etcdClusterVersion });
      await this.#proposals.propose('clusterVersionSet', version);
      log('info', 'cluster version is updated', { 'cluster-version': etcdClusterVersion });
    }
  }

  #tick(): void {
    this.#proposals.expire();
    this.#leadership.tick();
    this.#progress.tick();
    this.#autoCompaction?.tick();
    this.#compaction
      .advance(this.#state.store.durable)
      ?.catch((error: unknown) => this.#warn('failed to compact the log', error));
  }

  /** Counts what takes so long that etcd warns of it. */
  #applyInTime(steps: Steps<void>): void | Promise<void> {
    const startMs = this.#options.clock.monotonicMs();
    const applied = this.#turns.run(steps);
    if (applied instanceof Promise) {
      return applied.then(() => this.#countSlowApply(startMs));
    }
    this.#countSlowApply(startMs);
  }

  #countSlowApply(startMs: number): void {
    const { clock } = this.#options;
    if (clock.monotonicMs() - startMs > slowApplyMs) {
      this.#storage.activity.slowApplies += 1;
    }
  }

  async #revoke(id: bigint): Promise<void> {
    try {
      await this.#proposals.propose('leaseRevoke', LeaseRevokeRequest.encode({ id }), this.#auth.root());
      this.#storage.activity.leasesExpired += 1;
    } catch (error) {
      if (error instanceof RequestError && error.failure === 'no-space') {
        // It is tried again twice a second, and the full disk is told already.
        return;
      }
      this.#warn(`failed to revoke lease ${formatId(id)}`, error);
    }
  }

  async #checkpoint(due: readonly LeaseCheckpoint[]): Promise<void> {
    const checkpoints = due.map(({ id, remainingTtlSeconds }) => ({ id, remainingTTL: remainingTtlSeconds }));
    try {
      await this.#proposals.propose('leaseCheckpoint', LeaseCheckpointRequest.encode({ checkpoints }));
    } catch (error) {
      this.#warn('failed to checkpoint leases', error);
    }
  }

  #fail(error: MemberFailedError): void {
    this.#failed.reject(error);
    this.#proposals.failAll('stopped');
    this.#options.onFailure(error);
  }

  #warn(message: string, error: unknown): void {
    this.#options.log('warn', message, { error: error instanceof Error ? error.message : String(error) });
  }
}

function openState(
  options: StartOptions,
  { backend, activity }: MemberStorage,
  tokens: TokenProvider,
  watching: WatchHubOptions,
): MemberState {
  const { clock, leaseCheckpoints = false } = options;
  const lessor = createLessor(backend, {
    minTtlSeconds: minLeaseTtlSeconds(options),
    checkpointEveryMs: leaseCheckpoints ? leaseCheckpointEveryMs : undefined,
  });
  const store = openMvccStore(backend, lessor, clock, {
    ...defaultMvccOptions,
    compactionObserver: activity.compaction,
  });
  return {
    backend,
    store,
    lessor,
    watches: createWatchHub(store, watching),
    alarms: new AlarmStore(backend),
    cluster: new Cluster(backend),
    auth: new AuthStore(backend, tokens),
  };
}
