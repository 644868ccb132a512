import type { ByteString } from '../schema/byte-string.js';
import { RangeIndex } from './range-index.js';
import type { Watcher } from './watcher.js';

/** Watchers by the keys they watch: one look-up for those of a single key, however many there are. */
export class WatcherIndex {
  readonly #byKey = new Map<ByteString, Set<Watcher>>();
  readonly #byRange = new RangeIndex<Watcher>();

  add(watcher: Watcher): void {
    const { start, end, single } = watcher.range;
    if (!single) {
      this.#byRange.add(start, end, watcher);
      return;
    }
    const watchers = this.#byKey.get(start);
    if (watchers === undefined) {
      this.#byKey.set(start, new Set([watcher]));
    } else {
      watchers.add(watcher);
    }
  }

  delete(watcher: Watcher): void {
    const { start, end, single } = watcher.range;
    if (!single) {
      this.#byRange.delete(start, end, watcher);
      return;
    }
    const watchers = this.#byKey.get(start);
    if (watchers?.delete(watcher) === true && watchers.size === 0) {
      this.#byKey.delete(start);
    }
  }

  forEachWatching(key: ByteString, visit: (watcher: Watcher) => void): void {
    this.#byKey.get(key)?.forEach(visit);
    this.#byRange.forEachContaining(key, visit);
  }
}
