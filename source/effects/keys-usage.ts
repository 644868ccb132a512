import { rowsOf, sampleUsage, surveyUsage, type UsagePorts } from '../search/usage.js';
import type { KeysEffect, KeysEvent } from '../store/keys.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';

/** Keys that are counted and values that are sampled; one measurement at a time. */
export class KeysUsageRun {
  readonly #services: Services;
  readonly #ports: UsagePorts;
  readonly #dispatch: (event: KeysEvent) => void;
  #stop = new AbortController();

  constructor(services: Services, ports: UsagePorts, dispatch: (event: KeysEvent) => void) {
    this.#services = services;
    this.#ports = ports;
    this.#dispatch = dispatch;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Supersedes the one before it. */
  async measure({ number, question }: Extract<KeysEffect, { type: 'measure-usage' }>): Promise<void> {
    this.stop();
    this.#stop = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#services.signal]);
    const ports: UsagePorts = {
      ...this.#ports,
      signal,
      progress: (progress) => {
        if (!signal.aborted) this.#dispatch({ type: 'usage-progressed', number, progress });
      },
    };
    try {
      const survey = await surveyUsage(question, ports);
      const { revision } = survey;
      this.#dispatch({ type: 'usage-told', number, rows: rowsOf(survey), revision, isDone: false });
      const rows = await sampleUsage(survey, question.isPast === true, ports);
      if (!signal.aborted) this.#dispatch({ type: 'usage-told', number, rows, revision, isDone: true });
    } catch (error) {
      if (!signal.aborted) this.#dispatch({ type: 'usage-failed', number, reason: sentenceOf(error) });
    }
  }
}
