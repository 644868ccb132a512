import type { CommandIo } from './commands/command.js';

/** The process's own streams, environment, clock and signals. */
export function processIo(): CommandIo {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A second one ends the process at once, should a command hang on its way out.
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  // Without a listener a reader that closes the pipe would end the process with a stack trace.
  process.stdout.on('error', () => stop.abort());
  process.stderr.on('error', () => stop.abort());
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: stop.signal,
    now: () => Date.now(),
  };
}
