import type { Entry, Snapshot } from '../../proto/generated/raftpb.js';
import { sliceWithin, totalBytes } from './entry-size.js';
import { UnavailableError } from './errors.js';
import { invariant } from './invariant.js';
import { snapshotPoint } from './snapshot-point.js';
import type { RaftStorage } from './types.js';
import { Unstable } from './unstable.js';

/** Names an entry in the whole cluster: equal points have equal logs before them (log matching). */
export interface LogPoint {
  readonly index: number;
  readonly term: number;
}

/** The whole log: what storage holds, then what is unstable. Invariant: applied ≤ committed ≤ last index. */
export class RaftLog {
  readonly #storage: RaftStorage;
  readonly #unstable: Unstable;
  #committed: number;
  #applied: number;

  /** `applied` is in the state machine, hence committed even where the hard state does not know it yet. */
  constructor(storage: RaftStorage, applied: number, committed: number) {
    this.#storage = storage;
    this.#unstable = new Unstable(storage.lastIndex() + 1);
    this.#applied = applied;
    this.#committed = Math.max(applied, committed);
    const compacted = storage.firstIndex() - 1;
    invariant(applied >= compacted, 'the state machine holds everything that the log has dropped', {
      applied,
      compacted,
    });
    invariant(this.#committed <= storage.lastIndex(), 'the stored log reaches to its commit index', {
      committed: this.#committed,
      lastIndex: storage.lastIndex(),
    });
  }

  get committed(): number {
    return this.#committed;
  }

  get applied(): number {
    return this.#applied;
  }

  firstIndex(): number {
    return this.#unstable.firstIndex() ?? this.#storage.firstIndex();
  }

  lastIndex(): number {
    return this.#unstable.lastIndex() ?? this.#storage.lastIndex();
  }

  /** Known for `[firstIndex - 1, lastIndex]`; undefined outside. */
  term(index: number): number | undefined {
    const unstable = this.#unstable.term(index);
    if (unstable !== undefined || index < this.firstIndex() - 1 || index > this.lastIndex()) {
      return unstable;
    }
    return this.#storage.term(index);
  }

  last(): LogPoint {
    const index = this.lastIndex();
    const term = this.term(index);
    invariant(term !== undefined, 'the term of the last entry is known', { index });
    return { index, term };
  }

  matches(point: LogPoint): boolean {
    return this.term(point.index) === point.term;
  }

  /** Whether a log that ends there holds at least all that this one does (Raft thesis §3.6.1). */
  isUpToDate(theirs: LogPoint): boolean {
    const ours = this.last();
    return theirs.term > ours.term || (theirs.term === ours.term && theirs.index >= ours.index);
  }

  /** Entries from `low` to the end, at least one if there is any, cut at `maxBytes`. */
  entriesFrom(low: number, maxBytes: number): Entry[] {
    return this.slice(low, this.lastIndex() + 1, maxBytes);
  }

  /** Entries in `[low, high)`, at least one if there is any, cut at `maxBytes`. */
  slice(low: number, high: number, maxBytes: number): Entry[] {
    const { offset } = this.#unstable;
    if (low >= high) {
      return [];
    }
    if (low >= offset) {
      return sliceWithin(this.#unstable.slice(low, high), 0, high - low, maxBytes);
    }
    const stable = this.#storage.entries(low, Math.min(high, offset), maxBytes);
    if (low + stable.length < offset || high <= offset) {
      return stable;
    }
    const budget = maxBytes - totalBytes(stable);
    return stable.concat(sliceWithin(this.#unstable.slice(offset, high), 0, high - offset, budget, false));
  }

  append(entries: readonly Entry[]): void {
    const first = entries[0]?.index ?? this.lastIndex() + 1;
    invariant(first > this.#committed, 'committed entries are never overwritten', {
      first,
      committed: this.#committed,
    });
    this.#unstable.append(entries);
  }

  /**
   * A follower's append: takes `entries` when the log matches the leader's at `previous`, and learns how far
   * the leader has committed. Returns the last index known to match, undefined when it does not match.
   */
  tryAppend(previous: LogPoint, entries: readonly Entry[], leaderCommit: number): number | undefined {
    if (!this.matches(previous)) {
      return undefined;
    }
    const conflict = entries.findIndex((entry) => !this.matches(entry));
    if (conflict >= 0) {
      this.append(entries.slice(conflict));
    }
    const lastNew = previous.index + entries.length;
    this.commitTo(Math.min(leaderCommit, lastNew));
    return lastNew;
  }

  /**
   * The highest index at or below `index` where this log's term is at most `term`: the best guess at where
   * a log with an entry (index, term) may agree with this one. The term is 0 where it is not known.
   */
  findConflictByTerm(index: number, term: number): LogPoint {
    for (let guess = index; guess > 0; guess -= 1) {
      const ours = this.term(guess);
      if (ours === undefined || ours <= term) {
        return { index: guess, term: ours ?? 0 };
      }
    }
    return { index: 0, term: 0 };
  }

  /** The commit index never goes back. */
  commitTo(index: number): void {
    if (index <= this.#committed) {
      return;
    }
    invariant(index <= this.lastIndex(), 'only entries in the log are committed: was the log cut or lost?', {
      index,
      lastIndex: this.lastIndex(),
    });
    this.#committed = index;
  }

  appliedTo(index: number): void {
    invariant(
      index >= this.#applied && index <= this.#committed,
      'entries are applied once, when committed',
      {
        index,
        applied: this.#applied,
        committed: this.#committed,
      },
    );
    this.#applied = index;
  }

  /** A snapshot from the leader stands for the whole log. */
  restore(snapshot: Snapshot): void {
    this.#unstable.restore(snapshot);
    this.#committed = snapshotPoint(snapshot).index;
  }

  get pendingSnapshot(): Snapshot | undefined {
    return this.#unstable.snapshot;
  }

  get hasUnstableEntries(): boolean {
    return !this.#unstable.isEmpty;
  }

  unstableEntries(): Entry[] {
    return this.#unstable.all();
  }

  /** A pending snapshot is applied before, and alone. */
  get hasEntriesToApply(): boolean {
    return this.#committed > this.#applied && this.pendingSnapshot === undefined;
  }

  entriesToApply(maxBytes: number): Entry[] {
    return this.hasEntriesToApply ? this.slice(this.#applied + 1, this.#committed + 1, maxBytes) : [];
  }

  stableTo(point: LogPoint): void {
    this.#unstable.stableTo(point.index, point.term);
  }

  /** Storage and the state machine hold the snapshot. */
  snapshotApplied(index: number): void {
    this.#unstable.snapshotStable(index);
    this.appliedTo(Math.max(index, this.#applied));
  }

  /** A snapshot for a peer; undefined while storage has none to give. */
  snapshot(): Snapshot | undefined {
    try {
      return this.pendingSnapshot ?? this.#storage.snapshot();
    } catch (error) {
      if (error instanceof UnavailableError) {
        return undefined;
      }
      throw error;
    }
  }
}
