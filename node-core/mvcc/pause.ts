import type { Clock } from '../ports/clock.js';

/** Lets the event loop go on for at least `delayMs`. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer(delayMs, resolve);
  });
}
