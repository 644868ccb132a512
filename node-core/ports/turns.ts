import type { Clock } from './clock.js';

/** Work that may be long. Between two of its steps, of well below a millisecond each, others may come in. */
export type Steps<T> = Generator<undefined, T>;

/** Others wait for no more than about this and their own turn. */
const sliceMs = 3;

/** Does long work a few milliseconds at a time, so that what else the event loop has to do comes in between. */
export class Turns {
  readonly #clock: Clock;
  readonly #nextTurn: (action: () => void) => void;

  /** @param nextTurn runs an action after the events of this turn of the event loop */
  constructor(clock: Clock, nextTurn: (action: () => void) => void) {
    this.#clock = clock;
    this.#nextTurn = nextTurn;
  }

  /** Short work is done at once, and what came of it is no promise. */
  run<T>(steps: Steps<T>): T | Promise<T> {
    const slice = this.#slice(steps);
    return slice.done === true ? slice.value : this.#goOn(steps);
  }

  async #goOn<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      await new Promise<void>((resolve) => this.#nextTurn(resolve));
      const slice = this.#slice(steps);
      if (slice.done === true) {
        return slice.value;
      }
    }
  }

  #slice<T>(steps: Steps<T>): IteratorResult<undefined, T> {
    let step = steps.next();
    if (step.done !== true) {
      const endMs = this.#clock.monotonicMs() + sliceMs;
      do {
        step = steps.next();
      } while (step.done !== true && this.#clock.monotonicMs() < endMs);
    }
    return step;
  }
}

/** Does long work to its end while everybody waits. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}
