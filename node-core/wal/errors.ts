import { errorCode } from '../ports/disk-error.js';

/** Records that cannot be what was written: not the torn end a power cut leaves, but damage. */
export class WalCorruptError extends Error {
  override readonly name = 'WalCorruptError';
  readonly file: string;
  /** Byte offset in the file where the damage was found. */
  readonly offset: number;

  constructor(file: string, offset: number, damage: string) {
    super(
      `write-ahead log ${file} is damaged at offset ${offset}: ${damage}; ` +
        'keep a copy of the data directory, then replace this member from its cluster or restore a snapshot',
    );
    this.file = file;
    this.offset = offset;
  }
}

export class WalNotFoundError extends Error {
  override readonly name = 'WalNotFoundError';

  constructor(directory: string) {
    super(
      `no write-ahead log in ${directory}: check the data directory, or let a new member create one there`,
    );
  }
}

export class WalExistsError extends Error {
  override readonly name = 'WalExistsError';

  constructor(directory: string) {
    super(`there is a write-ahead log in ${directory} already: open it, or choose an empty data directory`);
  }
}

/** The log does not reach back to the state it is asked to continue. */
export class WalSnapshotMissingError extends Error {
  override readonly name = 'WalSnapshotMissingError';

  constructor(directory: string, index: number, oldestIndex: number | undefined) {
    const holds = oldestIndex === undefined ? 'it holds none' : `its oldest is at ${oldestIndex}`;
    super(
      `the write-ahead log in ${directory} has no snapshot record at or before index ${index} (${holds}): ` +
        'log and database are not of one data directory; replace this member or restore a snapshot',
    );
  }
}

/** A save that was refused by the disk. Nothing of it is in the log, and the log can be used on. */
export class WalWriteError extends Error {
  override readonly name = 'WalWriteError';
  readonly code: string | undefined;

  constructor(file: string, offset: number, cause: unknown) {
    super(
      `write-ahead log ${file} cannot be written at offset ${offset} (${reasonOf(cause)}): ${adviceFor(cause)}`,
      { cause },
    );
    this.code = errorCode(cause);
  }
}

/**
 * After a failed sync nobody knows what is on the medium, and a second sync would not tell: the log takes
 * nothing more until it is opened again.
 */
export class WalBrokenError extends Error {
  override readonly name = 'WalBrokenError';
  readonly code: string | undefined;

  constructor(file: string, cause: unknown) {
    super(
      `write-ahead log ${file} cannot be trusted after a disk error (${reasonOf(cause)}): ` +
        'check the disk, then start this member again',
      { cause },
    );
    this.code = errorCode(cause);
  }
}

/** The caller skipped an index: a mistake in this program, never in the data. */
export class WalGapError extends Error {
  override readonly name = 'WalGapError';

  constructor(lastIndex: number, index: number) {
    super(`log entry ${index} cannot follow entry ${lastIndex}`);
  }
}

export class WalClosedError extends Error {
  override readonly name = 'WalClosedError';

  constructor(directory: string) {
    super(`the write-ahead log in ${directory} is closed`);
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function adviceFor(cause: unknown): string {
  const code = errorCode(cause);
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'free space on that disk' : 'check that disk';
}
