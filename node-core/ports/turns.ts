import type { Clock } from './clock.js';

/** Work that may be long. Between two of its steps, of well below a millisecond each, others may come in. */
export type Steps<T> = Generator<undefined, T>;

/** Others wait for no more than about this and their own turn. */
const sliceMs = 3;

/**
 * Slices that a work has before the next one gets its own. Taking turns with each slice, works of the same
 * length would all end at the end: while one is sent and read, another is done.
 */
const slicesInARow = 10;

interface LongWork {
  /** @returns whether it is done */
  goOn(): boolean;
  /** Since it was at the back of the line. */
  slices: number;
}

/** Does long work a few milliseconds at a time, so that what else the event loop has to do comes in between. */
export class Turns {
  readonly #clock: Clock;
  readonly #nextTurn: (action: () => void) => void;
  /** The first has the next slice, of which there is one in a turn of the event loop. */
  readonly #line: LongWork[] = [];

  /** @param nextTurn runs an action after the events of this turn of the event loop */
  constructor(clock: Clock, nextTurn: (action: () => void) => void) {
    this.#clock = clock;
    this.#nextTurn = nextTurn;
  }

  /** Short work is done at once, and what came of it is no promise. */
  run<T>(steps: Steps<T>): T | Promise<T> {
    const slice = this.#slice(steps);
    return slice.done === true ? slice.value : this.#queue(steps);
  }

  #queue<T>(steps: Steps<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const goOn = (): boolean => {
        try {
          const slice = this.#slice(steps);
          if (slice.done === true) {
            resolve(slice.value);
          }
          return slice.done === true;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      this.#line.push({ goOn, slices: 0 });
      if (this.#line.length === 1) {
        this.#nextTurn(() => this.#turn());
      }
    });
  }

  #turn(): void {
    const [work] = this.#line;
    if (work === undefined) {
      return;
    }
    work.slices += 1;
    if (work.goOn()) {
      this.#line.shift();
    } else if (work.slices >= slicesInARow) {
      work.slices = 0;
      this.#line.shift();
      this.#line.push(work);
    }
    if (this.#line.length > 0) {
      this.#nextTurn(() => this.#turn());
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
