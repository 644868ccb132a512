import type { CompactionObserver } from '../mvcc/compaction.js';
import { compactionBoundsMs, compactionStepBoundsMs, Histogram } from './histogram.js';

/** What compactions of the history have done since the member started. */
export class CompactionActivity implements CompactionObserver {
  /** Revisions that were taken away. */
  keys = 0;
  /** Unix time of the last end, in seconds; 0 before the first. */
  lastSeconds = 0;
  readonly stepsMs: Histogram = new Histogram(compactionStepBoundsMs);
  readonly durationsMs: Histogram = new Histogram(compactionBoundsMs);
  readonly #wallMs: () => number;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  batch(durationMs: number, revisions: number): void {
    this.keys += revisions;
    this.stepsMs.observe(durationMs);
  }

  done(durationMs: number): void {
    this.durationsMs.observe(durationMs);
    this.lastSeconds = Math.floor(this.#wallMs() / 1_000);
  }
}
