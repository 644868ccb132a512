import type { Entry, HardState } from '../../proto/generated/raftpb.js';
import type { Snapshot } from '../../proto/generated/walpb.js';
import { pause } from '../mvcc/pause.js';
import type { Clock } from '../ports/clock.js';
import { errorCode } from '../ports/disk-error.js';
import type { Wal } from '../wal/types.js';
import type { Log } from './log.js';

const retryEveryMs = 500;

/**
 * A log that waits for space where the disk has none: what Raft wants durable is tried again until it is, and
 * nothing that depends on it goes out meanwhile. Serializable reads go on; others wait, as Raft does. Any other
 * failure is passed on.
 */
export class PatientWal implements Wal {
  readonly #wal: Wal;
  readonly #clock: Clock;
  readonly #log: Log;
  #isFull = false;
  #hasGivenUp = false;

  constructor(wal: Wal, clock: Clock, log: Log) {
    this.#wal = wal;
    this.#clock = clock;
    this.#log = log;
  }

  /** Whether something waits for space: what is proposed now would wait behind it. */
  get isFull(): boolean {
    return this.#isFull;
  }

  async save(hardState: HardState | undefined, entries: readonly Entry[], mustSync: boolean): Promise<void> {
    for (;;) {
      try {
        await this.#wal.save(hardState, entries, mustSync);
        this.#tellSpace();
        return;
      } catch (error) {
        if (!isSpaceMissing(error) || this.#hasGivenUp) {
          throw error;
        }
        this.#tellFull(error);
        await pause(this.#clock, retryEveryMs);
      }
    }
  }

  saveSnapshot(snapshot: Snapshot): Promise<void> {
    return this.#wal.saveSnapshot(snapshot);
  }

  releaseBefore(index: number): Promise<void> {
    return this.#wal.releaseBefore(index);
  }

  /** What waits for space fails at its next try: the member ends. */
  giveUp(): void {
    this.#hasGivenUp = true;
  }

  close(): Promise<void> {
    return this.#wal.close();
  }

  #tellFull(error: unknown): void {
    if (!this.#isFull) {
      this.#isFull = true;
      this.#log('error', 'the disk of the write-ahead log is full: writes are refused until there is space', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #tellSpace(): void {
    if (this.#isFull) {
      this.#isFull = false;
      this.#log('info', 'the disk of the write-ahead log has space again');
    }
  }
}

/** Only a write that left nothing behind has such a code; a failed sync breaks the log. */
function isSpaceMissing(error: unknown): boolean {
  const code = errorCode(error);
  const isWhole = error instanceof Error && error.name === 'WalWriteError';
  return isWhole && (code === 'ENOSPC' || code === 'EDQUOT');
}
