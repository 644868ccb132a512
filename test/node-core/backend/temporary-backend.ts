import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openBackend } from '../../../node-core/backend/open.js';
import type { Backend } from '../../../node-core/backend/types.js';
import type { Clock } from '../../../node-core/ports/clock.js';
import { testClock } from './clocks.js';

export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'etcdscope-backend-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Commits by itself after 20 ms. */
export function openIn(directory: string, clock: Clock = testClock): Promise<Backend> {
  return openBackend({
    directory,
    clock,
    commitIntervalMs: 20,
    commitBytes: 1024 * 1024,
    onWriteError: (error) => {
      throw error;
    },
  });
}

/** An empty backend that the end of the test closes and removes. */
export async function temporaryBackend(t: TestContext, clock: Clock = testClock): Promise<Backend> {
  const backend = await openIn(temporaryDirectory(t), clock);
  t.after(() => backend.close());
  return backend;
}
