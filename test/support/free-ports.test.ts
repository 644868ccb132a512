import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { freePorts } from './free-ports.js';

test('no port is given twice, in one process or in several that run at once', async (t) => {
  const given = await Promise.all([
    ...Array.from({ length: 2 }, () => freePorts(40)),
    ...Array.from({ length: 3 }, () => portsOfAnother(t)),
  ]);
  assert.equal(new Set(given.flat()).size, 200);
});

/** What a process of its own was given, which holds it until this test ends. */
async function portsOfAnother(t: TestContext): Promise<readonly number[]> {
  const script = `
    const { freePorts } = await import(${JSON.stringify(import.meta.resolve('./free-ports.ts'))});
    console.log(JSON.stringify(await freePorts(40)));
    process.stdin.resume();
  `;
  const args = ['--import', 'tsx/esm', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  throw new Error('the other process ended without a word');
}
