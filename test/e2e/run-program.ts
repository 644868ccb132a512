import { spawn } from 'node:child_process';
import { bundle } from './terminal.js';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Ends the program with SIGINT once stdout holds this. */
  readonly interruptAfter?: string;
  /** The program must be done by then; a hang is a failure. */
  readonly boundMs?: number;
}

/** Runs the built program without a terminal until it ends by itself. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TZ: 'UTC', ...options.env },
    });
    const boundMs = options.boundMs ?? 30_000;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`etcdscope ${args.join(' ')} did not end in ${boundMs} ms; stderr: ${stderr}`));
    }, boundMs);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (options.interruptAfter !== undefined && stdout.includes(options.interruptAfter)) {
        child.kill('SIGINT');
      }
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(options.stdin ?? '');
  });
}
