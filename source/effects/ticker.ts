import type { Services } from './services.js';

/** Runs something at most once an interval: the first of a quiet time at once, what follows together. */
export class Ticker {
  readonly #services: Services;
  readonly #intervalMs: number;
  readonly #run: () => void;
  #ranMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(services: Services, intervalMs: number, run: () => void) {
    this.#services = services;
    this.#intervalMs = intervalMs;
    this.#run = run;
  }

  soon(): void {
    if (this.#cancel !== undefined) return;
    const delayMs = this.#ranMs + this.#intervalMs - this.#services.nowMs();
    if (delayMs <= 0) this.now();
    else this.#cancel = this.#services.after(delayMs, () => this.now());
  }

  now(): void {
    this.stop();
    this.#ranMs = this.#services.nowMs();
    this.#run();
  }

  /** Forgets a run that is due. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
