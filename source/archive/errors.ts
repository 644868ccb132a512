/** A snapshot file that cannot be read, is damaged, or cannot be written. One sentence. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
