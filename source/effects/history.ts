import type { ByteString } from '../bytes/byte-string.js';
import { KeyHistory } from '../history/key-history.js';
import type { HistoryEvent } from '../store/history.js';
import { Budget, type BudgetRates } from '../tree/budget.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';
import { sleepOn } from './sleep-on.js';

/** Nobody steps through a history faster than this. */
const rates: BudgetRates = { requestsPerSecond: 50, keysPerSecond: 50, savedSeconds: 2 };

/** What is kept of a history while it is walked through. */
const stepsMax = 200;
const bytesMax = 32_000_000;
/** One for each step, and the edge and earlier lives. */
const requestsMax = 500;

/** Reads the history of a key from its newest revision back, and tells each one. */
export class HistoryRun {
  readonly #run: number;
  readonly #services: Services;
  readonly #dispatch: (event: HistoryEvent) => void;
  readonly #end = new AbortController();

  constructor(run: number, services: Services, dispatch: (event: HistoryEvent) => void) {
    this.#run = run;
    this.#services = services;
    this.#dispatch = dispatch;
  }

  stop(): void {
    this.#end.abort();
  }

  /** From `revision` back, or from now. */
  async read(key: ByteString, revision?: number): Promise<void> {
    const { signal } = this.#end;
    try {
      await this.#read(key, revision, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#dispatch({ type: 'history-failed', run: this.#run, reason: sentenceOf(error) });
    }
  }

  async #read(key: ByteString, revision: number | undefined, signal: AbortSignal): Promise<void> {
    const { client } = this.#services;
    const clock = { nowMs: () => this.#services.nowMs(), sleep: sleepOn(this.#services) };
    const history = new KeyHistory(
      { key, revision, requestsMax },
      {
        range: (request, options) => client.kv.range(request, options),
        budget: new Budget(rates, clock),
        nowMs: clock.nowMs,
      },
    );
    for (let steps = 0; steps < stepsMax && history.cost.bytes < bytesMax; steps += 1) {
      const step = await history.next(signal);
      if (signal.aborted) return;
      if (step === undefined) break;
      this.#dispatch({ type: 'history-read', run: this.#run, step });
    }
    this.#dispatch({ type: 'history-ended', run: this.#run, end: history.end ?? { kind: 'full' } });
  }
}
