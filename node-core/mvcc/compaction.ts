import { type ByteString, toByteString } from '../schema/byte-string.js';
import { encodeCompactRevision, metaKeys } from '../schema/meta.js';
import type { BackgroundScope } from './background-scope.js';
import { StoreClosedError } from './errors.js';
import { pause } from './pause.js';
import { dropChange } from './revision-log.js';

export interface CompactionPace {
  /** Revisions that are taken in one go. */
  readonly batchRevisions: number;
  /** Rest between two goes, so that requests come in between. */
  readonly pauseMs: number;
}

/** Told of what a compaction does, when it does it. */
export interface CompactionObserver {
  batch(durationMs: number, revisions: number): void;
  done(durationMs: number): void;
}

/** Chunks that are looked at in one go even when there is nothing to take. */
const batchChunks = 64;

const firstKey = toByteString(new Uint8Array(0));

/**
 * Takes old revisions out of the index and the backend, in steps. The index knows what goes, so nothing is
 * read. A key's revisions go oldest first, and never more than one step is lost to a crash between two
 * commits, so a deletion never goes to disk before what it deleted: what is left can be compacted again.
 */
export async function compactRevisions(
  scope: BackgroundScope,
  pace: CompactionPace,
  revision: number,
  observer?: CompactionObserver,
): Promise<void> {
  const { backend, clock, isClosed } = scope;
  const beganMs = clock.monotonicMs();
  let next: ByteString | undefined = firstKey;
  while (next !== undefined) {
    next = compactBatch(scope, pace, revision, next, observer);
    if (next !== undefined) {
      await pause(clock, pace.pauseMs);
    }
    if (isClosed()) {
      throw new StoreClosedError(`The store was closed while it compacted revision ${revision}.`);
    }
  }
  backend.put('meta', metaKeys.finishedCompaction, encodeCompactRevision(revision));
  await backend.commit();
  observer?.done(clock.monotonicMs() - beganMs);
}

/** @returns the key to go on with; undefined at the end. */
function compactBatch(
  { index, backend, clock }: BackgroundScope,
  pace: CompactionPace,
  revision: number,
  start: ByteString,
  observer: CompactionObserver | undefined,
): ByteString | undefined {
  const beganMs = clock.monotonicMs();
  let taken = 0;
  let next: ByteString | undefined = start;
  for (
    let chunks = 0;
    next !== undefined && chunks < batchChunks && taken < pace.batchRevisions;
    chunks += 1
  ) {
    next = index.compactStep(revision, next, pace.batchRevisions - taken, (main, sub, tombstone) => {
      dropChange(backend, main, sub, tombstone);
      taken += 1;
    });
  }
  observer?.batch(clock.monotonicMs() - beganMs, taken);
  return next;
}
