import type { SuspendTerminal } from 'ink';
import type { Interruption } from './terminal.js';

/** What must let the terminal go, and takes it again. */
export interface Lent {
  readonly release: () => void;
  readonly reclaim: () => void;
}

/** Lends the terminal to another program, such as an editor, while everything else goes on. */
export class Lending {
  #suspend: SuspendTerminal | undefined;
  #lent: Lent | undefined;
  #isAway = false;

  /** True while another program has the terminal: nobody else may write to it or read from it. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Ink's own way of letting go, once it draws. */
  readonly offer = (suspend: SuspendTerminal): void => {
    this.#suspend = suspend;
  };

  hear(lent: Lent): void {
    this.#lent = lent;
  }

  /** The inspector ends: whoever has the terminal does not give it back to it any more. */
  close(): void {
    this.#suspend = undefined;
    this.#lent = undefined;
  }

  async lend<T>(use: () => Promise<T>): Promise<T> {
    const suspend = this.#suspend;
    if (suspend === undefined || this.#isAway) throw new Error('the terminal is not to be had now');
    let result: { readonly value: T } | undefined;
    this.#isAway = true;
    this.#lent?.release();
    try {
      await suspend(async () => {
        try {
          result = { value: await use() };
        } finally {
          this.#isAway = false;
          this.#lent?.reclaim();
        }
      });
    } finally {
      this.#isAway = false;
    }
    if (result === undefined) throw new Error('the terminal could not be lent');
    return result.value;
  }

  /** An interrupt that is typed goes to the program that has the terminal, and to this one as well. */
  isForOther(interruption: Interruption): boolean {
    return this.#isAway && interruption.kind === 'signal' && interruption.signal === 'SIGINT';
  }
}
