import type { Clock } from '../ports/clock.js';
import type { SoftState } from '../raft/types.js';
import { nobody } from '../raft/types.js';
import type { LeaseExpiry } from './lease-expiry.js';
import type { MemberIdentity } from './member.js';
import type { MemberState } from './state.js';

export interface LeadershipOptions {
  readonly identity: MemberIdentity;
  readonly state: MemberState;
  readonly clock: Clock;
  readonly expiry: LeaseExpiry;
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

  update(softState: SoftState): void {
    const { identity, state, clock, leaseExtensionMs, onElected } = this.#options;
    if (softState.leader !== nobody && softState.leader !== this.#leader) {
      this.#changes += 1;
    }
    this.#leader = softState.leader;
    const leads = softState.leader === identity.memberId;
    if (leads && !this.#isLeading) {
      state.lessor.promote(clock.monotonicMs(), leaseExtensionMs);
      onElected();
    } else if (!leads && this.#isLeading) {
      state.lessor.demote();
    }
    this.#isLeading = leads;
  }

  tick(): void {
    if (this.#isLeading) {
      this.#options.expiry.tick();
    }
  }
}
