import type { BackendEntry, BackendReader } from '../backend/types.js';
import { crc32c } from '../checksum/crc32c.js';
import { atOnce } from '../ports/turns.js';
import { toByteString } from '../schema/byte-string.js';
import { decodeRevisionKey, encodeRevisionKey } from '../schema/revision-key.js';
import type { BackgroundScope } from './background-scope.js';
import { StoreClosedError } from './errors.js';
import type { KeyIndex } from './key-index.js';
import { decodeKeyValue } from './key-value-decoding.js';
import { pause } from './pause.js';

/** Work between two pauses: about a millisecond of hashing. */
const sliceBytes = 512 * 1024;
const costPerEntryBytes = 1024;

/**
 * etcd's HashKV: CRC-32C over the bucket's name, then over key and value of every change up to `revision`.
 * Of those up to the compacted revision only what a compaction at `revision` would keep counts, whether or
 * not the disk has lost the rest yet; and never a deletion at the compacted revision itself, which etcd
 * before 3.4.34 and 3.5.16 removed. Nothing may be compacted meanwhile.
 */
export async function hashKeyBucket(
  scope: BackgroundScope,
  revision: number,
  compactRevision: number,
): Promise<number> {
  const anyKept = isAnyAlive(scope.index, revision);
  return hashSnapshot(scope, { index: scope.index, revision, compactRevision, anyKept });
}

/**
 * What HashKV says of `revision` while it is being compacted. To be asked before anything is taken away.
 * @param compactRevision of the compaction before
 */
export async function hashForCompaction(
  scope: BackgroundScope,
  revision: number,
  compactRevision: number,
): Promise<number> {
  const anyKept = isAnyAlive(scope.index, revision) || scope.index.isAnyDeletedAt(revision);
  return hashSnapshot(scope, { index: scope.index, revision, compactRevision, anyKept });
}

async function hashSnapshot(scope: BackgroundScope, selection: Selection): Promise<number> {
  const snapshot = await scope.backend.snapshot();
  try {
    return await hashEntries(scope, snapshot, selection);
  } finally {
    snapshot.close();
  }
}

interface Selection {
  readonly index: KeyIndex;
  readonly revision: number;
  readonly compactRevision: number;
  /** etcd leaves nothing out when a compaction would keep nothing. */
  readonly anyKept: boolean;
}

async function hashEntries(
  scope: BackgroundScope,
  reader: BackendReader,
  selection: Selection,
): Promise<number> {
  let hash = crc32c(Buffer.from('key'));
  if (selection.revision < 0) {
    return hash;
  }
  let sliceLeft = sliceBytes;
  for (const entry of reader.range('key', { end: encodeRevisionKey(selection.revision + 1, 0, false) })) {
    if (isHashed(selection, entry)) {
      hash = crc32c(entry.value, crc32c(entry.key, hash));
    }
    sliceLeft -= costPerEntryBytes + entry.value.length;
    if (sliceLeft <= 0) {
      sliceLeft = sliceBytes;
      await pause(scope.clock, 0);
      if (scope.isClosed()) {
        throw new StoreClosedError('The store was closed while its keys were hashed.');
      }
    }
  }
  return hash;
}

function isHashed(selection: Selection, entry: BackendEntry): boolean {
  const { main, sub, tombstone } = decodeRevisionKey(entry.key);
  const { index, revision, compactRevision, anyKept } = selection;
  if (main > compactRevision) {
    return true;
  }
  if (tombstone && main === compactRevision) {
    return false;
  }
  if (!anyKept) {
    return true;
  }
  const kept = index.find(toByteString(decodeKeyValue(entry.value).key))?.putAt(revision);
  return kept?.main === main && kept.sub === sub;
}

const everything = { start: toByteString(new Uint8Array(0)), end: undefined, single: false };

function isAnyAlive(index: KeyIndex, revision: number): boolean {
  return atOnce(index.count(everything, revision)) > 0;
}
