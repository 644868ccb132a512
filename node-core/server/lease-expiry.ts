import type { Lessor } from '../lease/types.js';
import type { Clock } from '../ports/clock.js';

/** etcd looks twice a second and revokes at most this many leases each time. */
const checkEveryMs = 500;
const revokesPerCheck = 500;

export interface LeaseExpiryOptions {
  readonly lessor: Lessor;
  readonly clock: Clock;
  /** Proposes to revoke a lease; resolves when it is gone, or when that failed. */
  readonly revoke: (id: bigint) => Promise<void>;
}

/** The leader's duty to end leases whose time is over. It goes through Raft, as every other change. */
export class LeaseExpiry {
  readonly #options: LeaseExpiryOptions;
  readonly #underWay = new Set<bigint>();
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
      void this.#revoke(id);
    }
  }

  async #revoke(id: bigint): Promise<void> {
    if (this.#underWay.has(id)) {
      return;
    }
    this.#underWay.add(id);
    try {
      await this.#options.revoke(id);
    } finally {
      this.#underWay.delete(id);
    }
  }
}
