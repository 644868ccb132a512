import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { bundle } from '../support/bundle.js';

/** A program in a real pseudo-terminal, and the screen a person would see. */
export interface Terminal {
  readonly pid: number;
  /** The screen itself, for what text does not tell. */
  readonly emulator: xterm.Terminal;
  /** The whole screen, lines joined by line ends, blanks at their ends cut. */
  screen(): string;
  /** Types keys as a terminal sends them. */
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits for a screen with this text; fails with the screen as it is after `boundMs`. */
  see(text: string | RegExp, boundMs?: number): Promise<string>;
  /** Waits for a screen of which this is so. */
  until(what: string, holds: (screen: string) => boolean, boundMs?: number): Promise<void>;
  /** Waits until a screen without this text. */
  unsee(text: string | RegExp, boundMs?: number): Promise<void>;
  /** Exit code, once the program has ended. */
  readonly exited: Promise<number>;
  /** Every byte the program wrote. */
  written(): string;
  kill(signal?: string): void;
  /** What happens when the window is closed or the connection to the host is lost. */
  closeWindow(): void;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const defaultBoundMs = 30_000;

/** Runs the built program with these arguments. */
export function openTerminal(args: readonly string[], options: TerminalOptions = {}): Terminal {
  return openCommand(process.execPath, [bundle, ...args], options);
}

export function openCommand(
  command: string,
  args: readonly string[],
  { columns = 120, rows = 40, env = {} }: TerminalOptions = {},
): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const child = spawn(command, [...args], { cols: columns, rows, env: { ...plainEnvironment(), ...env } });
  const watchers = new Set<() => void>();
  let written = '';
  child.onData((data) => {
    written += data;
    screen.write(data, () => {
      for (const watcher of watchers) {
        watcher();
      }
    });
  });
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  const text = (): string => screenText(screen);
  const until: Terminal['until'] = (what, holds, boundMs = defaultBoundMs) =>
    waitFor(watchers, what, () => holds(text()), boundMs, text);
  return {
    pid: child.pid,
    emulator: screen,
    screen: text,
    type: (keys) => child.write(keys),
    resize: (nextColumns, nextRows) => resizeBoth(child, screen, nextColumns, nextRows),
    async see(wanted, boundMs) {
      await until(`to see ${String(wanted)}`, (shown) => contains(shown, wanted), boundMs);
      return text();
    },
    until,
    unsee: (unwanted, boundMs) =>
      until(`not to see ${String(unwanted)}`, (shown) => !contains(shown, unwanted), boundMs),
    exited,
    written: () => written,
    kill: (signal) => child.kill(signal),
    closeWindow: () => hangUp(child),
  };
}

/** Closes our side of the pseudo-terminal; node-pty can, its types do not tell. */
function hangUp(child: IPty): void {
  if (!('destroy' in child) || typeof child.destroy !== 'function') {
    throw new Error('this node-pty cannot close a pseudo-terminal');
  }
  child.destroy();
}

/** No variable of the machine's user may steer the program under test. */
export function plainEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
}

function resizeBoth(child: IPty, screen: xterm.Terminal, columns: number, rows: number): void {
  screen.resize(columns, rows);
  child.resize(columns, rows);
}

function screenText(screen: xterm.Terminal): string {
  const buffer = screen.buffer.active;
  return Array.from(
    { length: screen.rows },
    (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
  ).join('\n');
}

function contains(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

function waitFor(
  watchers: Set<() => void>,
  what: string,
  holds: () => boolean,
  boundMs: number,
  screen: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (holds()) {
        clearTimeout(timer);
        watchers.delete(check);
        resolve();
      }
    };
    const timer = setTimeout(() => {
      watchers.delete(check);
      reject(new Error(`waited ${boundMs} ms ${what}; the screen is:\n${screen()}`));
    }, boundMs);
    watchers.add(check);
    check();
  });
}
