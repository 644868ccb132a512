import type { Backend } from '../backend/types.js';
import { LeaseNotFoundError } from '../lease/errors.js';
import type { Lessor } from '../lease/types.js';
import { type ByteString, fromByteString, toByteString } from '../schema/byte-string.js';
import { decodeCompactRevision, metaKeys } from '../schema/meta.js';
import { decodeRevisionKey, type RevisionKey } from '../schema/revision-key.js';
import { KeyIndex } from './key-index.js';
import { KeyRecord } from './key-record.js';
import { decodeHead } from './key-value-decoding.js';

/** Revision of a store in which nothing was ever written. */
const firstRevision = 1;

export interface RestoredStore {
  readonly index: KeyIndex;
  readonly revision: number;
  /** −1 when nothing was ever compacted. */
  readonly compactRevision: number;
  /** A compaction that was decided, and whose old revisions may still be on disk. */
  readonly unfinishedCompaction: number | undefined;
}

/** Builds the index from the backend, and tells the lessor which keys hang on which lease. */
export function restoreStore(backend: Backend, lessor: Lessor): RestoredStore {
  const index = new KeyIndex();
  const leases = new Map<ByteString, bigint>();
  let revision = firstRevision;
  backend.scan('key', (revisionKey, bytes) => {
    const at = decodeRevisionKey(revisionKey);
    restoreChange(index, leases, at, bytes);
    revision = at.main;
  });
  attachLeases(lessor, leases);
  const finished = decodeCompactRevision(backend.get('meta', metaKeys.finishedCompaction)) ?? -1;
  const scheduled = decodeCompactRevision(backend.get('meta', metaKeys.scheduledCompaction)) ?? -1;
  return {
    index,
    // A compaction can have taken the newest revisions away: deletions before the compacted one.
    revision: Math.max(revision, finished, scheduled),
    compactRevision: Math.max(finished, scheduled),
    unfinishedCompaction: scheduled > finished ? scheduled : undefined,
  };
}

function restoreChange(
  index: KeyIndex,
  leases: Map<ByteString, bigint>,
  { main, sub, tombstone }: RevisionKey,
  bytes: Uint8Array,
): void {
  const kv = decodeHead(bytes);
  const key = toByteString(bytes, kv.keyStart, kv.keyEnd);
  if (!tombstone && kv.lease !== 0n) {
    leases.set(key, kv.lease);
  } else if (leases.size > 0) {
    leases.delete(key);
  }
  const record = index.find(key);
  if (record === undefined) {
    // The empty change of a raised revision has no version, and is no deletion.
    const version = tombstone ? 0 : Math.max(1, kv.version);
    index.insert(key, new KeyRecord(main, sub, kv.createRevision, version));
  } else if (!tombstone) {
    index.put(key, main, sub);
  } else if (record.alive) {
    index.delete(key, main, sub);
  }
}

/** A lease that was revoked while its keys' deletion was compacted away is gone, and that is right. */
function attachLeases(lessor: Lessor, leases: ReadonlyMap<ByteString, bigint>): void {
  for (const [key, lease] of leases) {
    try {
      lessor.attach(lease, fromByteString(key));
    } catch (error) {
      if (!(error instanceof LeaseNotFoundError)) {
        throw error;
      }
    }
  }
}
