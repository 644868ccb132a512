import { BufferedBackend } from './buffered-backend.js';
import { openLmdbEngine } from './lmdb-engine.js';
import type { Backend, BackendOptions } from './types.js';

/** Opens the backend in a directory, or starts an empty one there. */
export async function openBackend(options: BackendOptions): Promise<Backend> {
  return new BufferedBackend(await openLmdbEngine(options.directory), options);
}
