import type { Entropy } from '../ports/entropy.js';
import { bcryptThread } from './bcrypt-thread.js';
import { AuthError } from './errors.js';

/** bcrypt's costs: every step doubles the work. */
export const smallestBcryptCost = 4;
export const largestBcryptCost = 31;

const saltBytes = 16;
/** bcrypt looks at no more of a password. */
const longestPasswordBytes = 72;

/**
 * bcrypt as etcd's: the prefix is `2a`, and a password of more than 72 bytes is refused instead of cut.
 * @returns the hash as its 60 characters in base64, which is how requests in the log carry it
 * @throws AuthError
 */
export async function hashPassword(password: string, cost: number, entropy: Entropy): Promise<string> {
  if (Buffer.byteLength(password) > longestPasswordBytes) {
    throw new AuthError('password-too-long');
  }
  const salt = entropy.bytes(saltBytes);
  const { hash = '' } = await bcryptThread.run({ kind: 'hash', password, cost, salt });
  return Buffer.from(hash).toString('base64');
}

/** Whether the password is the one of a stored hash; what is no hash matches nothing. */
export async function matchesPassword(password: string, stored: Uint8Array): Promise<boolean> {
  const hash = Buffer.from(stored).toString('latin1');
  const { matches = false } = await bcryptThread.run({ kind: 'compare', password, hash });
  return matches;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The stored form of a hash out of a request. @throws AuthError for what is no base64 */
export function decodePasswordHash(hashedPassword: string): Uint8Array {
  if (!base64.test(hashedPassword)) {
    throw new AuthError('password-not-wanted');
  }
  return Buffer.from(hashedPassword, 'base64');
}
