/** A lease as clients see it. TTLs are whole seconds. */
export interface LeaseView {
  readonly id: bigint;
  readonly grantedTtlSeconds: number;
  readonly remainingTtlSeconds: number;
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
  /** Starts the TTL anew. @throws LeaseNotFoundError */
  renew(id: bigint, nowMs: number): LeaseView;
  find(id: bigint, nowMs: number): LeaseView | undefined;
  keysOf(id: bigint): readonly Uint8Array[];
  list(): readonly bigint[];
  attach(id: bigint, key: Uint8Array): void;
  detach(id: bigint, key: Uint8Array): void;
  leaseOf(key: Uint8Array): bigint;
  /** This member now leads: every lease gets its whole TTL again, plus `extendMs`. */
  promote(nowMs: number, extendMs: number): void;
  demote(): void;
  /** Ids past their time, at most `limit`, longest dead first. */
  expired(nowMs: number, limit: number): readonly bigint[];
}
