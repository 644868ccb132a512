import type { Backend } from '../backend/types.js';
import type { DatabaseEntry } from '../bbolt/entry.js';
import type { Bucket, Database } from '../bbolt/reader.js';
import { type BucketName, bucketNames } from '../schema/buckets.js';
import { metaKeys } from '../schema/meta.js';
import { decodeRevisionKey } from '../schema/revision-key.js';

/** Who was in the cluster that the snapshot is of. */
const membership: ReadonlySet<string> = new Set<BucketName>(['members', 'members_removed']);

/** Where that cluster's log stood: the new log begins at its own start. */
const logPosition = [metaKeys.consistentIndex, metaKeys.term, metaKeys.confState];

const bytesPerCommit = 8 << 20;

export interface CopyOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (entries: number) => void;
}

export interface CopiedBuckets {
  /** 0 when nothing was ever written. */
  readonly lastRevision: number;
  readonly skippedBuckets: readonly string[];
}

/**
 * Copies what is the data's own, byte for byte: keys, leases, users, alarms, versions; not the membership and
 * the place in the log. What is in memory stays below some megabytes.
 * @throws CorruptDatabaseError, MalformedRevisionKeyError, BackendWriteError, and the reason of the signal
 */
export async function copyBuckets(
  database: Database,
  backend: Backend,
  options: CopyOptions,
): Promise<CopiedBuckets> {
  const skippedBuckets: string[] = [];
  const copier = new Copier(backend, options);
  for (const nameBytes of await database.bucketNames()) {
    const name = bucketNames.find((known) => known === Buffer.from(nameBytes).toString('latin1'));
    const bucket = await database.bucket(nameBytes);
    if (name === undefined || bucket === undefined) {
      skippedBuckets.push(Buffer.from(nameBytes).toString());
    } else if (!membership.has(name)) {
      await copier.copy(name, bucket);
    }
  }
  copier.tell();
  return { lastRevision: copier.lastRevision, skippedBuckets };
}

class Copier {
  lastRevision = 0;
  readonly #backend: Backend;
  readonly #options: CopyOptions;
  #entries = 0;
  #gatheredBytes = 0;

  constructor(backend: Backend, options: CopyOptions) {
    this.#backend = backend;
    this.#options = options;
  }

  async copy(name: BucketName, bucket: Bucket): Promise<void> {
    for await (const batch of bucket.entries()) {
      this.#options.signal.throwIfAborted();
      for (const entry of batch) {
        this.#put(name, entry);
      }
      if (this.#gatheredBytes >= bytesPerCommit) {
        await this.#backend.commit();
        this.#gatheredBytes = 0;
        this.tell();
      }
    }
  }

  tell(): void {
    this.#options.onProgress(this.#entries);
  }

  #put(name: BucketName, { key, value }: DatabaseEntry): void {
    if (name === 'meta' && logPosition.some((position) => position.equals(key))) {
      return;
    }
    if (name === 'key') {
      this.lastRevision = decodeRevisionKey(key).main;
    }
    // Copies of their own: a batch is a view of a whole block.
    this.#backend.put(name, Uint8Array.from(key), Uint8Array.from(value));
    this.#entries += 1;
    this.#gatheredBytes += key.length + value.length;
  }
}
