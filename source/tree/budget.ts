/** What the tree may cost a member: so much each second, and so much at once after a rest. */
export interface BudgetRates {
  readonly requestsPerSecond: number;
  /** Keys that the server visits to answer, whether it sends them or not. */
  readonly keysPerSecond: number;
  /** How many seconds' worth may be saved up. */
  readonly savedSeconds: number;
}

/** About a tenth of one core of a member, once what was saved up is spent. */
export const cautiousRates: BudgetRates = {
  requestsPerSecond: 200,
  keysPerSecond: 250_000,
  savedSeconds: 20,
};

export interface BudgetClock {
  nowMs(): number;
  /** @throws when the signal is aborted before the time is over. */
  sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Paces requests. What a request costs is known when it is answered, so it may overdraw; the next one then
 * waits until that is made up for.
 */
export class Budget {
  readonly #rates: BudgetRates;
  readonly #clock: BudgetClock;
  readonly #onUse: () => void;
  #requests: number;
  #keys: number;
  #atMs: number;

  /** @param onUse called when something was spent. */
  constructor(rates: BudgetRates, clock: BudgetClock, onUse: () => void = () => {}) {
    this.#rates = rates;
    this.#clock = clock;
    this.#onUse = onUse;
    this.#requests = rates.requestsPerSecond * rates.savedSeconds;
    this.#keys = rates.keysPerSecond * rates.savedSeconds;
    this.#atMs = clock.nowMs();
  }

  /** How much is used up of what may be spent at once, of requests or of keys, whichever is more; at 1 requests wait. */
  get usedShare(): number {
    this.#save();
    const { requestsPerSecond, keysPerSecond, savedSeconds } = this.#rates;
    const left = Math.min(this.#requests / requestsPerSecond, this.#keys / keysPerSecond) / savedSeconds;
    return Math.max(0, Math.min(1, 1 - left));
  }

  /** How long the next request has to wait, in milliseconds; 0 when it need not. */
  get waitMs(): number {
    this.#save();
    const { requestsPerSecond, keysPerSecond } = this.#rates;
    const requestsMs = ((1 - this.#requests) / requestsPerSecond) * 1_000;
    const keysMs = (-this.#keys / keysPerSecond) * 1_000;
    return Math.max(0, requestsMs, keysMs);
  }

  /** Waits until a request may be made, and counts it. */
  async admit(signal: AbortSignal | undefined): Promise<void> {
    for (let waitMs = this.waitMs; waitMs > 0; waitMs = this.waitMs) {
      await this.#clock.sleep(Math.ceil(waitMs), signal);
    }
    this.#requests -= 1;
    this.#onUse();
  }

  /** Counts what an answer cost. */
  spend(keysVisited: number): void {
    this.#save();
    this.#keys -= keysVisited;
    this.#onUse();
  }

  #save(): void {
    const nowMs = this.#clock.nowMs();
    const seconds = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#atMs = nowMs;
    const { requestsPerSecond, keysPerSecond, savedSeconds } = this.#rates;
    this.#requests = Math.min(requestsPerSecond * savedSeconds, this.#requests + seconds * requestsPerSecond);
    this.#keys = Math.min(keysPerSecond * savedSeconds, this.#keys + seconds * keysPerSecond);
  }
}
