import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../support/heap-flood.ts', import.meta.url));

/** V8 doubles the space: it stops at the first power of two that is not below the bound. */
const boundBytes = 2 ** 25;

interface Largest {
  readonly young: number;
  readonly old: number;
}

async function flood(mode: 'bounded' | 'free'): Promise<Largest> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program, mode]);
  return JSON.parse(stdout) as Largest;
}

test('a flood makes the heap no larger than its bounds, which V8 alone goes past', async () => {
  const [bounded, free] = await Promise.all([flood('bounded'), flood('free')]);
  assert.ok(bounded.young > 0 && bounded.young <= boundBytes, `${bounded.young} young bytes`);
  assert.ok(free.young > boundBytes, `${free.young} young bytes without a bound: the flood is too small`);
  assert.ok(bounded.old < 0.8 * free.old, `${bounded.old} old bytes, ${free.old} without a bound`);
});
