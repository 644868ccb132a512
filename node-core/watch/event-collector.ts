import type { RangeReader, StoredEvent } from '../mvcc/types.js';
import { toByteString } from '../schema/byte-string.js';
import { EventFrame } from './event-frame.js';
import type { Watcher } from './watcher.js';
import type { WatcherIndex } from './watcher-index.js';

/** Which events go to which of an index's watchers; an event that many get is one frame. */
export class EventCollector {
  readonly #watchers: WatcherIndex;
  readonly #reader: RangeReader;
  readonly #framesOf = new Map<Watcher, EventFrame[]>();

  constructor(watchers: WatcherIndex, reader: RangeReader) {
    this.#watchers = watchers;
    this.#reader = reader;
  }

  add(event: StoredEvent): void {
    let frame: EventFrame | undefined;
    this.#watchers.forEachWatching(toByteString(event.kv.key), (watcher) => {
      if (!watcher.wants(event)) {
        return;
      }
      frame ??= new EventFrame(event, this.#reader);
      const frames = this.#framesOf.get(watcher);
      if (frames === undefined) {
        this.#framesOf.set(watcher, [frame]);
      } else {
        frames.push(frame);
      }
    });
  }

  framesFor(watcher: Watcher): readonly EventFrame[] {
    return this.#framesOf.get(watcher) ?? [];
  }

  [Symbol.iterator](): IterableIterator<[Watcher, EventFrame[]]> {
    return this.#framesOf.entries();
  }
}
