import type { MvccStore, StoredEvent } from '../mvcc/types.js';
import type { Clock } from '../ports/clock.js';
import { CatchUp } from './catch-up.js';
import { EventCollector } from './event-collector.js';
import { HubStream } from './stream.js';
import type { WatchHub, WatchSink, WatchStream } from './types.js';
import type { Watcher } from './watcher.js';
import { WatcherIndex } from './watcher-index.js';

export interface WatchHubOptions {
  readonly clock: Clock;
  /** A watch that takes fragments gets no answer above this size, unless one event alone is. */
  readonly maxFragmentBytes: number;
}

/** Brings the store's changes to its watchers, from the moment of the call on. */
export function createWatchHub(store: MvccStore, options: WatchHubOptions): WatchHub {
  return new StoreWatchHub(store, options);
}

class StoreWatchHub implements WatchHub {
  readonly #store: MvccStore;
  readonly #maxFragmentBytes: number;
  readonly #synced = new WatcherIndex();
  readonly #streams = new Set<HubStream>();
  #eventsSent = 0;
  readonly #catchUp: CatchUp;
  readonly #unsubscribe: () => void;

  constructor(store: MvccStore, options: WatchHubOptions) {
    this.#store = store;
    this.#maxFragmentBytes = options.maxFragmentBytes;
    this.#catchUp = new CatchUp(store, this.#synced, options);
    this.#unsubscribe = store.onRevision((revision, events) => this.#notify(revision, events));
  }

  get watcherCount(): number {
    return [...this.#streams].reduce((count, stream) => count + stream.watcherCount, 0);
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  get slowWatcherCount(): number {
    return this.#catchUp.watcherCount;
  }

  get eventsSent(): number {
    return this.#eventsSent;
  }

  open(sink: WatchSink): WatchStream {
    const counting: WatchSink = {
      deliver: (batch) => {
        this.#eventsSent += batch.events.length;
        return sink.deliver(batch);
      },
      compacted: (watchId, compactRevision) => sink.compacted(watchId, compactRevision),
      progress: (watchId, revision) => sink.progress(watchId, revision),
    };
    const stream = new HubStream(counting, this.#store, this.#synced, this.#catchUp, () => {
      this.#streams.delete(stream);
    });
    this.#streams.add(stream);
    return stream;
  }

  notifyProgress(): void {
    for (const stream of this.#streams) {
      stream.notifyProgress();
    }
  }

  close(): void {
    this.#unsubscribe();
    this.#catchUp.close();
    for (const stream of this.#streams) {
      stream.close();
    }
  }

  #notify(revision: number, events: readonly StoredEvent[]): void {
    const collector = new EventCollector(this.#synced, this.#store);
    for (const event of events) {
      collector.add(event);
    }
    for (const [watcher, frames] of collector) {
      if (watcher.owner.isSlow) {
        this.#fallBehind(watcher, revision);
      } else if (watcher.state === 'synced') {
        watcher.deliver(frames, revision, this.#maxFragmentBytes);
      }
    }
  }

  /** A slow reader's events wait in the store, not in memory. */
  #fallBehind(watcher: Watcher, revision: number): void {
    if (watcher.state === 'synced') {
      this.#synced.delete(watcher);
      watcher.nextRevision = revision;
      this.#catchUp.add(watcher);
    }
  }
}
