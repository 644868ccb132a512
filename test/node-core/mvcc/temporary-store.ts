import type { TestContext } from 'node:test';
import type { Backend } from '../../../node-core/backend/types.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import type { Lessor } from '../../../node-core/lease/types.js';
import { openMvccStore } from '../../../node-core/mvcc/store.js';
import type { MvccStore, RangeResult, StoredKeyValue } from '../../../node-core/mvcc/types.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';
import { testClock } from '../backend/clocks.js';
import { temporaryBackend } from '../backend/temporary-backend.js';
import { bytesOf, textOf } from './byte-strings.js';

/** A store with short ways to use it; texts are byte strings. Each call is a Raft entry of its own. */
export class TemporaryStore {
  readonly backend: Backend;
  readonly lessor: Lessor;
  readonly store: MvccStore;
  #index: number;

  constructor(backend: Backend) {
    this.backend = backend;
    this.lessor = createLessor(backend);
    this.store = openMvccStore(backend, this.lessor, testClock, {
      compaction: { batchRevisions: 10, pauseMs: 0 },
    });
    this.#index = this.store.applied.index;
  }

  /** @returns the revision after it. */
  put(key: string, value: string, lease = 0n): number {
    const writes = this.store.beginWrite(this.nextEntry());
    writes.put(bytesOf(key), bytesOf(value), lease);
    return writes.end();
  }

  /** @returns what was deleted. */
  delete(key: string, rangeEnd = ''): string[] {
    const writes = this.store.beginWrite(this.nextEntry());
    const { previous } = atOnce(writes.deleteRange(bytesOf(key), bytesOf(rangeEnd), true));
    writes.end();
    return previous.map(describe);
  }

  compact(revision: number): Promise<void> {
    return this.store.compact(revision, this.nextEntry()).done;
  }

  range(key: string, rangeEnd = '', revision = 0, limit = 0): RangeResult {
    return this.store.range(bytesOf(key), bytesOf(rangeEnd), { revision, limit, countOnly: false });
  }

  /** `key=value` of what a range holds. */
  texts(key: string, rangeEnd = '', revision = 0, limit = 0): string[] {
    return this.range(key, rangeEnd, revision, limit).kvs.map(describe);
  }

  nextEntry(): { readonly index: number; readonly term: number } {
    this.#index += 1;
    return { index: this.#index, term: 1 };
  }
}

export async function temporaryStore(t: TestContext): Promise<TemporaryStore> {
  const temporary = new TemporaryStore(await temporaryBackend(t));
  t.after(() => temporary.store.close());
  return temporary;
}

export function describe(kv: StoredKeyValue): string {
  return `${textOf(kv.key)}=${textOf(KeyValue.decode(kv.bytes).value)}`;
}
