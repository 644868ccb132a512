import type { MvccStore } from '../mvcc/types.js';
import type { CatchUp } from './catch-up.js';
import type { WatchSink, WatchSpec, WatchStream } from './types.js';
import { Watcher, type WatcherOwner } from './watcher.js';
import type { WatcherIndex } from './watcher-index.js';

const anyId = -1n;

/** What all streams of a hub share. */
export interface StreamHost {
  readonly store: MvccStore;
  readonly synced: WatcherIndex;
  readonly catchUp: CatchUp;
  /** Runs an action once every event so far has been delivered. */
  readonly afterTelling: (action: () => void) => void;
  readonly onClose: () => void;
}

export class HubStream implements WatchStream, WatcherOwner {
  readonly sink: WatchSink;
  isSlow = false;
  readonly #host: StreamHost;
  readonly #watchers = new Map<bigint, Watcher>();
  #nextId = 0n;

  constructor(sink: WatchSink, host: StreamHost) {
    this.sink = sink;
    this.#host = host;
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  create(watchId: bigint, spec: WatchSpec): bigint | undefined {
    const id = watchId === anyId ? this.#freeId() : watchId;
    if (this.#watchers.has(id)) {
      return undefined;
    }
    const watcher = new Watcher(id, spec, this, this.#host.store.revision);
    this.#watchers.set(id, watcher);
    if (watcher.state === 'synced') {
      this.#host.synced.add(watcher);
    } else {
      this.#host.catchUp.add(watcher);
    }
    return id;
  }

  cancel(watchId: bigint): boolean {
    const watcher = this.#watchers.get(watchId);
    if (watcher === undefined) {
      return false;
    }
    this.#watchers.delete(watchId);
    this.#end(watcher);
    return true;
  }

  requestProgress(): void {
    this.#host.afterTelling(() => this.#tellProgress());
  }

  #tellProgress(): void {
    const watchers = [...this.#watchers.values()];
    if (!this.isSlow && watchers.length > 0 && watchers.every((watcher) => this.#isCurrent(watcher))) {
      this.sink.progress(anyId, this.#host.store.revision);
    }
  }

  notifyProgress(): void {
    for (const watcher of this.#watchers.values()) {
      const due = watcher.spec.progressNotify && watcher.isQuiet;
      if (due && !this.isSlow && this.#isCurrent(watcher)) {
        this.sink.progress(watcher.id, this.#host.store.revision);
      }
      watcher.isQuiet = true;
    }
  }

  resume(): void {
    this.isSlow = false;
    this.#host.catchUp.resume(this);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) {
      this.#end(watcher);
    }
    this.#watchers.clear();
    this.#host.onClose();
  }

  /** The watch has everything up to the store's revision, and that is not before its start. */
  #isCurrent(watcher: Watcher): boolean {
    return watcher.state === 'synced' && this.#host.store.revision >= watcher.spec.startRevision;
  }

  #end(watcher: Watcher): void {
    this.#host.synced.delete(watcher);
    this.#host.catchUp.remove(watcher);
    watcher.state = 'ended';
  }

  #freeId(): bigint {
    while (this.#watchers.has(this.#nextId)) {
      this.#nextId += 1n;
    }
    this.#nextId += 1n;
    return this.#nextId - 1n;
  }
}
