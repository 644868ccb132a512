import { constants } from 'node:os';
import type { CommandIo } from './commands/command.js';

/** Why a command was stopped from outside: the `reason` of `CommandIo.signal`. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  /** What a command answers that could not do what it was to do: 128 and the signal's number, as shells do. */
  readonly exitCode: number;

  private constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }

  static by(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Stopped {
    return new Stopped(`stopped by ${signal}`, 128 + constants.signals[signal]);
  }

  /** The reader of our output has enough (`| head`): nothing went wrong. */
  static byReader(): Stopped {
    return new Stopped('', 0);
  }
}

/** The process's own streams, environment, clock and signals. */
export function processIo(): CommandIo {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A second one ends the process at once, should a command hang on its way out.
    process.once(signal, () => stop.abort(Stopped.by(signal)));
  }
  // Without a listener a reader that closes the pipe would end the process with a stack trace.
  process.stdout.on('error', () => stop.abort(Stopped.byReader()));
  process.stderr.on('error', () => stop.abort(Stopped.byReader()));
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: stop.signal,
    now: () => Date.now(),
  };
}
