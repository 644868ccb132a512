/** One row of a benchmark: what we do, what the peer beside it did in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: string;
  /** Whether a larger number is the better one. */
  readonly better: 'more' | 'less';
  readonly note?: string;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** @throws with a reason when this machine cannot run it; the run then says so and goes on. */
  run(report: (row: BenchRow) => void): Promise<void>;
}
