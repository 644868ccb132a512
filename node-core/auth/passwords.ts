import type { Entropy } from '../ports/entropy.js';
import { hashPassword, matchesPassword } from './password-hash.js';

/** Hashes and checks passwords, one after the other, on a thread of their own. */
export class Passwords {
  readonly #cost: number;
  readonly #entropy: Entropy;

  /** @param cost bcrypt's, from 4 to 31 */
  constructor(cost: number, entropy: Entropy) {
    this.#cost = cost;
    this.#entropy = entropy;
  }

  /** @returns the hash in base64, as requests in the log carry it @throws AuthError */
  hash(password: string): Promise<string> {
    return hashPassword(password, this.#cost, this.#entropy);
  }

  /** @throws AuthError when too many logins wait already */
  matches(password: string, stored: Uint8Array): Promise<boolean> {
    return matchesPassword(password, stored);
  }
}
