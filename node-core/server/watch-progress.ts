import type { Clock } from '../ports/clock.js';
import type { Entropy } from '../ports/entropy.js';
import type { WatchHub } from '../watch/types.js';

/** Tells watches that asked for it, now and then, that nothing has happened up to a revision. */
export class WatchProgress {
  readonly #watches: WatchHub;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #intervalMs: number;
  #nextMs: number;

  constructor(watches: WatchHub, clock: Clock, entropy: Entropy, intervalMs: number) {
    this.#watches = watches;
    this.#clock = clock;
    this.#entropy = entropy;
    this.#intervalMs = intervalMs;
    this.#nextMs = this.#later();
  }

  /** To be called often; notifies when it is time. */
  tick(): void {
    if (this.#clock.monotonicMs() >= this.#nextMs) {
      this.#watches.notifyProgress();
      this.#nextMs = this.#later();
    }
  }

  /** Up to a tenth more each time, as etcd does, so that members do not fall into step. */
  #later(): number {
    const jitterMs = this.#entropy.below(Math.max(1, Math.floor(this.#intervalMs / 10)));
    return this.#clock.monotonicMs() + this.#intervalMs + jitterMs;
  }
}
