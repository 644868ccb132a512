import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runUntilKilled } from './kill.js';
import { actualKeys, expectedKeys } from './numbered-entries.js';
import { openIn, temporaryDirectory } from './temporary-backend.js';

const childProgram = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

test('a backend that is killed again and again always stands at one whole entry', async (t) => {
  const directory = temporaryDirectory(t);
  for (let round = 1; round <= 5; round += 1) {
    const reported = await runUntilKilled(childProgram, [directory], 300);
    const backend = await openIn(directory);
    const { index, term } = backend.consistent;
    t.diagnostic(`killed after entry ${index}`);
    assert.ok(index >= reported, `${reported} was reported durable, and ${index} is there`);
    assert.equal(term, 1 + Math.floor(index / 1000));
    assert.deepEqual(actualKeys(backend), expectedKeys(index));
    await backend.close();
  }
});
