import type { Backend } from '../backend/types.js';
import { type ByteString, fromByteString, toByteString } from '../schema/byte-string.js';
import { decodeLease, encodeLease, leaseKey } from '../schema/lease-record.js';
import { LeaseExistsError, LeaseNotFoundError, LeaseTtlTooLargeError } from './errors.js';
import { type Expiring, ExpiryQueue } from './expiry-queue.js';
import type { LeaseView, Lessor } from './types.js';

/** etcd's MaxLeaseTTL. */
const longestTtlSeconds = 9_000_000_000;

/**
 * Leases as the `lease` bucket keeps them: id and time to live. Which keys hang on them is not stored; the
 * store attaches its keys when it opens. Until `promote`, leases do not expire.
 */
export function createLessor(backend: Backend): Lessor {
  return new BackendLessor(backend);
}

interface Lease extends Expiring {
  readonly id: bigint;
  readonly ttlSeconds: number;
  readonly keys: Set<ByteString>;
}

class BackendLessor implements Lessor {
  readonly #backend: Backend;
  readonly #leases = new Map<bigint, Lease>();
  readonly #leaseOfKey = new Map<ByteString, bigint>();
  /** Empty while this member does not lead. */
  readonly #expiries = new ExpiryQueue<Lease>();
  #leading = false;

  constructor(backend: Backend) {
    this.#backend = backend;
    for (const { value } of backend.range('lease', {})) {
      const { id, ttlSeconds } = decodeLease(value);
      this.#leases.set(id, newLease(id, ttlSeconds));
    }
  }

  grant(id: bigint, ttlSeconds: number, nowMs: number): LeaseView {
    if (id === 0n) {
      throw new LeaseNotFoundError(id);
    }
    if (ttlSeconds > longestTtlSeconds) {
      throw new LeaseTtlTooLargeError(ttlSeconds, longestTtlSeconds);
    }
    if (this.#leases.has(id)) {
      throw new LeaseExistsError(id);
    }
    const lease = newLease(id, ttlSeconds);
    this.#leases.set(id, lease);
    this.#backend.put('lease', leaseKey(id), encodeLease(id, ttlSeconds));
    this.#restart(lease, nowMs, 0);
    return this.#view(lease, nowMs);
  }

  revoke(id: bigint): readonly Uint8Array[] {
    const lease = this.#lease(id);
    const keys = sortedKeys(lease);
    for (const key of lease.keys) {
      this.#leaseOfKey.delete(key);
    }
    this.#expiries.delete(lease);
    this.#leases.delete(id);
    this.#backend.delete('lease', leaseKey(id));
    return keys;
  }

  renew(id: bigint, nowMs: number): LeaseView {
    const lease = this.#lease(id);
    this.#restart(lease, nowMs, 0);
    return this.#view(lease, nowMs);
  }

  find(id: bigint, nowMs: number): LeaseView | undefined {
    const lease = this.#leases.get(id);
    return lease === undefined ? undefined : this.#view(lease, nowMs);
  }

  keysOf(id: bigint): readonly Uint8Array[] {
    const lease = this.#leases.get(id);
    return lease === undefined ? [] : sortedKeys(lease);
  }

  list(): readonly bigint[] {
    const leases = [...this.#leases.values()];
    leases.sort((a, b) => a.expiresAtMs - b.expiresAtMs || (a.id < b.id ? -1 : 1));
    return leases.map((lease) => lease.id);
  }

  attach(id: bigint, key: Uint8Array): void {
    const lease = this.#lease(id);
    const name = toByteString(key);
    lease.keys.add(name);
    this.#leaseOfKey.set(name, id);
  }

  detach(id: bigint, key: Uint8Array): void {
    const name = toByteString(key);
    this.#leases.get(id)?.keys.delete(name);
    if (this.#leaseOfKey.get(name) === id) {
      this.#leaseOfKey.delete(name);
    }
  }

  leaseOf(key: Uint8Array): bigint {
    return this.#leaseOfKey.get(toByteString(key)) ?? 0n;
  }

  promote(nowMs: number, extendMs: number): void {
    this.#leading = true;
    for (const lease of this.#leases.values()) {
      this.#restart(lease, nowMs, extendMs);
    }
  }

  demote(): void {
    this.#leading = false;
    this.#expiries.clear();
    for (const lease of this.#leases.values()) {
      lease.expiresAtMs = never;
    }
  }

  expired(nowMs: number, limit: number): readonly bigint[] {
    return this.#expiries.due(nowMs, limit).map((lease) => lease.id);
  }

  #lease(id: bigint): Lease {
    const lease = this.#leases.get(id);
    if (lease === undefined) {
      throw new LeaseNotFoundError(id);
    }
    return lease;
  }

  #restart(lease: Lease, nowMs: number, extendMs: number): void {
    if (this.#leading) {
      this.#expiries.set(lease, nowMs + lease.ttlSeconds * 1000 + extendMs);
    }
  }

  #view(lease: Lease, nowMs: number): LeaseView {
    return {
      id: lease.id,
      grantedTtlSeconds: lease.ttlSeconds,
      remainingTtlSeconds: this.#leading ? remainingSeconds(lease, nowMs) : lease.ttlSeconds,
    };
  }
}

const never = Number.POSITIVE_INFINITY;

function newLease(id: bigint, ttlSeconds: number): Lease {
  return { id, ttlSeconds, keys: new Set(), expiresAtMs: never, queuePosition: -1 };
}

/** In bytes' order, so that all members delete them in the same order. */
function sortedKeys(lease: Lease): Uint8Array[] {
  return [...lease.keys].sort().map(fromByteString);
}

/** Whole seconds, as etcd cuts them; a lease past its time that waits for its revocation has none. */
function remainingSeconds(lease: Lease, nowMs: number): number {
  return Math.max(0, Math.floor((lease.expiresAtMs - nowMs) / 1000));
}
