import { homedir } from 'node:os';

/**
 * The user's home; the root where the machine knows of none, as for the users that a container makes up: nothing of
 * ours is found there, and a write is refused.
 */
export function userHome(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}
