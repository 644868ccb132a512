import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from './clock.js';

/** Node fires a timer at once when its delay does not fit 31 bits; lease TTLs can be longer. */
const longestTimerMs = 2 ** 31 - 1;

export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  startTimer,
};

function startTimer(delayMs: number, action: () => void): Timer {
  let handle = arm(delayMs);

  function arm(remainingMs: number): NodeJS.Timeout {
    const stepMs = Math.min(remainingMs, longestTimerMs);
    const step = () => {
      if (remainingMs > stepMs) {
        handle = arm(remainingMs - stepMs);
      } else {
        action();
      }
    };
    return setTimeout(step, stepMs).unref();
  }

  return { cancel: () => clearTimeout(handle) };
}
