import { Histogram, operationBoundsSeconds } from './histogram.js';

/** How long operations took, apart by what they were and whether they succeeded, from the first of each on. */
export class OutcomeDurations {
  readonly #succeeded = new Map<string, Histogram>();
  readonly #failed = new Map<string, Histogram>();

  observeMs(operation: string, success: boolean, durationMs: number): void {
    const histograms = success ? this.#succeeded : this.#failed;
    let histogram = histograms.get(operation);
    if (histogram === undefined) {
      histogram = new Histogram(operationBoundsSeconds);
      histograms.set(operation, histogram);
    }
    histogram.observeMs(durationMs);
  }

  all(): { readonly operation: string; readonly success: boolean; readonly histogram: Histogram }[] {
    return [
      ...Array.from(this.#succeeded, ([operation, histogram]) => ({ operation, success: true, histogram })),
      ...Array.from(this.#failed, ([operation, histogram]) => ({ operation, success: false, histogram })),
    ];
  }
}
