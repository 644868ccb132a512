/** Counts of durations in cumulative buckets, as Prometheus wants them; in seconds, unless its metric says otherwise. */
export class Histogram {
  /** Upper bounds in seconds, ascending. */
  readonly boundsSeconds: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sumSeconds = 0;

  constructor(boundsSeconds: readonly number[]) {
    this.boundsSeconds = boundsSeconds;
    this.#counts = boundsSeconds.map(() => 0);
  }

  get count(): number {
    return this.#count;
  }

  get sumSeconds(): number {
    return this.#sumSeconds;
  }

  observeMs(durationMs: number): void {
    this.observe(durationMs / 1_000);
  }

  /** @param seconds or whatever unit the bounds have */
  observe(seconds: number): void {
    this.#count += 1;
    this.#sumSeconds += seconds;
    const bucket = this.boundsSeconds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    }
  }

  /** For each bound, how many durations were at or below it. */
  cumulativeCounts(): number[] {
    let total = 0;
    return this.#counts.map((count) => {
      total += count;
      return total;
    });
  }
}

/** etcd's buckets for ranges and for what is applied: 0.1 ms doubled up to 52.4288 s. */
export const operationBoundsSeconds = doubled(0.0001, 20);
/** etcd's buckets for the times of leases: a second doubled up to about three months. */
export const leaseBoundsSeconds = doubled(1, 24);
/** For hashes of the data: 10 ms up to 163.84 s. */
export const hashBoundsSeconds = doubled(0.01, 15);
/** For one step of a compaction, and for all of it. Their metrics count milliseconds. */
export const compactionStepBoundsMs = doubled(1, 13);
export const compactionBoundsMs = doubled(100, 14);

/** The buckets that Prometheus's client libraries give who asks for none. */
export const usualBoundsSeconds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

function doubled(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, power) => from * 2 ** power);
}

/** etcd's buckets for disk operations: 1 ms doubled up to 8.192 s. */
export const diskBoundsSeconds = doubled(0.001, 14);
/** For snapshots: 10 ms up to 655.36 s. */
export const snapshotBoundsSeconds = doubled(0.01, 17);
/** For defragmentations: 100 ms up to 409.6 s. */
export const defragmentBoundsSeconds = doubled(0.1, 13);
