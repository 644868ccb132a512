import type { MvccStore, StoredEvent } from '../mvcc/types.js';
import type { Clock, Timer } from '../ports/clock.js';
import { atOnce } from '../ports/turns.js';
import { BatchMaker } from './batches.js';
import { EventCollector } from './event-collector.js';
import type { Watcher, WatcherOwner } from './watcher.js';
import { WatcherIndex } from './watcher-index.js';

/** What one turn of the event loop may read: about two milliseconds of work. */
const sliceEvents = 1000;
const sliceBytes = 1024 * 1024;
/** Watchers that share one reading of the history. */
const largestCohort = 512;

const everything = { key: new Uint8Array(0), rangeEnd: new Uint8Array(1) } as const;

export interface CatchUpOptions {
  readonly clock: Clock;
  readonly maxFragmentBytes: number;
}

/**
 * Brings watchers that are behind up to date from the store's history, a slice at a time between other
 * work, in turns. Watchers of ranges that are at about the same point share one reading.
 */
export class CatchUp {
  readonly #store: MvccStore;
  readonly #synced: WatcherIndex;
  readonly #options: CatchUpOptions;
  /** In the order of their turns. */
  readonly #behind = new Set<Watcher>();
  readonly #parked = new Map<WatcherOwner, Set<Watcher>>();
  #timer: Timer | undefined;

  constructor(store: MvccStore, synced: WatcherIndex, options: CatchUpOptions) {
    this.#store = store;
    this.#synced = synced;
    this.#options = options;
  }

  get watcherCount(): number {
    return [...this.#parked.values()].reduce((count, parked) => count + parked.size, this.#behind.size);
  }

  /** The watcher needs what happened from its `nextRevision` on. */
  add(watcher: Watcher): void {
    watcher.state = 'behind';
    this.#behind.add(watcher);
    this.#schedule();
  }

  remove(watcher: Watcher): void {
    this.#behind.delete(watcher);
    this.#parked.get(watcher.owner)?.delete(watcher);
  }

  /** The owner's reader can take more. */
  resume(owner: WatcherOwner): void {
    const watchers = this.#parked.get(owner) ?? [];
    this.#parked.delete(owner);
    for (const watcher of watchers) {
      this.add(watcher);
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#behind.clear();
    this.#parked.clear();
  }

  #schedule(): void {
    this.#timer ??= this.#options.clock.startTimer(0, () => {
      this.#timer = undefined;
      this.#runSlice();
    });
  }

  #runSlice(): void {
    let left = sliceEvents;
    for (let watcher = this.#next(); watcher !== undefined && left > 0; watcher = this.#next()) {
      left -= 1 + this.#serve(watcher);
    }
    if (this.#behind.size > 0) {
      this.#schedule();
    }
  }

  /** Whose turn it is. Those whose reader is slow are parked, those whose history is gone are told. */
  #next(): Watcher | undefined {
    for (const watcher of this.#behind) {
      if (watcher.owner.isSlow) {
        this.#park(watcher);
      } else if (watcher.nextRevision < this.#store.compactRevision) {
        this.#end(watcher);
      } else {
        return watcher;
      }
    }
    return undefined;
  }

  #park(watcher: Watcher): void {
    this.#behind.delete(watcher);
    watcher.state = 'parked';
    const parked = this.#parked.get(watcher.owner);
    if (parked === undefined) {
      this.#parked.set(watcher.owner, new Set([watcher]));
    } else {
      parked.add(watcher);
    }
  }

  #end(watcher: Watcher): void {
    this.#behind.delete(watcher);
    watcher.state = 'ended';
    watcher.owner.sink.compacted(watcher.id, this.#store.compactRevision);
  }

  /** @returns how many events were read. */
  #serve(first: Watcher): number {
    const cohort = first.range.single ? [first] : this.#cohortOf(first);
    const index = new WatcherIndex();
    for (const watcher of cohort) {
      index.add(watcher);
    }
    const collector = new EventCollector(index, this.#store);
    const { upTo, read } = this.#collect(first, collector);
    const maker = new BatchMaker(upTo, this.#options.maxFragmentBytes);
    for (const watcher of cohort) {
      if (watcher.state === 'behind' && !watcher.owner.isSlow) {
        this.#advance(watcher, collector, maker);
      }
    }
    return read;
  }

  #cohortOf(first: Watcher): Watcher[] {
    const cohort: Watcher[] = [];
    for (const watcher of this.#behind) {
      const near = !watcher.range.single && watcher.nextRevision >= first.nextRevision;
      if (near && cohort.push(watcher) === largestCohort) {
        break;
      }
    }
    return cohort;
  }

  /** Reads whole revisions from `first`'s point on. `upTo` is the last of them. */
  #collect(first: Watcher, collector: EventCollector): { readonly upTo: number; readonly read: number } {
    let read = 0;
    let bytes = 0;
    let revision = 0;
    for (const event of this.#history(first)) {
      const full = read >= sliceEvents || bytes >= sliceBytes;
      if (full && event.kv.modRevision > revision) {
        return { upTo: event.kv.modRevision - 1, read };
      }
      revision = event.kv.modRevision;
      collector.add(event);
      read += 1;
      bytes += event.kv.bytes.length;
    }
    return { upTo: this.#store.revision, read };
  }

  /** All events are read for a range, so that the limits hold for what is passed over, too. */
  #history(first: Watcher): Iterable<StoredEvent> {
    const { key, rangeEnd } = first.range.single ? first.spec : everything;
    return this.#store.history(key, rangeEnd, first.nextRevision, this.#store.revision);
  }

  #advance(watcher: Watcher, collector: EventCollector, maker: BatchMaker): void {
    const upTo = maker.revision;
    if (watcher.nextRevision > upTo) {
      return;
    }
    const frames = collector.framesFor(watcher);
    if (frames.length > 0) {
      atOnce(watcher.deliver(frames, maker));
    } else {
      watcher.nextRevision = upTo + 1;
    }
    if (watcher.state !== 'behind') {
      return;
    }
    this.#behind.delete(watcher);
    if (watcher.nextRevision > this.#store.revision) {
      watcher.state = 'synced';
      this.#synced.add(watcher);
    } else {
      this.#behind.add(watcher);
    }
  }
}
