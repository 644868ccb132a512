/** Why something of a connection cannot be used, as far as it decides what is tried next. */
export type ConnectionFault = 'missing' | 'forbidden' | 'expired' | 'not-yet-valid' | 'mismatch' | 'other';

/** A flag, variable or file of the connection cannot be used; `message` says which, why, and what to do instead. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly fault: ConnectionFault;

  constructor(message: string, fault: ConnectionFault = 'other') {
    super(message);
    this.fault = fault;
  }
}
