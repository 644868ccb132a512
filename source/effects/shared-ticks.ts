import { perSession } from './per-session.js';
import type { Services } from './services.js';
import { Ticker } from './ticker.js';

/** How often the screen hears of what comes by itself, in milliseconds. */
const tickMs = 100;

/** The moments at which all who follow changes tell what came: it is drawn once for all of them, not once for each. */
class SharedTicks {
  readonly #ticker: Ticker;
  readonly #waiting = new Set<() => void>();

  constructor(services: Services) {
    this.#ticker = new Ticker(services, tickMs, () => this.#run());
  }

  /** Runs `tell` at the next tick: of a quiet time as soon as everybody has heard what there is to tell. */
  soon(tell: () => void): void {
    this.#waiting.add(tell);
    if (this.#waiting.size === 1) queueMicrotask(() => this.#ticker.soon());
  }

  forget(tell: () => void): void {
    this.#waiting.delete(tell);
  }

  #run(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const tell of due) tell();
  }
}

export const sharedTicks = perSession((services) => new SharedTicks(services));
