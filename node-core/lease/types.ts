/** A lease as clients see it. TTLs are whole seconds. */
export interface LeaseView {
  readonly id: bigint;
  readonly grantedTtlSeconds: number;
  readonly remainingTtlSeconds: number;
}

/** What is left of a lease, as a checkpoint in the log says it. */
export interface LeaseCheckpoint {
  readonly id: bigint;
  /** 0: the whole TTL again. */
  readonly remainingTtlSeconds: number;
}

export interface LessorOptions {
  /** Leases that were stored with less, by an etcd with other elections, get this. */
  readonly minTtlSeconds?: number;
  /** How often what is left of a long lease is told to the log; absent: never, and then it starts anew. */
  readonly checkpointEveryMs?: number | undefined;
}

/**
 * Leases and the keys attached to them. It does not read a clock: `nowMs` comes with each call.
 * On a member that does not lead, leases never expire.
 */
export interface Lessor {
  /** @throws LeaseExistsError, LeaseTtlTooLargeError */
  grant(id: bigint, ttlSeconds: number, nowMs: number): LeaseView;
  /** Forgets the lease and returns its keys, sorted; the caller deletes them. @throws LeaseNotFoundError */
  revoke(id: bigint): readonly Uint8Array[];
  /** Starts the TTL anew. A checkpoint that is to be cleared is cleared before. @throws LeaseNotFoundError */
  renew(id: bigint, nowMs: number): LeaseView;
  /** What the log says is left of a lease: it counts when a member begins to lead. */
  checkpoint(checkpoint: LeaseCheckpoint, nowMs: number): void;
  /** Whether a renewal must first clear a checkpoint in the log. */
  needsClearing(id: bigint): boolean;
  /** Leases whose rest is to be told to the log, at most `limit`; each is given once. */
  dueCheckpoints(nowMs: number, limit: number): readonly LeaseCheckpoint[];
  /** Whether a lease is past its time, and waits to be revoked. */
  isExpired(id: bigint, nowMs: number): boolean;
  find(id: bigint, nowMs: number): LeaseView | undefined;
  keysOf(id: bigint): readonly Uint8Array[];
  list(): readonly bigint[];
  attach(id: bigint, key: Uint8Array): void;
  detach(id: bigint, key: Uint8Array): void;
  leaseOf(key: Uint8Array): bigint;
  /** This member now leads: every lease gets its TTL again, or what a checkpoint left of it, plus `extendMs`. */
  promote(nowMs: number, extendMs: number): void;
  demote(): void;
  /** Ids past their time, at most `limit`, longest dead first. */
  expired(nowMs: number, limit: number): readonly bigint[];
}
