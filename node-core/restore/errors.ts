/** A snapshot that cannot become a data directory, or a place that cannot take one. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}
