import type { Entropy } from '../ports/entropy.js';
import { hashPassword, matchesPassword } from './password-hash.js';

/**
 * Hashes and checks passwords one at a time. bcrypt works in slices of a tenth of a second and lets other
 * calls go between them; many at once would take their slices one after the other, and let nobody.
 */
export class Passwords {
  readonly #cost: number;
  readonly #entropy: Entropy;
  #last: Promise<unknown> = Promise.resolve();

  /** @param cost bcrypt's, from 4 to 31 */
  constructor(cost: number, entropy: Entropy) {
    this.#cost = cost;
    this.#entropy = entropy;
  }

  /** @returns the hash in base64, as requests in the log carry it @throws AuthError */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hashPassword(password, this.#cost, this.#entropy));
  }

  matches(password: string, stored: Uint8Array): Promise<boolean> {
    return this.#inTurn(() => matchesPassword(password, stored));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
