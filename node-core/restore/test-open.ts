import { AlarmStore } from '../alarm/alarm-store.js';
import { AuthStore } from '../auth/auth-store.js';
import { noTokens } from '../auth/no-tokens.js';
import { openBackend } from '../backend/open.js';
import { createLessor } from '../lease/lessor.js';
import { openMvccStore } from '../mvcc/store.js';
import type { Clock } from '../ports/clock.js';

/** As a key and as the end of a range: every key. */
const zeroByte = Uint8Array.of(0);

export interface TestOpened {
  readonly revision: number;
  readonly keys: number;
  readonly leases: number;
}

/**
 * Opens a backend as a member does when it starts, reading every revision, and closes it again.
 * @throws what the member would throw
 */
export async function openAndClose(directory: string, clock: Clock): Promise<TestOpened> {
  const backend = await openBackend({
    directory,
    clock,
    commitIntervalMs: Number.MAX_SAFE_INTEGER,
    commitBytes: Number.MAX_SAFE_INTEGER,
    onWriteError: () => undefined,
  });
  try {
    const lessor = createLessor(backend);
    const store = openMvccStore(backend, lessor, clock);
    new AlarmStore(backend);
    new AuthStore(backend, noTokens);
    const everything = { revision: 0, limit: 0, countOnly: true };
    const keys = store.range(zeroByte, zeroByte, everything).count;
    const opened = { revision: store.revision, keys, leases: lessor.list().length };
    await store.close();
    return opened;
  } finally {
    await backend.close();
  }
}
