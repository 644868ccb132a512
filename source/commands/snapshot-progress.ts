import { byteSize } from '../presentation/quantities.js';
import type { CommandIo } from './command.js';

const everyMs = 200;

/** A line on a terminal's stderr that is written over and over, and taken away at the end. */
export class ProgressLine {
  readonly #io: CommandIo;
  readonly #isShown: boolean;
  #shownAtMs = Number.NEGATIVE_INFINITY;

  constructor(io: CommandIo) {
    this.#io = io;
    this.#isShown = 'isTTY' in io.stderr && io.stderr.isTTY === true;
  }

  bytes(what: string, done: number, all: number): void {
    this.show(`${what} ${byteSize(done)} of ${byteSize(all)}`);
  }

  show(text: string): void {
    const nowMs = this.#io.now();
    if (this.#isShown && nowMs - this.#shownAtMs >= everyMs) {
      this.#shownAtMs = nowMs;
      this.#io.stderr.write(`\r\u001b[K${text}`);
    }
  }

  end(): void {
    if (this.#isShown) {
      this.#io.stderr.write('\r\u001b[K');
    }
  }
}
