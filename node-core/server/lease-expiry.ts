import { revokesPerSecond } from '../lease/expiry-spread.js';
import type { Lessor } from '../lease/types.js';
import type { Clock } from '../ports/clock.js';

/** etcd looks twice a second, and revokes at most half of a second's leases each time. */
const checkEveryMs = 500;
const revokesPerCheck = revokesPerSecond / 2;

export interface LeaseExpiryOptions {
  readonly lessor: Lessor;
  readonly clock: Clock;
  /** Proposes to revoke a lease; resolves when it is gone, or when that failed. */
  readonly revoke: (id: bigint) => Promise<void>;
}

/** The leader's duty to end leases whose time is over. It goes through Raft, as every other change. */
export class LeaseExpiry {
  readonly #options: LeaseExpiryOptions;
  readonly #underWay = new Map<bigint, Promise<void>>();
  #nextCheckMs = 0;

  constructor(options: LeaseExpiryOptions) {
    this.#options = options;
  }

  /** To be called often; looks when it is time. */
  tick(): void {
    const { lessor, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#nextCheckMs) {
      return;
    }
    this.#nextCheckMs = nowMs + checkEveryMs;
    for (const id of lessor.expired(nowMs, revokesPerCheck)) {
      void this.end(id);
    }
  }

  /** Revokes a lease whose time is over; resolves when it is gone, or when that failed. */
  end(id: bigint): Promise<void> {
    const revocation =
      this.#underWay.get(id) ?? this.#options.revoke(id).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, revocation);
    return revocation;
  }
}
