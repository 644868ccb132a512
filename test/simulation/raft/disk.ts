import { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import type { Ready } from '../../../node-core/raft/types.js';
import { type Entry, HardState, type Snapshot } from '../../../proto/generated/raftpb.js';
import type { Random } from './random.js';

/** What one member has on its disk: all that is left of it after a crash. */
export class Disk {
  /** As synced; the commit index may lag behind what was written. */
  hardState: HardState = HardState.create();
  snapshot: Snapshot | undefined;
  entries: Entry[] = [];
  /** Written, not synced: a crash keeps it or loses it. */
  #unsynced: HardState | undefined;

  lastIndex(): number {
    return this.entries.at(-1)?.index ?? this.snapshot?.metadata?.index ?? 0;
  }

  /** Everything in a Ready, in the order in which it is written. */
  save({ snapshot, entries, hardState, mustSync }: Ready): void {
    if (snapshot !== undefined) {
      this.#saveSnapshot(snapshot);
    }
    this.#append(entries);
    this.#unsynced = hardState ?? this.#unsynced;
    if (mustSync) {
      this.#sync();
    }
  }

  /** A crash in the middle of `save`: the order holds, but it ends anywhere. */
  saveTorn(ready: Ready, random: Random): void {
    const parts = (ready.snapshot === undefined ? 0 : 1) + ready.entries.length;
    const written = random.between(0, parts);
    const entryCount = ready.snapshot === undefined ? written : written - 1;
    if (ready.snapshot !== undefined && written > 0) {
      this.#saveSnapshot(ready.snapshot);
    }
    this.#append(ready.entries.slice(0, Math.max(0, entryCount)));
    if (written === parts && random.chance(0.5)) {
      this.#unsynced = ready.hardState ?? this.#unsynced;
      this.#sync();
    }
  }

  /** The state machine made a snapshot; the log goes on without what is at or below `compactTo`. */
  keepSnapshot(snapshot: Snapshot, compactTo: number): void {
    this.snapshot = snapshot;
    this.entries = this.entries.filter((entry) => entry.index > compactTo);
  }

  crash(random: Random): void {
    if (random.chance(0.5)) {
      this.#sync();
    }
    this.#unsynced = undefined;
  }

  /** The log as a restarted member reads it: from the snapshot on. */
  load(): MemoryStorage {
    const storage = new MemoryStorage();
    if (this.snapshot !== undefined) {
      storage.applySnapshot(this.snapshot);
    }
    storage.append(this.entries);
    storage.setHardState(this.hardState);
    return storage;
  }

  #saveSnapshot(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.entries = [];
  }

  #append(entries: readonly Entry[]): void {
    const first = entries[0]?.index;
    if (first !== undefined) {
      this.entries = this.entries.filter((entry) => entry.index < first).concat(entries);
    }
  }

  #sync(): void {
    this.hardState = this.#unsynced ?? this.hardState;
    this.#unsynced = undefined;
  }
}
