import type { Lessor } from '../lease/types.js';
import type { Clock } from '../ports/clock.js';
import { nobody, type SoftState } from '../raft/types.js';
import type { LeaseCheckpoints } from './lease-checkpoints.js';
import type { LeaseExpiry } from './lease-expiry.js';

export interface LeadershipOptions {
  readonly memberId: bigint;
  readonly lessor: Lessor;
  readonly clock: Clock;
  readonly expiry: LeaseExpiry;
  readonly checkpoints: LeaseCheckpoints;
  /** Leases get this much on top of their TTL from a new leader: clients need time to find it. */
  readonly leaseExtensionMs: number;
  /** Called each time this member begins to lead. */
  readonly onElected: () => void;
}

/** What leading brings with it: leases end only by the leader's clock. */
export class Leadership {
  readonly #options: LeadershipOptions;
  #leader = nobody;
  #isLeading = false;
  #changes = 0;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Times a leader was found, since the start. */
  get changes(): number {
    return this.#changes;
  }

  update({ leader }: SoftState): void {
    if (leader !== nobody && leader !== this.#leader) {
      this.#changes += 1;
    }
    this.#leader = leader;
    const leads = leader === this.#options.memberId;
    if (leads && !this.#isLeading) {
      this.#begin();
    } else if (!leads && this.#isLeading) {
      this.#options.lessor.demote();
    }
    this.#isLeading = leads;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  tick(): void {
    if (this.#isLeading) {
      this.#options.expiry.tick();
      this.#options.checkpoints.tick();
    }
  }

  #begin(): void {
    const { lessor, clock, leaseExtensionMs, onElected } = this.#options;
    lessor.promote(clock.monotonicMs(), leaseExtensionMs);
    onElected();
  }
}
