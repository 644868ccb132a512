import type { Clock, Timer } from './clock.js';

interface Pending {
  readonly dueMs: number;
  readonly action: () => void;
}

/** A clock that stands still until it is advanced by hand. */
export class SimulatedClock implements Clock {
  #monotonicMs = 0;
  #wallOffsetMs: number;
  /** In the order they are due; those due together in the order they were started. */
  readonly #pending: Pending[] = [];

  constructor(wallMs = 0) {
    this.#wallOffsetMs = wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#monotonicMs + this.#wallOffsetMs;
  }

  startTimer(delayMs: number, action: () => void): Timer {
    const timer: Pending = { dueMs: this.#monotonicMs + Math.max(0, delayMs), action };
    const later = this.#pending.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#pending.splice(later < 0 ? this.#pending.length : later, 0, timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** Lets time pass: every timer due on the way runs at its own moment, those it starts too. */
  advance(durationMs: number): void {
    const endMs = this.#monotonicMs + durationMs;
    for (let next = this.#pending[0]; next !== undefined && next.dueMs <= endMs; next = this.#pending[0]) {
      this.#remove(next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.action();
    }
    this.#monotonicMs = endMs;
  }

  /** Sets the wall clock, as an administrator or NTP would; timers do not notice. */
  setWall(wallMs: number): void {
    this.#wallOffsetMs = wallMs - this.#monotonicMs;
  }

  #remove(timer: Pending): void {
    const index = this.#pending.indexOf(timer);
    if (index >= 0) {
      this.#pending.splice(index, 1);
    }
  }
}
