import { bucketNames } from '../schema/buckets.js';
import { toByteString } from '../schema/byte-string.js';
import type { EngineReader } from './engine.js';
import { LmdbEnvironment } from './lmdb-environment.js';
import { WriteBuffer } from './write-buffer.js';

const bucketStart = new Uint8Array(0);

/** One turn of the event loop copies this much: some milliseconds. */
const batchBytes = 512 * 1024;

/**
 * Writes all entries of an environment, in order, into a new one, which comes out compact. LMDB has a
 * compacting copy of its own, but in lmdb 3.5.6 the copy's free list is damaged: later writes to it crash.
 * @returns the new environment; every entry in it is synced.
 */
export async function copyEntries(from: LmdbEnvironment, path: string): Promise<LmdbEnvironment> {
  const view = from.openView();
  const copy = new LmdbEnvironment(path);
  try {
    await writeAll(view, copy);
    assertComplete(from, copy);
    return copy;
  } catch (error) {
    await copy.close();
    throw error;
  } finally {
    view.close();
  }
}

async function writeAll(from: EngineReader, to: LmdbEnvironment): Promise<void> {
  let batch = new WriteBuffer();
  for (const bucket of bucketNames) {
    for (const { key, value } of from.range(bucket, bucketStart, undefined)) {
      batch.set(bucket, toByteString(key), value);
      if (batch.bytes >= batchBytes) {
        await to.write(batch);
        batch = new WriteBuffer();
      }
    }
  }
  await to.write(batch);
}

function assertComplete(from: LmdbEnvironment, copy: LmdbEnvironment): void {
  const expected = from.entryCount();
  const copied = copy.entryCount();
  if (copied !== expected) {
    throw new Error(`the compact copy holds ${copied} entries instead of ${expected}`);
  }
}
