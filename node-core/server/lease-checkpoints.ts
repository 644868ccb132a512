import type { LeaseCheckpoint, Lessor } from '../lease/types.js';
import type { Clock } from '../ports/clock.js';

/** etcd's rates: it looks twice a second and puts so many leases into one entry of the log. */
const checkEveryMs = 500;
const checkpointsPerEntry = 1_000;

/** etcd's interval: what a restart may give back to a lease. */
export const leaseCheckpointEveryMs = 300_000;

export interface LeaseCheckpointsOptions {
  readonly lessor: Lessor;
  readonly clock: Clock;
  /** Proposes checkpoints; resolves when they are in the log, or when that failed. */
  readonly propose: (checkpoints: readonly LeaseCheckpoint[]) => Promise<void>;
}

/** The leader's duty to tell the log what is left of long leases, so that a restart does not renew them. */
export class LeaseCheckpoints {
  readonly #options: LeaseCheckpointsOptions;
  #nextCheckMs = 0;
  #isUnderWay = false;

  constructor(options: LeaseCheckpointsOptions) {
    this.#options = options;
  }

  /** To be called often; looks when it is time. */
  tick(): void {
    const { lessor, clock, propose } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#nextCheckMs || this.#isUnderWay) {
      return;
    }
    this.#nextCheckMs = nowMs + checkEveryMs;
    const due = lessor.dueCheckpoints(nowMs, checkpointsPerEntry);
    if (due.length > 0) {
      this.#isUnderWay = true;
      void propose(due).finally(() => {
        this.#isUnderWay = false;
      });
    }
  }
}
