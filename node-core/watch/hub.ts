import type { MvccStore, StoredEvent } from '../mvcc/types.js';
import type { Clock } from '../ports/clock.js';
import type { Steps } from '../ports/turns.js';
import { BatchMaker } from './batches.js';
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
  /** Runs an action when all is through that runs now: the revisions until then are told together. */
  readonly soon: (action: () => void) => void;
  /** Does work that may be long between everything else. */
  readonly inTurns: (work: Steps<void>) => void | Promise<void>;
  /** Watchers cannot be told any more: the data is damaged. */
  readonly onFailure: (error: unknown) => void;
}

/** Events of one turn of the event loop are told in answers of about this size. */
const answerBytes = 256 << 10;
/** Events that are looked at before others may come in. */
const eventsPerStep = 64;

interface UntoldRevision {
  readonly revision: number;
  readonly events: readonly StoredEvent[];
}

/** Brings the store's changes to its watchers, from the moment of the call on. */
export function createWatchHub(store: MvccStore, options: WatchHubOptions): WatchHub {
  return new StoreWatchHub(store, options);
}

class StoreWatchHub implements WatchHub {
  readonly #store: MvccStore;
  readonly #options: WatchHubOptions;
  readonly #synced = new WatcherIndex();
  readonly #streams = new Set<HubStream>();
  #eventsSent = 0;
  readonly #catchUp: CatchUp;
  readonly #unsubscribe: () => void;
  readonly #untold: UntoldRevision[] = [];
  #isTelling = false;
  #isClosed = false;
  /** What must not be said before the events that came before it. */
  #afterTelling: (() => void)[] = [];

  constructor(store: MvccStore, options: WatchHubOptions) {
    this.#store = store;
    this.#options = options;
    this.#catchUp = new CatchUp(store, this.#synced, options);
    this.#unsubscribe = store.onRevision((revision, events) => this.#note({ revision, events }));
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
    const { prepare } = sink;
    const counting: WatchSink = {
      ...(prepare !== undefined && { prepare: (batch) => prepare(batch) }),
      deliver: (batch) => {
        this.#eventsSent += batch.events.length;
        return sink.deliver(batch);
      },
      compacted: (watchId, compactRevision) => sink.compacted(watchId, compactRevision),
      progress: (watchId, revision) => sink.progress(watchId, revision),
    };
    const stream = new HubStream(counting, {
      store: this.#store,
      synced: this.#synced,
      catchUp: this.#catchUp,
      afterTelling: (action) => this.#whenTold(action),
      onClose: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream;
  }

  notifyProgress(): void {
    this.#whenTold(() => {
      for (const stream of this.#streams) {
        stream.notifyProgress();
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#untold.length = 0;
    this.#afterTelling = [];
    this.#catchUp.close();
    for (const stream of this.#streams) {
      stream.close();
    }
  }

  #note(revision: UntoldRevision): void {
    this.#untold.push(revision);
    if (!this.#isTelling) {
      this.#isTelling = true;
      this.#options.soon(() => this.#startTelling());
    }
  }

  #startTelling(): void {
    try {
      this.#options.inTurns(this.#tellAll())?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Who is closing has nobody to tell, and no database to read from. */
  #fail(error: unknown): void {
    if (!this.#isClosed) {
      this.#options.onFailure(error);
    }
  }

  *#tellAll(): Steps<void> {
    while (this.#untold.length > 0) {
      yield* this.#tellSome();
    }
    this.#isTelling = false;
    const actions = this.#afterTelling;
    this.#afterTelling = [];
    for (const action of actions) {
      action();
    }
  }

  #whenTold(action: () => void): void {
    if (this.#isTelling) {
      this.#afterTelling.push(action);
    } else {
      action();
    }
  }

  /** Of whole revisions, so many that an answer has about its size. */
  *#tellSome(): Steps<void> {
    const collector = new EventCollector(this.#synced, this.#store);
    const revision = yield* this.#collect(collector);
    const maker = new BatchMaker(revision, this.#options.maxFragmentBytes);
    for (const [watcher, frames] of collector) {
      const first = frames[0]?.revision ?? revision;
      if (watcher.state !== 'synced' || first < watcher.nextRevision) {
        // It has ended, or has fallen behind and caught up with the store's history, since it was to be told.
        continue;
      }
      if (watcher.owner.isSlow) {
        this.#fallBehind(watcher, first);
      } else {
        yield* watcher.deliver(frames, maker);
      }
      if (frames.length > eventsPerStep) {
        yield;
      }
    }
  }

  /** @returns the last revision that the collector knows */
  *#collect(collector: EventCollector): Steps<number> {
    let bytes = 0;
    let seen = 0;
    let last = 0;
    while (bytes < answerBytes) {
      const next = this.#untold.shift();
      if (next === undefined) {
        break;
      }
      last = next.revision;
      for (const event of next.events) {
        collector.add(event);
        bytes += event.kv.bytes.length;
        seen += 1;
        if (seen % eventsPerStep === 0) {
          yield;
        }
      }
    }
    return last;
  }

  /** A slow reader's events wait in the store, not in memory. */
  #fallBehind(watcher: Watcher, revision: number): void {
    this.#synced.delete(watcher);
    watcher.nextRevision = revision;
    this.#catchUp.add(watcher);
  }
}
