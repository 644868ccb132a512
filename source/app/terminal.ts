import { writeSync } from 'node:fs';
import { mouseOffSequence } from './mouse-reports.js';
import { restoreTitleSequence } from './operating-system-commands.js';

/** The terminal as far as it must be given back. */
export interface TerminalOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
  readonly fd?: number;
}

export interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

/** Mouse and bracketed paste off, the window's former title, main screen, cursor on, no attributes. Harmless where it is so already. */
export const restoreSequence = `${mouseOffSequence}${restoreTitleSequence}\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m`;

/** Whole screen blank, cursor home. */
export const clearSequence = '\x1b[H\x1b[2J';

/** What Ink asked of the terminal when it began: alternate screen, no cursor, marked pastes. */
const claimSequence = '\x1b[?1049h\x1b[?25l\x1b[?2004h';

/**
 * Takes the terminal again after someone else had it. Raw mode is set anew even if it was thought to be
 * set: a shell that got the terminal in between has changed it.
 */
export function claimTerminal(stdin: TerminalInput, stdout: TerminalOutput): void {
  stdin.setRawMode?.(false);
  stdin.setRawMode?.(true);
  stdout.write(claimSequence);
}

/**
 * Stops this process and what belongs to its job until the shell continues them. Where there is no
 * shell to do so, the system ignores it, and this returns at once, as it does on Windows, which has no jobs.
 */
export function stopJob(): void {
  if (process.platform !== 'win32') process.kill(0, 'SIGTSTP');
}

/** Gives the terminal back at once: nothing asynchronous runs any more when a process exits. */
export function restoreTerminal(stdin: TerminalInput, stdout: TerminalOutput): void {
  try {
    stdin.setRawMode?.(false);
  } catch {
    // The terminal is gone: there is nothing left to restore.
  }
  try {
    if (stdout.fd === undefined) stdout.write(restoreSequence);
    else writeSync(stdout.fd, restoreSequence);
  } catch {
    // As above.
  }
}

/** Why the inspector ends without being asked by a key. */
export type Interruption =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'terminal-gone' }
  | { readonly kind: 'fault'; readonly error: unknown };

/** POSIX: a process ended by a signal answers 128 and its number. */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const endingSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** What the shell is told. sysexits(3) calls 70 an internal error. */
export function exitCodeOf(interruption: Interruption): number {
  switch (interruption.kind) {
    case 'fault':
      return 70;
    case 'terminal-gone':
      return 128 + signalNumbers.SIGHUP;
    case 'signal': {
      const signal = endingSignals.find((name) => name === interruption.signal);
      return 128 + (signal === undefined ? signalNumbers.SIGTERM : signalNumbers[signal]);
    }
  }
}

/** The one sentence for the operator, once the terminal is theirs again. */
export function sentenceOf(interruption: Interruption): string {
  switch (interruption.kind) {
    case 'signal':
      return `etcdscope ended because of ${interruption.signal}.`;
    case 'terminal-gone':
      return 'etcdscope ended because its terminal went away.';
    case 'fault':
      return `etcdscope stopped because of a fault of its own, ${describeFault(interruption.error)}; please report it.`;
  }
}

function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, where] = /\(?(?:file:\/\/)?[^\s(]*?([^/\s(]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  return `${error.name}: ${error.message}${where === undefined ? '' : ` (${where})`}`;
}

/** What tells of signals and faults: a process. */
export type Host = Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/**
 * Listens for whatever ends a process, and gives the terminal back even when `process.exit` is called
 * from elsewhere. The returned function stops listening.
 */
export function guardTerminal(
  host: Host,
  stdin: TerminalInput,
  stdout: TerminalOutput,
  interrupted: (interruption: Interruption) => void,
): () => void {
  const onSignal = (signal: NodeJS.Signals): void => interrupted({ kind: 'signal', signal });
  const onFault = (error: unknown): void => interrupted({ kind: 'fault', error });
  const onGone = (): void => interrupted({ kind: 'terminal-gone' });
  const onExit = (): void => restoreTerminal(stdin, stdout);
  for (const signal of endingSignals) host.on(signal, onSignal);
  host.on('uncaughtException', onFault);
  host.on('unhandledRejection', onFault);
  host.on('exit', onExit);
  stdout.on('error', onGone);
  stdin.on('error', onGone);
  stdin.on('end', onGone);
  return () => {
    for (const signal of endingSignals) host.off(signal, onSignal);
    host.off('uncaughtException', onFault);
    host.off('unhandledRejection', onFault);
    host.off('exit', onExit);
    stdout.off('error', onGone);
    stdin.off('error', onGone);
    stdin.off('end', onGone);
  };
}
