import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';

/**
 * Runs a program that prints what it has on disk, a number a line, and kills it some time after the first.
 * @returns the last number.
 */
export async function runUntilKilled(
  program: string,
  args: readonly string[],
  longestRunMs: number,
): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    await eventually('a first durable entry', () => output.includes('\n'));
    await pause(Math.random() * longestRunMs);
  } finally {
    child.kill('SIGKILL');
  }
  const [, signal] = await closed;
  if (signal !== 'SIGKILL') {
    throw new Error(`${program} ended by itself`);
  }
  return Number(output.split('\n').at(-2));
}
