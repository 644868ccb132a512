import type { Budget } from '../tree/budget.js';
import type { Services } from './services.js';

const soonMs = 250;
const againMs = 1_000;

/** Tells how much of a budget is used up, in percent, when that changed; it costs nothing while nobody reads. */
export class BudgetMeter {
  readonly #budget: Budget;
  readonly #services: Services;
  readonly #tell: (percent: number) => void;
  #told = 0;
  #isWaiting = false;

  constructor(budget: Budget, services: Services, tell: (percent: number) => void) {
    this.#budget = budget;
    this.#services = services;
    this.#tell = tell;
  }

  /** Something was spent. */
  note(): void {
    if (!this.#isWaiting) this.#lookAfter(soonMs);
  }

  /** What is used up comes back with time: until all of it did, it is looked at again. */
  #lookAfter(delayMs: number): void {
    this.#isWaiting = true;
    this.#services.after(delayMs, () => {
      this.#isWaiting = false;
      if (this.#services.signal.aborted) return;
      const percent = Math.round(this.#budget.usedShare * 100);
      if (percent !== this.#told) this.#tell(percent);
      this.#told = percent;
      if (percent > 0) this.#lookAfter(againMs);
    });
  }
}
