/** The only way node-core learns about time. Durations are milliseconds. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch; may jump. */
  wallMs(): number;
  /** Runs `action` once after `delayMs`; the timer does not keep the process alive. */
  startTimer(delayMs: number, action: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}
