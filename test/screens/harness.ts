import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Keeping } from '../../source/app/keeping.js';
import { type OpenInspector, openInspector } from '../../source/app/run.js';
import type { Host, Interruption } from '../../source/app/terminal.js';
import type { EtcdClient } from '../../source/client/api.js';
import type { Clusters } from '../../source/effects/switching.js';
import { FakeClock } from './fake-clock.js';
import { type CellLook, FakeTerminal } from './fake-terminal.js';

/** Local time, so that clocks on golden frames read the same in every time zone. */
export const startMs = new Date(2026, 10, 21, 10, 42, 7).getTime();

export interface ScreenOptions {
  readonly client: EtcdClient;
  readonly columns?: number;
  readonly rows?: number;
  readonly contextName?: string;
  readonly source?: string;
  readonly writable?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly host?: Host;
  readonly keeping?: Keeping;
  readonly clusters?: Clusters;
  readonly notes?: readonly string[];
  /** In place of the signal that stops the process. */
  readonly stop?: () => void;
}

/** Keys by the names that bindings use, as terminals send them; other names are typed as they are. */
const sequences: Readonly<Record<string, string>> = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  delete: '\x1b[3~',
  return: '\r',
  tab: '\t',
  'shift+tab': '\x1b[Z',
  backspace: '\x7f',
  space: ' ',
};

function bytesOf(key: string): string {
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96);
  return sequences[key] ?? key;
}

/** Turns of the event loop in which whatever answers at once has answered. */
const settleTurns = 12;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a screen keeps: neither read from nor written to the home of whoever runs the tests. */
const home = mkdtempSync(path.join(tmpdir(), 'etcdscope-screens-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const ownHome = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home };

/** The inspector on a terminal without a screen, with time that stands still. */
export class Screen {
  readonly terminal: FakeTerminal;
  readonly clock = new FakeClock(startMs);
  readonly inspector: OpenInspector;
  #ended: { readonly interruption: Interruption | undefined } | undefined;

  private constructor(options: ScreenOptions) {
    this.terminal = new FakeTerminal(options.columns ?? 80, options.rows ?? 24);
    this.inspector = openInspector(
      {
        client: options.client,
        contextName: options.contextName ?? 'prod-a',
        source: options.source ?? 'flags',
        writable: options.writable ?? false,
        stdin: this.terminal.stdin,
        stdout: this.terminal.stdout,
        stderr: this.terminal.stdout,
        environment: { ...ownHome, ...options.environment },
        clock: this.clock,
        ...(options.host === undefined ? {} : { host: options.host }),
        ...(options.clusters === undefined ? {} : { clusters: options.clusters }),
        ...(options.notes === undefined ? {} : { notes: options.notes }),
        ...(options.keeping === undefined ? {} : { keeping: options.keeping }),
        ...(options.stop === undefined ? {} : { stop: options.stop }),
      },
      (interruption) => {
        this.#ended = { interruption };
      },
    );
  }

  static async open(options: ScreenOptions): Promise<Screen> {
    const screen = new Screen(options);
    await screen.settle();
    return screen;
  }

  /** Waits until what is under way without waiting for time is done and drawn. */
  async settle(): Promise<void> {
    for (let count = 0; count < settleTurns; count += 1) await turn();
    await this.inspector.instance.waitUntilRenderFlush();
    await this.terminal.flushed();
  }

  /** Presses keys, one read of the terminal each. `escape` waits as long as Ink needs to tell it from a sequence. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (key === 'escape') {
        await this.#pressEscape();
      } else {
        this.terminal.stdin.write(bytesOf(key));
        await this.settle();
      }
    }
  }

  /** A lone escape byte may begin a sequence; the program takes it for the key once nothing follows. */
  async #pressEscape(): Promise<void> {
    const before = this.inspector.runtime.getState();
    this.terminal.stdin.write('\x1b');
    const deadlineMs = performance.now() + 1_000;
    while (this.inspector.runtime.getState() === before && performance.now() < deadlineMs) await turn();
    await this.settle();
  }

  /** Several characters in one read, as over a slow line. */
  async type(text: string): Promise<void> {
    this.terminal.stdin.write(text);
    await this.settle();
  }

  async paste(text: string): Promise<void> {
    this.terminal.stdin.write(`\x1b[200~${text}\x1b[201~`);
    await this.settle();
  }

  /** A click of the left button on a cell. */
  async click(column: number, row: number): Promise<void> {
    const at = `${column + 1};${row + 1}`;
    await this.type(`\x1b[<0;${at}M\x1b[<0;${at}m`);
  }

  /** A notch of the wheel over a cell, towards the end (1) or the beginning (-1). */
  async wheel(column: number, row: number, by: -1 | 1): Promise<void> {
    await this.type(`\x1b[<${by < 0 ? 64 : 65};${column + 1};${row + 1}M`);
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.terminal.resize(columns, rows);
    await this.settle();
  }

  /** Lets time pass; every timer that falls due runs at its time. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.clock.nowMs() + ms;
    while (this.clock.runNext(untilMs)) {
      for (let count = 0; count < settleTurns; count += 1) await turn();
    }
    await this.settle();
  }

  get lines(): readonly string[] {
    return this.terminal.lines;
  }

  /** The whole screen as text. */
  get frame(): string {
    return `${this.lines.join('\n')}\n`;
  }

  look(column: number, row: number): CellLook {
    return this.terminal.look(column, row);
  }

  /** How the program ended; undefined while it runs. */
  get ended(): { readonly interruption: Interruption | undefined } | undefined {
    return this.#ended;
  }

  async close(): Promise<void> {
    await this.inspector.close();
    await this.terminal.flushed();
    this.terminal.dispose();
  }
}

/** Opens a screen, hands it over and closes it, whatever happens. */
export async function withScreen(
  options: ScreenOptions,
  use: (screen: Screen) => Promise<void>,
): Promise<void> {
  const screen = await Screen.open(options);
  try {
    await use(screen);
  } finally {
    await screen.close();
  }
}

const goldenFolder = path.join(import.meta.dirname, 'golden');

/**
 * Compares the screen with `golden/<name>.txt`, cell by cell. `UPDATE_GOLDEN=1` writes the file
 * instead; read what changed before it is committed.
 */
export function assertGolden(screen: Screen, name: string): void {
  const file = path.join(goldenFolder, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(goldenFolder, { recursive: true });
    writeFileSync(file, screen.frame);
    return;
  }
  assert.ok(
    existsSync(file),
    `no golden frame ${name}; look at this one, then UPDATE_GOLDEN=1\n${screen.frame}`,
  );
  assert.equal(screen.frame, readFileSync(file, 'utf8'), `the screen is not golden/${name}.txt`);
}
