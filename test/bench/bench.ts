/** One row of a benchmark: what we do, what the peer beside it did in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: string;
  /** Whether a larger number is the better one. */
  readonly better: 'more' | 'less';
  readonly goal?: Goal;
  readonly note?: string;
}

/** Ratios of ours to the peer's: at least that for what is better when more, at most for the other. */
export interface Goal {
  readonly must: number;
  readonly aim: number;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** @throws with a reason when this machine cannot run it; the run then says so and goes on. */
  run(report: (row: BenchRow) => void): Promise<void>;
  /** Ends what it shares with others; called once, after all of them. */
  release?(): Promise<void>;
}
