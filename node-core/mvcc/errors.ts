/** A revision whose history is gone. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
  readonly revision: number;
  readonly compactRevision: number;

  constructor(revision: number, compactRevision: number) {
    super(`Revision ${revision} is not available: the history up to ${compactRevision} was compacted.`);
    this.revision = revision;
    this.compactRevision = compactRevision;
  }
}

/** A revision that does not exist yet. */
export class FutureRevisionError extends Error {
  override readonly name = 'FutureRevisionError';
  readonly revision: number;
  readonly currentRevision: number;

  constructor(revision: number, currentRevision: number) {
    super(`Revision ${revision} does not exist yet: the store is at ${currentRevision}.`);
    this.revision = revision;
    this.currentRevision = currentRevision;
  }
}

/** The index and the database disagree: the database was damaged, or changed by someone else. */
export class DamagedStoreError extends Error {
  override readonly name = 'DamagedStoreError';
}

/** Background work that the store's closing cut short; the next start takes it up again. */
export class StoreClosedError extends Error {
  override readonly name = 'StoreClosedError';
}
