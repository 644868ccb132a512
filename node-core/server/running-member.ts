import {
  AlarmRequest_AlarmAction as AlarmAction,
  type AlarmMember,
  AlarmRequest,
  AlarmType,
  CompactionRequest,
  LeaseCheckpointRequest,
  LeaseGrantRequest,
  LeaseRevokeRequest,
  type RangeRequest,
  type TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { type Credentials, noCredentials } from '../auth/types.js';
import type { Access } from '../auth/user-permissions.js';
import { LeaseNotFoundError } from '../lease/errors.js';
import type { ClusterMember } from '../membership/member-json.js';
import type { MvccStore, StoreView } from '../mvcc/types.js';
import type { Clock } from '../ports/clock.js';
import type { Steps, Turns } from '../ports/turns.js';
import { nobody, type RaftNode, type RaftStatus } from '../raft/types.js';
import type { DatabaseFile } from '../snapshot/database-file.js';
import type { SnapshotMaker } from '../snapshot/snapshot-maker.js';
import type { Activity } from './activity.js';
import type { DeleteRangeAnswer, LeaseGrantAnswer, PutAnswer, RangeAnswer, TxnAnswer } from './answers.js';
import { hashBackend } from './backend-hash.js';
import { RequestError } from './errors.js';
import type { Histogram } from './histogram.js';
import type { LeaseExpiry } from './lease-expiry.js';
import type { Log } from './log.js';
import type { DiskDurations, LeaseDetails, Member, MemberCounters, MemberIdentity } from './member.js';
import type { MemberAuth } from './member-auth.js';
import { Permissions } from './permissions.js';
import type { Outcome, Proposals } from './proposals.js';
import type { Quota } from './quota.js';
import type { RaftDriver } from './raft-driver.js';
import { executeRange } from './range.js';
import type { RequestIds } from './request-ids.js';
import type { MemberState } from './state.js';
import { checkTxn, isReadOnly, isSerializable, planTxn, readTxn } from './txn.js';

export interface RunningMemberParts {
  readonly identity: MemberIdentity;
  readonly version: string;
  readonly state: MemberState;
  readonly auth: MemberAuth;
  readonly node: RaftNode;
  readonly driver: RaftDriver;
  readonly proposals: Proposals;
  readonly expiry: LeaseExpiry;
  readonly quota: Quota;
  readonly snapshots: SnapshotMaker;
  readonly ids: RequestIds;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly leaderChanges: () => number;
  readonly diskDurations: DiskDurations;
  readonly activity: Activity;
  readonly log: Log;
}

const smallestKey = Uint8Array.of(0);
/** A range end of one zero byte: every key from the start on. */
const toTheEnd = Uint8Array.of(0);
const largestLeaseId = 2n ** 63n - 1n;

/** The services' view of the parts that make a member. */
export class RunningMember implements Member {
  readonly #parts: RunningMemberParts;
  readonly #permissions: Permissions;

  constructor(parts: RunningMemberParts) {
    this.#parts = parts;
    this.#permissions = new Permissions(parts.state.auth, parts.state.lessor);
  }

  get identity(): MemberIdentity {
    return this.#parts.identity;
  }

  get version(): string {
    return this.#parts.version;
  }

  get auth(): MemberAuth {
    return this.#parts.auth;
  }

  get store() {
    return this.#parts.state.store;
  }

  get backend() {
    return this.#parts.state.backend;
  }

  get watches() {
    return this.#parts.state.watches;
  }

  get quota(): Quota {
    return this.#parts.quota;
  }

  get term(): number {
    return this.#parts.driver.term;
  }

  raftStatus(): RaftStatus {
    return this.#parts.node.status();
  }

  hasLeader(): boolean {
    return this.#parts.driver.leader !== nobody;
  }

  appliedIndex(): number {
    return this.store.applied.index;
  }

  members(): readonly ClusterMember[] {
    return this.#parts.state.cluster.members();
  }

  clusterVersion(): string | undefined {
    return this.#parts.state.cluster.version;
  }

  storageVersion(): string | undefined {
    return this.#parts.state.cluster.storageVersion;
  }

  alarms(): readonly AlarmMember[] {
    return this.#parts.state.alarms.list(AlarmType.NONE);
  }

  counters(): MemberCounters {
    const { proposals, leaderChanges, driver } = this.#parts;
    return {
      leaderChanges: leaderChanges(),
      proposalsCommitted: this.raftStatus().commit,
      proposalsApplied: this.appliedIndex(),
      proposalsPending: proposals.pendingCount,
      proposalsFailed: proposals.failedCount,
      readsTimedOut: driver.reads.timedOutCount,
      readsFailed: driver.reads.failedCount,
    };
  }

  get diskDurations(): DiskDurations {
    return this.#parts.diskDurations;
  }

  get activity(): Activity {
    return this.#parts.activity;
  }

  keyCount(): number {
    return this.store.range(smallestKey, toTheEnd, { revision: 0, limit: 0, countOnly: true }).count;
  }

  linearizableRead(): Promise<void> {
    return this.#parts.driver.linearizableRead();
  }

  range(request: RangeRequest, credentials = noCredentials): Promise<RangeAnswer> | RangeAnswer {
    const read = () => {
      this.auth.checkRead(credentials, (caller) => this.#permissions.checkRange(caller, request));
      this.activity.ranges += 1;
      return this.#read((view) => this.#timedRange(executeRange(view, request, view.revision)));
    };
    return request.serializable ? read() : this.linearizableRead().then(read);
  }

  *#timedRange(steps: Steps<RangeAnswer>): Steps<RangeAnswer> {
    const { clock } = this.#parts;
    const beganMs = clock.monotonicMs();
    let success = false;
    try {
      const answer = yield* steps;
      success = true;
      return answer;
    } finally {
      this.activity.rangeDurations.observeMs('range', success, clock.monotonicMs() - beganMs);
    }
  }

  inTurns<T>(steps: Steps<T>): T | Promise<T> {
    return this.#parts.turns.run(steps);
  }

  async put(encoded: Uint8Array, credentials = noCredentials): Promise<PutAnswer> {
    return this.#parts.proposals.propose('put', encoded, this.auth.callerOf(credentials));
  }

  async deleteRange(encoded: Uint8Array, credentials = noCredentials): Promise<DeleteRangeAnswer> {
    return this.#parts.proposals.propose('deleteRange', encoded, this.auth.callerOf(credentials));
  }

  async txn(request: TxnRequest, encoded: Uint8Array, credentials = noCredentials): Promise<TxnAnswer> {
    if (!isReadOnly(request)) {
      return this.#parts.proposals.propose('txn', encoded, this.auth.callerOf(credentials));
    }
    if (!isSerializable(request)) {
      await this.linearizableRead();
    }
    this.auth.checkRead(credentials, (caller) => this.#permissions.checkTxn(caller, request));
    const { lessor } = this.#parts.state;
    const answer = await this.#read(function* (view) {
      const plan = yield* planTxn(view, request);
      checkTxn(view, lessor, plan);
      return yield* readTxn(view, plan);
    });
    this.activity.txnDone(answer);
    return answer;
  }

  async compact(request: CompactionRequest): Promise<number> {
    const { done } = await this.#parts.proposals.propose('compaction', CompactionRequest.encode(request));
    if (request.physical) {
      await done;
      await this.backend.commit();
    } else {
      done.catch((error: unknown) => this.#warn('compaction did not finish', error));
    }
    return this.store.revision;
  }

  alarm(request: AlarmRequest): Promise<readonly AlarmMember[]> {
    return this.#parts.proposals.propose('alarm', AlarmRequest.encode(request));
  }

  checkWatch(key: Uint8Array, rangeEnd: Uint8Array, credentials = noCredentials): void {
    this.#permissions.checkRange(this.auth.callerOf(credentials), { key, rangeEnd });
  }

  async grantLease(request: LeaseGrantRequest, credentials = noCredentials): Promise<LeaseGrantAnswer> {
    const caller = this.auth.requireLogin(credentials);
    const id = request.id === 0n ? this.#freshLeaseId() : request.id;
    return this.#parts.proposals.propose('leaseGrant', LeaseGrantRequest.encode({ ...request, id }), caller);
  }

  async revokeLease(id: bigint, credentials = noCredentials): Promise<void> {
    const caller = this.auth.requireLogin(credentials);
    await this.#parts.proposals.propose('leaseRevoke', LeaseRevokeRequest.encode({ id }), caller);
  }

  async renewLease(id: bigint, credentials = noCredentials): Promise<number> {
    await this.linearizableRead();
    this.#checkLease(id, 'write', credentials);
    const { lessor } = this.#parts.state;
    if (lessor.isExpired(id, this.#parts.clock.monotonicMs())) {
      // Its end is certain already: whoever renews it must hear so, and not before it has come.
      await this.#parts.expiry.end(id);
      return 0;
    }
    if (lessor.needsClearing(id)) {
      const cleared = { checkpoints: [{ id, remainingTTL: 0 }] };
      await this.#parts.proposals.propose('leaseCheckpoint', LeaseCheckpointRequest.encode(cleared));
    }
    try {
      const lease = lessor.renew(id, this.#parts.clock.monotonicMs());
      this.activity.leasesRenewed += 1;
      return lease.grantedTtlSeconds;
    } catch (error) {
      if (error instanceof LeaseNotFoundError) {
        return 0;
      }
      throw error;
    }
  }

  async findLease(
    id: bigint,
    credentials = noCredentials,
    withKeys = true,
  ): Promise<LeaseDetails | undefined> {
    this.auth.requireLogin(credentials);
    await this.linearizableRead();
    if (withKeys) {
      this.#checkLease(id, 'read', credentials);
    }
    const { lessor } = this.#parts.state;
    const lease = lessor.find(id, this.#parts.clock.monotonicMs());
    return lease === undefined ? undefined : { ...lease, keys: withKeys ? lessor.keysOf(id) : [] };
  }

  leases(credentials = noCredentials): readonly bigint[] {
    const leases = this.#parts.state.lessor.list();
    const caller = this.auth.requireLogin(credentials);
    for (const id of leases) {
      this.#permissions.checkLeaseKeys(caller, 'read', id);
    }
    return leases;
  }

  async defragment(): Promise<void> {
    this.activity.defragmenting += 1;
    try {
      await this.#timed(this.diskDurations.defragmentation, () => this.backend.defragment());
    } finally {
      this.activity.defragmenting -= 1;
    }
  }

  makeSnapshot(): Promise<DatabaseFile> {
    return this.#timed(this.diskDurations.snapshot, () => this.#parts.snapshots.make());
  }

  async #timed<T>(durations: Histogram, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#parts;
    const beganMs = clock.monotonicMs();
    const result = await work();
    durations.observeMs(clock.monotonicMs() - beganMs);
    return result;
  }

  hash(): Promise<{ readonly hash: number; readonly revision: number }> {
    return this.#timed(this.diskDurations.hash, () => this.#hash());
  }

  hashKv(revision: number): ReturnType<MvccStore['hashKv']> {
    return this.#timed(this.diskDurations.hashAtRevision, () => this.store.hashKv(revision));
  }

  async #hash(): Promise<{ readonly hash: number; readonly revision: number }> {
    const revision = this.store.revision;
    const snapshot = await this.backend.snapshot();
    try {
      return { hash: await this.inTurns(hashBackend(snapshot)), revision };
    } finally {
      snapshot.close();
    }
  }

  /** Moving to the leader itself is done already; anybody else is not in this cluster. */
  moveLeader(target: bigint): void {
    if (target !== this.identity.memberId) {
      throw new RequestError('bad-leader-transferee');
    }
  }

  /** Answers a request's client; one that crossed the quota is answered when the alarm is up. */
  settle(requestId: bigint, outcome: Outcome): void {
    const { proposals, state } = this.#parts;
    if (isNoSpace(outcome) && !state.alarms.isActive(AlarmType.NOSPACE)) {
      void this.#raiseNoSpace().then(() => proposals.settle(requestId, outcome));
    } else {
      proposals.settle(requestId, outcome);
    }
  }

  async #raiseNoSpace(): Promise<void> {
    const alarm = {
      action: AlarmAction.ACTIVATE,
      memberID: this.identity.memberId,
      alarm: AlarmType.NOSPACE,
    };
    try {
      await this.alarm(AlarmRequest.create(alarm));
    } catch (error) {
      this.#warn('failed to raise the NOSPACE alarm', error);
    }
  }

  /** Everything that is read is of one moment, however many turns it takes. */
  #read<T>(work: (view: StoreView) => Steps<T>): T | Promise<T> {
    const view = this.#parts.state.store.openView();
    return this.inTurns(closingAfter(view, work(view)));
  }

  #checkLease(id: bigint, access: Access, credentials: Credentials): void {
    this.#permissions.checkLeaseKeys(this.auth.requireLogin(credentials), access, id);
  }

  #freshLeaseId(): bigint {
    return this.#parts.ids.next() & largestLeaseId;
  }

  #warn(message: string, error: unknown): void {
    this.#parts.log('warn', message, { error: error instanceof Error ? error.message : String(error) });
  }
}

function* closingAfter<T>(view: StoreView, steps: Steps<T>): Steps<T> {
  try {
    return yield* steps;
  } finally {
    view.close();
  }
}

function isNoSpace({ error }: Outcome): boolean {
  return error instanceof RequestError && error.failure === 'no-space';
}
