import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../support/young-heap-flood.ts', import.meta.url));

/** V8 doubles the space: it stops at the first power of two that is not below the bound. */
const boundBytes = 2 ** 25;

async function largestBytes(mode: 'bounded' | 'free'): Promise<number> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program, mode]);
  return Number(stdout);
}

test('a flood makes the space for new objects no larger than its bound, which V8 alone goes past', async () => {
  const [bounded, free] = await Promise.all([largestBytes('bounded'), largestBytes('free')]);
  assert.ok(bounded > 0 && bounded <= boundBytes, `${bounded} bytes`);
  assert.ok(free > boundBytes, `${free} bytes without a bound: the flood is too small to show anything`);
});
