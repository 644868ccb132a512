import { spawn } from 'node:child_process';
import { bundle } from '../support/bundle.js';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The program must be done by then; a hang is a failure. */
  readonly boundMs?: number;
}

/** The built program at work, without a terminal. */
export interface RunningProgram {
  /** Resolves once stdout holds this; fails when the program ends before. */
  see(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Stops reading its output, as `| head` does. */
  closeStdout(): void;
  /** Fails when the program is not done within its bound. */
  readonly finished: Promise<Finished>;
}

const defaultBoundMs = 30_000;

export function startProgram(args: readonly string[], options: RunOptions = {}): RunningProgram {
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TZ: 'UTC', ...options.env },
  });
  const watchers = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const watcher of watchers) {
      watcher();
    }
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    const boundMs = options.boundMs ?? defaultBoundMs;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`etcdscope ${args.join(' ')} did not end in ${boundMs} ms; stderr: ${stderr}`));
    }, boundMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
  child.stdin.end(options.stdin ?? '');
  const see = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) {
          watchers.delete(look);
          resolve();
        }
      };
      watchers.add(look);
      look();
      finished.then(
        () => reject(new Error(`ended without ${text}; stdout: ${stdout} stderr: ${stderr}`)),
        reject,
      );
    });
  return {
    see,
    signal: (name) => child.kill(name),
    closeStdout: () => child.stdout.destroy(),
    finished,
  };
}

/** Runs the built program without a terminal until it ends by itself. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return startProgram(args, options).finished;
}
