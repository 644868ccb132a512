import type { Backend } from '../backend/types.js';
import type { Clock } from '../ports/clock.js';
import type { KeyIndex } from './key-index.js';

/** What the work behind the store's back goes through, a slice at a time. */
export interface BackgroundScope {
  readonly backend: Backend;
  readonly index: KeyIndex;
  readonly clock: Clock;
  readonly isClosed: () => boolean;
}
