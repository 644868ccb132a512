import { ArchiveError } from '../archive/errors.js';
import { openSnapshotFile, type SnapshotFile } from '../archive/snapshot-file.js';
import { safeText } from '../presentation/text.js';

/** Errors of the readers of files: each message is a sentence about the damage. */
const damage: ReadonlySet<string> = new Set([
  'CorruptDatabaseError',
  'MalformedRevisionKeyError',
  'MalformedMessageError',
  'DamagedStoreError',
  'MalformedMemberError',
]);

/** Opens a snapshot for `use` and closes it. @throws ArchiveError, a sentence that names the file */
export async function withSnapshot<T>(path: string, use: (file: SnapshotFile) => Promise<T>): Promise<T> {
  try {
    const file = await openSnapshotFile(path);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(error, path);
  }
}

function readable(error: unknown, path: string): unknown {
  const isSentence = error instanceof Error && error.name === 'RestoreError';
  if (error instanceof ArchiveError || isSentence) {
    return new ArchiveError(safeText(error.message));
  }
  return error instanceof Error && damage.has(error.name)
    ? new ArchiveError(safeText(`${path}: ${error.message}`))
    : error;
}
