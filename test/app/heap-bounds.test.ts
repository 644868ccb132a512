import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../support/heap-flood.ts', import.meta.url));

interface Largest {
  readonly young: number;
  readonly old: number;
}

async function flood(mode: 'bounded' | 'free'): Promise<Largest> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx/esm', program, mode]);
  return JSON.parse(stdout) as Largest;
}

/** The bound is set between two collections, so that V8 goes past it by what it had already decided to take. */
test('a flood makes the heap much smaller than V8 alone lets it become', async () => {
  const [bounded, free] = await Promise.all([flood('bounded'), flood('free')]);
  assert.ok(
    bounded.young > 0 && bounded.young < 0.5 * free.young,
    `${bounded.young} young bytes, ${free.young} free`,
  );
  assert.ok(bounded.old < 0.8 * free.old, `${bounded.old} old bytes, ${free.old} free`);
});
