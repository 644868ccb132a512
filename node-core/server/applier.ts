import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmMember,
  AlarmRequest,
  AlarmType,
  CompactionRequest,
  DeleteRangeRequest,
  LeaseCheckpointRequest,
  LeaseGrantRequest,
  LeaseRevokeRequest,
  PutRequest,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { ClusterMemberAttrSetRequest, ClusterVersionSetRequest } from '../../proto/generated/membershippb.js';
import { emptyBytes } from '../../proto/wire.js';
import type { AlarmStore } from '../alarm/alarm-store.js';
import type { AuthStore } from '../auth/auth-store.js';
import type { Caller } from '../auth/types.js';
import type { Lessor } from '../lease/types.js';
import type { Cluster } from '../membership/cluster.js';
import { CompactedError } from '../mvcc/errors.js';
import type { AppliedEntry, MvccStore, WriteTransaction } from '../mvcc/types.js';
import type { Clock } from '../ports/clock.js';
import type { Steps } from '../ports/turns.js';
import type { Activity } from './activity.js';
import type { ProposalAnswers } from './answers.js';
import { AuthApplier } from './auth-applier.js';
import { RequestError } from './errors.js';
import { Permissions } from './permissions.js';
import type { LoggedRequest } from './proposal-codec.js';
import type { Outcome } from './proposals.js';
import { leaseCostBytes, putCostBytes, type Quota, txnCostBytes } from './quota.js';
import { isRequestFailure } from './request-failure.js';
import { checkPut, checkTxn, executeDeleteRange, executePut, executeTxn, planTxn } from './txn.js';

export interface ApplierOptions {
  readonly store: MvccStore;
  readonly lessor: Lessor;
  readonly alarms: AlarmStore;
  readonly cluster: Cluster;
  readonly auth: AuthStore;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly activity: Activity;
  /** Shorter leases get this. */
  readonly minLeaseTtlSeconds: number;
}

const applied = { applied: true } as const;

/**
 * Applies requests from the Raft log to the state: the same requests in the same order give the same state
 * on every member, so it decides from the state and the entry alone.
 */
export class Applier {
  readonly #options: ApplierOptions;
  readonly #permissions: Permissions;
  readonly #auth: AuthApplier;

  constructor(options: ApplierOptions) {
    this.#options = options;
    this.#permissions = new Permissions(options.auth, options.lessor);
    this.#auth = new AuthApplier(options.auth);
  }

  /**
   * Applies one entry, whether it succeeds or is refused.
   * @throws what is not a request's failure: then the state cannot be trusted any more
   */
  *apply(request: LoggedRequest, entry: AppliedEntry): Steps<Outcome> {
    const { store, activity, clock } = this.#options;
    const beganMs = clock.monotonicMs();
    let outcome: Outcome;
    try {
      const answers = yield* this.#dispatch(request, entry);
      activity.applied(answers);
      outcome = { answers };
    } catch (error) {
      if (!isRequestFailure(error)) {
        throw error;
      }
      outcome = { error };
    }
    if (store.applied.index < entry.index) {
      store.markApplied(entry);
    }
    const success = outcome.answers !== undefined || outcome.error instanceof CompactedError;
    activity.applyDurations.observeMs(request.kind, success, clock.monotonicMs() - beganMs);
    return outcome;
  }

  *#dispatch({ kind, body, caller }: LoggedRequest, entry: AppliedEntry): Steps<Partial<ProposalAnswers>> {
    switch (kind) {
      case 'put':
        return this.#put(PutRequest.decode(body), caller, entry);
      case 'deleteRange':
        return yield* this.#deleteRange(DeleteRangeRequest.decode(body), caller, entry);
      case 'txn':
        return yield* this.#txn(TxnRequest.decode(body), caller, entry);
      case 'compaction':
        return this.#compact(CompactionRequest.decode(body), entry);
      case 'leaseGrant':
        return this.#grantLease(LeaseGrantRequest.decode(body));
      case 'leaseRevoke':
        return yield* this.#revokeLease(LeaseRevokeRequest.decode(body), caller, entry);
      case 'leaseCheckpoint':
        return this.#checkpointLeases(LeaseCheckpointRequest.decode(body));
      case 'alarm':
        return { alarm: this.#alarm(AlarmRequest.decode(body)) };
      case 'clusterVersionSet':
        return this.#setClusterVersion(ClusterVersionSetRequest.decode(body));
      case 'clusterMemberAttrSet':
        return this.#setMemberAttributes(ClusterMemberAttrSetRequest.decode(body));
      default:
        return this.#auth.apply(kind, body, caller, entry.index);
    }
  }

