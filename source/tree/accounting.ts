import type { ByteString } from '../bytes/byte-string.js';

/** A directory that was found; it is told as it stands then, and once more when its count follows later. */
export interface FoundDirectory {
  readonly kind: 'directory';
  readonly path: ByteString;
  /** Its first key, where that was seen. */
  readonly firstKey?: ByteString;
  count: number | undefined;
  isTold: boolean;
}

/**
 * A stretch whose keys were counted, and that is read in parts: what the parts do not have is the child's that
 * the stretch begins with, so that nothing need be asked to count that.
 *
 *     [a, z) has 1,000: first `b/…`, seen 1        left 1,000
 *     [b0, m) has 0, [m, z) has 400                left 600 = count of b/
 */
export class Account {
  readonly #directory: FoundDirectory | undefined;
  /** Keys that were seen and are not in the parts. */
  readonly #seen: number;
  #left: number;
  /** Parts that had keys, and these. */
  #filled = 0;
  #filledKeys = 0;
  #uncounted: number;
  /** So many parts are being asked for, besides those that probably have nothing. */
  out = 0;

  constructor(directory: FoundDirectory | undefined, count: number, seen: number, parts: number) {
    this.#directory = directory;
    this.#left = count;
    this.#seen = seen;
    this.#uncounted = parts;
  }

  /** At most so many keys are in the parts that are not counted. */
  get unread(): number {
    return Math.max(0, this.#left - this.#seen);
  }

  /** In so many parts the keys that are left probably are, when those are as large as others were; undefined before one was. */
  get expected(): number | undefined {
    return this.#filled === 0 ? undefined : Math.ceil((this.unread * this.#filled) / this.#filledKeys);
  }

  /** Parts that are not counted. */
  get uncounted(): number {
    return this.#uncounted;
  }

  /** The directory whose count is not settled yet. */
  get directory(): FoundDirectory | undefined {
    return this.#directory;
  }

  /** A part has so many keys. @returns the directory whose count follows, if one does. */
  deduct(count: number): FoundDirectory | undefined {
    this.#left -= count;
    if (count > 0) {
      this.#filled += 1;
      this.#filledKeys += count;
    }
    this.#uncounted -= 1;
    if (this.#uncounted > 0 && this.unread > 0) return undefined;
    if (this.#directory === undefined || this.#directory.count !== undefined) return undefined;
    this.#directory.count = this.#left;
    return this.#directory;
  }
}
