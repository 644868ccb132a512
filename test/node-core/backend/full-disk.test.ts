import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { actualKeys, expectedKeys } from './numbered-entries.js';
import { openIn, temporaryDirectory } from './temporary-backend.js';

const run = promisify(execFile);
const longestRunMs = 60_000;
const childProgram = fileURLToPath(new URL('./full-disk-child.ts', import.meta.url));

/** A limit on file size refuses writes as a full disk does; the signal that comes with it is ignored. */
const limited = `trap '' XFSZ; ulimit -f 800; exec "$@"`;

test('a disk that takes no more: who asked is told, nothing half is written, the process lives', async (t) => {
  const directory = temporaryDirectory(t);
  const args = ['-c', limited, 'bash', process.execPath, '--import', 'tsx/esm', childProgram, directory];
  const { stdout } = await run('bash', args, { timeout: longestRunMs });
  const report = JSON.parse(stdout);
  assert.deepEqual(report.names, ['BackendWriteError', 'BackendWriteError', 'BackendWriteError']);
  assert.ok(report.durable > 0 && report.durable === report.index - 1, stdout);
  assert.deepEqual(report.leftovers, [], 'a failed defragmentation gives its space back');
  assert.equal(report.keysAfterRefusal, expectedKeys(report.index).size, 'reads go on');
  const backend = await openIn(directory);
  t.after(() => backend.close());
  assert.equal(backend.consistent.index, report.durable);
  assert.deepEqual(actualKeys(backend), expectedKeys(report.durable));
});
