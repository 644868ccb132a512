import type { BackendSnapshot } from '../backend/types.js';
import { type BucketContent, writeDatabase } from '../bbolt/writer.js';
import type { Disk } from '../ports/disk.js';
import { bucketNames } from '../schema/buckets.js';

/** A bbolt file of a member's state at one point, which every tool of etcd's reads. */
export interface DatabaseFile {
  readonly sizeBytes: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  remove(): Promise<void>;
}

/**
 * Writes a snapshot of the backend to a file of its own. When that fails nothing is left of it.
 * @param path not there yet, in a directory that is
 */
export async function writeDatabaseFile(
  disk: Disk,
  path: string,
  snapshot: BackendSnapshot,
): Promise<DatabaseFile> {
  const file = await disk.open(path, 'create');
  const remove = async () => {
    await file.close();
    await disk.remove(path);
  };
  try {
    const sizeBytes = await writeDatabase(file, bucketsOf(snapshot));
    return { sizeBytes, read: (offset, length) => file.read(offset, length), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Every bucket, the empty ones too: etcd makes them all when it starts. */
function* bucketsOf(snapshot: BackendSnapshot): Iterable<BucketContent> {
  for (const name of bucketNames) {
    yield { name, entries: snapshot.range(name, {}) };
  }
}
