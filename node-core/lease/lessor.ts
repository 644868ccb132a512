import type { Backend } from '../backend/types.js';
import { type ByteString, fromByteString, toByteString } from '../schema/byte-string.js';
import { decodeLease, encodeLease, leaseKey } from '../schema/lease-record.js';
import { LeaseExistsError, LeaseNotFoundError, LeaseTtlTooLargeError } from './errors.js';
import { type Expiring, ExpiryQueue } from './expiry-queue.js';
import { revokesPerSecond, spreadDelays } from './expiry-spread.js';
import type { LeaseCheckpoint, LeaseView, Lessor, LessorOptions } from './types.js';

/** etcd's MaxLeaseTTL. */
const longestTtlSeconds = 9_000_000_000;

/**
 * Leases as the `lease` bucket keeps them: id, time to live and what a checkpoint left of it. Which keys hang on them is not stored; the
 * store attaches its keys when it opens. Until `promote`, leases do not expire.
 */
export function createLessor(backend: Backend, options: LessorOptions = {}): Lessor {
  return new BackendLessor(backend, options);
}

interface Lease extends Expiring {
  readonly id: bigint;
  readonly ttlSeconds: number;
  /** 0 without a checkpoint. */
  remainingTtlSeconds: number;
  readonly keys: Set<ByteString>;
  readonly nextCheckpoint: ScheduledCheckpoint;
}

/** When the rest of a lease is to be told next; `expiresAtMs` is that moment. */
interface ScheduledCheckpoint extends Expiring {
  readonly id: bigint;
}

class BackendLessor implements Lessor {
  readonly #backend: Backend;
  readonly #leases = new Map<bigint, Lease>();
  readonly #leaseOfKey = new Map<ByteString, bigint>();
  /** Empty while this member does not lead. */
  readonly #expiries = new ExpiryQueue<Lease>();
  readonly #checkpoints = new ExpiryQueue<ScheduledCheckpoint>();
  readonly #checkpointEveryMs: number | undefined;
  #leading = false;

  constructor(backend: Backend, { minTtlSeconds = 0, checkpointEveryMs }: LessorOptions) {
    this.#backend = backend;
    this.#checkpointEveryMs = checkpointEveryMs;
    for (const { value } of backend.range('lease', {})) {
      const { id, ttlSeconds, remainingTtlSeconds } = decodeLease(value);
      const lease = newLease(id, Math.max(ttlSeconds, minTtlSeconds));
      lease.remainingTtlSeconds = remainingTtlSeconds;
      this.#leases.set(id, lease);
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
    this.#store(lease);
    this.#restart(lease, nowMs, 0);
    this.#scheduleCheckpoint(lease, nowMs);
    return this.#view(lease, nowMs);
  }

  revoke(id: bigint): readonly Uint8Array[] {
    const lease = this.#lease(id);
    const keys = sortedKeys(lease);
    for (const key of lease.keys) {
      this.#leaseOfKey.delete(key);
    }
    this.#expiries.delete(lease);
    this.#checkpoints.delete(lease.nextCheckpoint);
    this.#leases.delete(id);
    this.#backend.delete('lease', leaseKey(id));
    return keys;
  }

  renew(id: bigint, nowMs: number): LeaseView {
    const lease = this.#lease(id);
    this.#restart(lease, nowMs, 0);
    return this.#view(lease, nowMs);
  }

  checkpoint({ id, remainingTtlSeconds }: LeaseCheckpoint, nowMs: number): void {
    const lease = this.#leases.get(id);
    if (lease !== undefined) {
      lease.remainingTtlSeconds = remainingTtlSeconds;
      this.#store(lease);
      this.#scheduleCheckpoint(lease, nowMs);
    }
  }

  needsClearing(id: bigint): boolean {
    return this.#checkpointEveryMs !== undefined && (this.#leases.get(id)?.remainingTtlSeconds ?? 0) > 0;
  }

  dueCheckpoints(nowMs: number, limit: number): readonly LeaseCheckpoint[] {
    const due: LeaseCheckpoint[] = [];
    for (const scheduled of this.#checkpoints.due(nowMs, limit)) {
      this.#checkpoints.delete(scheduled);
      const lease = this.#leases.get(scheduled.id);
      const leftMs = (lease?.expiresAtMs ?? 0) - nowMs;
      const remainingTtlSeconds = Math.ceil(leftMs / 1000);
      // One that was renewed just now has its whole time: there is nothing to tell.
      if (lease !== undefined && leftMs > 0 && remainingTtlSeconds < lease.ttlSeconds) {
        due.push({ id: lease.id, remainingTtlSeconds });
      }
    }
    return due;
  }

  isExpired(id: bigint, nowMs: number): boolean {
    const lease = this.#leases.get(id);
    return lease !== undefined && lease.expiresAtMs <= nowMs;
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
      this.#scheduleCheckpoint(lease, nowMs);
    }
    if (this.#leases.size >= revokesPerSecond) {
      this.#spread(nowMs, extendMs);
    }
  }

  demote(): void {
    this.#leading = false;
    this.#expiries.clear();
    this.#checkpoints.clear();
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
      this.#expiries.set(lease, nowMs + leftSeconds(lease) * 1000 + extendMs);
    }
  }

  /** So many may end at once that revoking them would keep the others waiting. */
  #spread(nowMs: number, extendMs: number): void {
    const leases = [...this.#leases.values()].sort((a, b) => a.expiresAtMs - b.expiresAtMs);
    const delays = spreadDelays(leases.map(({ expiresAtMs }) => expiresAtMs - nowMs));
    for (const [position, lease] of leases.entries()) {
      const delayMs = delays[position] ?? 0;
      if (delayMs > 0) {
        this.#restart(lease, nowMs, extendMs + delayMs);
      }
    }
  }

  /** Leases that end before the next checkpoint need none. */
  #scheduleCheckpoint(lease: Lease, nowMs: number): void {
    const everyMs = this.#checkpointEveryMs;
    if (this.#leading && everyMs !== undefined && leftSeconds(lease) * 1000 > everyMs) {
      this.#checkpoints.set(lease.nextCheckpoint, nowMs + everyMs);
    }
  }

  #store(lease: Lease): void {
    this.#backend.put('lease', leaseKey(lease.id), encodeLease(lease));
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
  return {
    id,
    ttlSeconds,
    remainingTtlSeconds: 0,
    keys: new Set(),
    nextCheckpoint: { id, expiresAtMs: never, queuePosition: -1 },
    expiresAtMs: never,
    queuePosition: -1,
  };
}

function leftSeconds({ ttlSeconds, remainingTtlSeconds }: Lease): number {
  return remainingTtlSeconds > 0 ? remainingTtlSeconds : ttlSeconds;
}

/** In bytes' order, so that all members delete them in the same order. */
function sortedKeys(lease: Lease): Uint8Array[] {
  return [...lease.keys].sort().map(fromByteString);
}

/** Whole seconds, as etcd cuts them; a lease past its time that waits for its revocation has none. */
function remainingSeconds(lease: Lease, nowMs: number): number {
  return Math.max(0, Math.floor((lease.expiresAtMs - nowMs) / 1000));
}
