import type { RateBound } from './limits.js';

/** A bucket of tokens that fills again with time. */
export class RateLimit {
  readonly #bound: RateBound;
  readonly #nowMs: () => number;
  #tokens: number;
  #filledMs: number;

  constructor(bound: RateBound, nowMs: () => number) {
    this.#bound = bound;
    this.#nowMs = nowMs;
    this.#tokens = bound.burst;
    this.#filledMs = nowMs();
  }

  /** @returns false when it has been too many too fast. */
  take(): boolean {
    if (this.#tokens < 1) {
      this.#refill();
    }
    this.#tokens -= 1;
    return this.#tokens >= 0;
  }

  /** The clock is asked only when the bucket is empty: that is rare, and this runs for every frame. */
  #refill(): void {
    const nowMs = this.#nowMs();
    const earned = ((nowMs - this.#filledMs) / 1_000) * this.#bound.perSecond;
    this.#tokens = Math.min(this.#bound.burst, earned);
    this.#filledMs = nowMs;
  }
}
