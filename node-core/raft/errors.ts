/** Entries at and below an index were dropped from the log; a snapshot stands for them. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';

  constructor(index: number, firstIndex: number) {
    super(`entry ${index} was compacted: the log starts at ${firstIndex}`);
  }
}

/** An index past the end of the log, or a snapshot that has not been made yet. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** A snapshot that is not newer than the one already held. */
export class SnapshotOutOfDateError extends Error {
  override readonly name = 'SnapshotOutOfDateError';

  constructor(index: number, current: number) {
    super(`snapshot at ${index} is not newer than the one at ${current}`);
  }
}

/** A configuration change that the current configuration does not allow. */
export class ConfChangeError extends Error {
  override readonly name = 'ConfChangeError';
}
