/** A flag, variable or file of the connection cannot be used; `message` says which, why, and what to write instead. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}
