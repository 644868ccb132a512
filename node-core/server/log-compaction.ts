import type { ConfState } from '../../proto/generated/raftpb.js';
import type { ConsistentPoint } from '../backend/types.js';
import type { MemoryStorage } from '../raft/memory-storage.js';
import type { Wal } from '../wal/types.js';

/** etcd's default. */
const usualCatchUpEntries = 5_000;

export interface LogCompactionOptions {
  readonly wal: Wal;
  readonly storage: MemoryStorage;
  /** Entries between two snapshot records: `--snapshot-count`. */
  readonly snapshotCount: number;
  readonly snapshotIndex: number;
  /** Entries kept in memory behind the snapshot, for members that lag a little. */
  readonly catchUpEntries?: number | undefined;
  readonly confState: () => ConfState | undefined;
  /** Makes the WAL say that what the snapshot record names was committed. */
  readonly flushHardState: () => Promise<void>;
  readonly onCompacted: (index: number) => void;
}

/**
 * Lets the log go behind what the backend has on disk: a snapshot record, then segments that hold nothing
 * newer are removed. A restart reads from the newest record that the backend has reached.
 */
export class LogCompaction {
  readonly #options: LogCompactionOptions;
  #snapshotIndex: number;
  #underWay: Promise<void> | undefined;

  constructor(options: LogCompactionOptions) {
    this.#options = options;
    this.#snapshotIndex = options.snapshotIndex;
  }

  /** Compacts when it is due. @returns undefined when it is not, or is under way already */
  advance(durable: ConsistentPoint): Promise<void> | undefined {
    const { snapshotCount } = this.#options;
    if (this.#underWay !== undefined || durable.index - this.#snapshotIndex < snapshotCount) {
      return undefined;
    }
    this.#underWay = this.#compact(durable).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Resolves when nothing is under way any more; failures went to the caller of `advance`. */
  async settled(): Promise<void> {
    await this.#underWay?.catch(() => undefined);
  }

  async #compact({ index, term }: ConsistentPoint): Promise<void> {
    const { wal, storage, confState, flushHardState, onCompacted } = this.#options;
    const catchUpEntries = this.#options.catchUpEntries ?? usualCatchUpEntries;
    await flushHardState();
    await wal.saveSnapshot({ index, term, confState: confState() });
    this.#snapshotIndex = index;
    await wal.releaseBefore(index);
    const keepFrom = index - catchUpEntries;
    if (keepFrom >= storage.firstIndex()) {
      storage.compact(keepFrom);
    }
    onCompacted(index);
  }
}
