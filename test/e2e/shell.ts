import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { bundle } from '../support/bundle.js';
import { eventually } from '../support/eventually.js';
import { openCommand, type Terminal, type TerminalOptions } from './terminal.js';

/** The built program as an operator runs it: in a shell, which is there again afterwards. */
export interface Shell extends Terminal {
  /** The program's own process, once it runs. */
  programPid(): Promise<number>;
  /** Waits until the program has ended; asserts that the terminal is as it was. @returns the exit code. */
  backInShell(boundMs?: number): Promise<number>;
  /** Where the program keeps what it keeps, and its temporary files. */
  readonly directory: string;
}

/** A shell prints this when the program has ended, then how the terminal is set. */
const tellHowItEnded = '"$0" "$@"; echo "exit code $?."; stty -a; echo "that was all."';

/** Ends with the test, and so does what it wrote. */
export async function openShell(
  t: TestContext,
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<Shell> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-shell-'));
  const env = { TMPDIR: directory, XDG_STATE_HOME: directory, ...options.env };
  const shell = openCommand('/bin/sh', ['-c', tellHowItEnded, process.execPath, bundle, ...args], {
    ...options,
    env,
  });
  const programPid = (): Promise<number> => eventually('the program runs', () => childrenOf(shell.pid)[0]);
  t.after(async () => {
    for (const pid of childrenOf(shell.pid)) {
      process.kill(pid, 'SIGKILL');
    }
    shell.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    ...shell,
    directory,
    programPid,
    async backInShell(boundMs) {
      await shell.see('that was all.', boundMs);
      assertRestored(shell);
      return Number(/exit code (\d+)\./u.exec(shell.screen())?.[1]);
    },
  };
}

/** Main screen, cursor on, no bracketed paste, no mouse, and the line discipline of a shell. */
function assertRestored(shell: Terminal): void {
  const { buffer, modes } = shell.emulator;
  const written = shell.written();
  assert.equal(buffer.active.type, 'normal');
  assert.equal(modes.bracketedPasteMode, false);
  assert.equal(modes.mouseTrackingMode, 'none');
  assert.ok(written.lastIndexOf('\x1b[?25h') >= written.lastIndexOf('\x1b[?25l'), 'the cursor is shown');
  const settings = written.slice(written.lastIndexOf('exit code'));
  for (const setting of ['icanon', 'echo', 'isig', 'icrnl', 'opost']) {
    assert.match(settings, new RegExp(`[\\s;]${setting}\\b`, 'u'));
  }
}

/** Processes that this one started and that still run (Linux). */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export async function gone(pid: number): Promise<void> {
  await eventually(`process ${pid} is gone`, () => !existsSync(`/proc/${pid}`));
}

/** Waits until no temporary cluster is left below the directory. */
export async function temporaryDataGone(directory: string): Promise<void> {
  await eventually('temporary data is removed', () => temporaryData(directory).length === 0);
}

export function temporaryData(directory: string): readonly string[] {
  return readdirSync(directory).filter((name) => name.startsWith('etcdscope-local-'));
}
