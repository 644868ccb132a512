import {
  ConfState,
  type Entry,
  HardState,
  Snapshot,
  SnapshotMetadata,
} from '../../proto/generated/raftpb.js';
import { sliceWithin } from './entry-size.js';
import { CompactedError, SnapshotOutOfDateError, UnavailableError } from './errors.js';
import { invariant } from './invariant.js';
import type { RaftStorage } from './types.js';

/** The in-memory copy of what the WAL has made durable; the driver fills it after each sync. */
export class MemoryStorage implements RaftStorage {
  #hardState: HardState = HardState.create();
  #confState: ConfState = ConfState.create();
  #snapshot: Snapshot | undefined;
  /** The entry before the first one kept: what was compacted last. */
  #base = { index: 0, term: 0 };
  #entries: Entry[] = [];

  initialState(): { hardState: HardState; confState: ConfState } {
    return { hardState: this.#hardState, confState: this.#confState };
  }

  firstIndex(): number {
    return this.#base.index + 1;
  }

  lastIndex(): number {
    return this.#base.index + this.#entries.length;
  }

  term(index: number): number {
    if (index === this.#base.index) {
      return this.#base.term;
    }
    return this.#entryAt(index).term;
  }

  entries(low: number, high: number, maxBytes: number): Entry[] {
    this.#entryAt(low);
    this.#entryAt(high - 1);
    return sliceWithin(this.#entries, low - this.firstIndex(), high - this.firstIndex(), maxBytes);
  }

  snapshot(): Snapshot {
    if (this.#snapshot === undefined) {
      throw new UnavailableError('no snapshot has been made yet');
    }
    return this.#snapshot;
  }

  setHardState(hardState: HardState): void {
    this.#hardState = hardState;
  }

  /** The configuration that a restarted node begins with, as of the last applied entry. */
  setConfState(confState: ConfState): void {
    this.#confState = confState;
  }

  /** Adds durable entries in index order; they replace what is at and after the first of them. */
  append(entries: readonly Entry[]): void {
    const fresh = entries.filter((entry) => entry.index >= this.firstIndex());
    const [first] = fresh;
    if (first === undefined) {
      return;
    }
    const position = first.index - this.firstIndex();
    invariant(position <= this.#entries.length, 'entries are appended without a gap', {
      first: first.index,
      lastIndex: this.lastIndex(),
    });
    this.#entries.length = position;
    for (const entry of fresh) {
      this.#entries.push(entry);
    }
  }

  /** Replaces the whole log by a snapshot from the leader. @throws SnapshotOutOfDateError */
  applySnapshot(snapshot: Snapshot): void {
    const { index, term, confState } = snapshot.metadata ?? SnapshotMetadata.create();
    this.#requireNewer(index);
    this.#snapshot = snapshot;
    this.#confState = confState ?? ConfState.create();
    this.#base = { index, term };
    this.#entries = [];
  }

  /**
   * Records that state up to `index` is kept in `data`; the log stays until `compact`.
   * @throws SnapshotOutOfDateError, CompactedError, UnavailableError
   */
  createSnapshot(index: number, confState: ConfState, data: Uint8Array): Snapshot {
    this.#requireNewer(index);
    const metadata = SnapshotMetadata.create({ index, term: this.term(index), confState });
    this.#snapshot = Snapshot.create({ data, metadata });
    return this.#snapshot;
  }

  /** Drops entries up to and including `index`. @throws CompactedError, UnavailableError */
  compact(index: number): void {
    const { term } = this.#entryAt(index);
    this.#entries = this.#entries.slice(index - this.#base.index);
    this.#base = { index, term };
  }

  #entryAt(index: number): Entry {
    if (index < this.firstIndex()) {
      throw new CompactedError(index, this.firstIndex());
    }
    const entry = this.#entries[index - this.firstIndex()];
    if (entry === undefined) {
      throw new UnavailableError(`entry ${index} is past the end of the log at ${this.lastIndex()}`);
    }
    return entry;
  }

  #requireNewer(index: number): void {
    const current = this.#snapshot?.metadata?.index ?? 0;
    if (index <= current) {
      throw new SnapshotOutOfDateError(index, current);
    }
  }
}
