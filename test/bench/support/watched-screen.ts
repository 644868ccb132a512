import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { plainEnvironment } from '../../e2e/terminal.js';

const columns = 120;
const rows = 40;
const boundMs = 30_000;

/** A program on a 120×40 screen, and how soon the screen shows what is waited for. */
export class WatchedScreen {
  readonly #child: IPty;
  readonly #emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  readonly #ended: Promise<void>;
  #looks: ((arrivedMs: number) => void)[] = [];
  #bytes = 0;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [...args], { cols: columns, rows, env: plainEnvironment() });
    this.#ended = new Promise((resolve) => this.#child.onExit(() => resolve()));
    this.#child.onData((data) => {
      const arrivedMs = performance.now();
      this.#bytes += Buffer.byteLength(data);
      this.#emulator.write(data, () => {
        for (const look of [...this.#looks]) look(arrivedMs);
      });
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Bytes written by the program so far. */
  get bytes(): number {
    return this.#bytes;
  }

  line(row: number): string {
    return this.#emulator.buffer.active.getLine(row)?.translateToString(true) ?? '';
  }

  text(): string {
    return Array.from({ length: rows }, (_, row) => this.line(row)).join('\n');
  }

  type(keys: string): void {
    this.#child.write(keys);
  }

  /** @returns when the bytes arrived (performance.now()) that made it so. */
  until(what: string, holds: () => boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#looks = this.#looks.filter((each) => each !== look);
        settle();
      };
      const look = (arrivedMs: number): void => {
        if (holds()) finish(() => resolve(arrivedMs));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`waited ${boundMs} ms ${what}:\n${this.text()}`))),
        boundMs,
      );
      this.#looks.push(look);
      look(performance.now());
    });
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    this.#emulator.dispose();
  }
}
