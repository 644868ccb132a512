import { closeSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { ConfigError } from './errors.js';

/** Where log lines go. */
export interface LogOutputs {
  write(line: string): void;
  close(): void;
}

/** The streams of the process. */
export interface LogStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const journal = 'systemd/journal';

/**
 * Opens what `--log-outputs` names: `default` and `stderr`, `stdout`, or files that are added to, for their
 * owner alone. systemd's journal takes what is written to stderr.
 * @throws ConfigError
 */
export function openLogOutputs(names: readonly string[], streams: LogStreams): LogOutputs {
  const files: number[] = [];
  const writers = names.map((name) => {
    switch (name) {
      case 'default':
      case 'stderr':
      case journal:
        return (line: string) => void streams.stderr.write(line);
      case 'stdout':
        return (line: string) => void streams.stdout.write(line);
      default: {
        const file = openFile(name);
        files.push(file);
        return (line: string) => appendLine(file, line);
      }
    }
  });
  return {
    write: (line) => {
      for (const write of writers) {
        write(line);
      }
    },
    close: () => files.splice(0).forEach(closeSync),
  };
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`--log-outputs: ${path} cannot be opened: ${reason}`);
  }
}

/** A full disk must not stop a member for the sake of its log. */
function appendLine(file: number, line: string): void {
  try {
    writeSync(file, line);
  } catch {
    // There is nowhere to say it.
  }
}