  /** Buckets are laid out as the cluster's version has them: nothing needs to be converted. */
  #setClusterVersion({ ver }: ClusterVersionSetRequest): Partial<ProposalAnswers> {
    const { cluster } = this.#options;
    cluster.setVersion(ver);
    cluster.setStorageVersion(ver);
    return { clusterVersionSet: applied };
  }

  #setMemberAttributes(request: ClusterMemberAttrSetRequest): Partial<ProposalAnswers> {
    const { memberID, memberAttributes } = request;
    const name = memberAttributes?.name ?? '';
    this.#options.cluster.setAttributes(memberID, name, memberAttributes?.clientUrls ?? []);
    return { clusterMemberAttrSet: applied };
  }

  #put(request: PutRequest, caller: Caller, entry: AppliedEntry): Partial<ProposalAnswers> {
    const { store, lessor } = this.#options;
    this.#refuseUnder(AlarmType.CORRUPT);
    this.#refuseUnder(AlarmType.NOSPACE);
    this.#permissions.checkPut(caller, request);
    checkPut(store, lessor, request);
    const fits = this.#options.quota.allows(putCostBytes(request));
    const writes = store.beginWrite(entry);
    const put = executePut(writes, request);
    this.#end(writes);
    refuseUnless(fits);
    return { put };
  }

  *#deleteRange(
    request: DeleteRangeRequest,
    caller: Caller,
    entry: AppliedEntry,
  ): Steps<Partial<ProposalAnswers>> {
    this.#refuseUnder(AlarmType.CORRUPT);
    this.#permissions.checkDeleteRange(caller, request);
    return yield* this.#write(entry, function* (writes) {
      return { deleteRange: yield* executeDeleteRange(writes, request) };
    });
  }

  *#txn(request: TxnRequest, caller: Caller, entry: AppliedEntry): Steps<Partial<ProposalAnswers>> {
    const { store, lessor } = this.#options;
    const costBytes = txnCostBytes(request);
    this.#refuseUnder(AlarmType.CORRUPT);
    if (costBytes > 0) {
      this.#refuseUnder(AlarmType.NOSPACE);
    }
    this.#permissions.checkTxn(caller, request);
    const plan = yield* planTxn(store, request);
    checkTxn(store, lessor, plan);
    const fits = this.#options.quota.allows(costBytes);
    const responses = yield* this.#write(entry, (writes) => executeTxn(writes, plan));
    refuseUnless(fits);
    return { txn: { revision: store.revision, succeeded: plan.succeeded, responses } };
  }

  #compact(request: CompactionRequest, entry: AppliedEntry): Partial<ProposalAnswers> {
    const { store } = this.#options;
    this.#refuseUnder(AlarmType.CORRUPT);
    const { done } = store.compact(request.revision, entry);
    // Whoever asked for the compaction hears of its failure; when the entry is replayed, nobody did.
    done.catch(() => undefined);
    return { compaction: { revision: store.revision, done } };
  }

  #grantLease(request: LeaseGrantRequest): Partial<ProposalAnswers> {
    const { lessor, clock, minLeaseTtlSeconds, quota } = this.#options;
    this.#refuseUnder(AlarmType.CORRUPT);
    this.#refuseUnder(AlarmType.NOSPACE);
    const fits = quota.allows(leaseCostBytes);
    const ttlSeconds = Math.max(request.ttl, minLeaseTtlSeconds);
    const lease = lessor.grant(request.id, ttlSeconds, clock.monotonicMs());
    refuseUnless(fits);
    return { leaseGrant: { id: lease.id, ttlSeconds: lease.grantedTtlSeconds } };
  }

  /** The lease's keys go in one revision, in key order; without keys there is no revision. */
  *#revokeLease(
    request: LeaseRevokeRequest,
    caller: Caller,
    entry: AppliedEntry,
  ): Steps<Partial<ProposalAnswers>> {
    this.#refuseUnder(AlarmType.CORRUPT);
    this.#permissions.checkLeaseKeys(caller, 'write', request.id);
    const keys = this.#options.lessor.revoke(request.id);
    if (keys.length > 0) {
      yield* this.#write(entry, function* (writes) {
        for (const key of keys) {
          yield* writes.deleteRange(key, emptyBytes, false);
        }
      });
    }
    return { leaseRevoke: applied };
  }

  /** Under any alarm and for leases that are gone too, as in etcd. */
  #checkpointLeases({ checkpoints }: LeaseCheckpointRequest): Partial<ProposalAnswers> {
    const { lessor, clock } = this.#options;
    for (const { id, remainingTTL } of checkpoints) {
      lessor.checkpoint({ id, remainingTtlSeconds: remainingTTL }, clock.monotonicMs());
    }
    return { leaseCheckpoint: applied };
  }

  #alarm(request: AlarmRequest): AlarmMember[] {
    const { alarms } = this.#options;
    const named = AlarmMember.create({ memberID: request.memberID, alarm: request.alarm });
    switch (request.action) {
      case AlarmAction.GET:
        return alarms.list(request.alarm);
      case AlarmAction.ACTIVATE:
        return request.alarm === AlarmType.NONE ? [] : [alarms.activate(named)];
      case AlarmAction.DEACTIVATE: {
        const lowered = alarms.deactivate(named);
        return lowered === undefined ? [] : [lowered];
      }
    }
  }

  /** The changes of one entry: whole, or the member must not go on. */
  *#write<T>(entry: AppliedEntry, act: (writes: WriteTransaction) => Steps<T>): Steps<T> {
    const writes = this.#options.store.beginWrite(entry);
    try {
      const result = yield* act(writes);
      this.#end(writes);
      return result;
    } catch (error) {
      throw new Error(`log entry ${entry.index} was applied in part`, { cause: error });
    }
  }

  #end(writes: WriteTransaction): void {
    this.#options.activity.putBytes += writes.putBytes;
    writes.end();
  }

  #refuseUnder(alarm: typeof AlarmType.NOSPACE | typeof AlarmType.CORRUPT): void {
    if (this.#options.alarms.isActive(alarm)) {
      throw new RequestError(alarm === AlarmType.NOSPACE ? 'no-space' : 'corrupt');
    }
  }
}

/** A request that crosses the quota is applied, and still fails: etcd's members decide it at different times. */
function refuseUnless(fits: boolean): void {
  if (!fits) {
    throw new RequestError('no-space');
  }
}
