import type { BucketName } from '../schema/buckets.js';

/** A key that the file format cannot hold. */
export class KeyTooLongError extends Error {
  override readonly name = 'KeyTooLongError';

  constructor(bucket: BucketName, length: number, longest: number) {
    super(`A key of ${length} bytes does not fit into bucket ${bucket}: the limit is ${longest} bytes.`);
  }
}

/** The disk refused a write; what was to be written is still in memory and in the write-ahead log. */
export class BackendWriteError extends Error {
  override readonly name = 'BackendWriteError';

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Cannot write the database ${path}: ${reason}. Check the disk's space and health.`, { cause });
  }
}

/** A call on a backend, or on a snapshot, after its `close`. */
export class BackendClosedError extends Error {
  override readonly name = 'BackendClosedError';

  constructor(path: string) {
    super(`The database ${path} is closed.`);
  }
}
