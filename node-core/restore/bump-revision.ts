import type { Backend } from '../backend/types.js';
import { encodeCompactRevision, metaKeys } from '../schema/meta.js';
import { encodeRevisionKey } from '../schema/revision-key.js';

const noValue = new Uint8Array(0);

/**
 * Puts an empty change at the end of a longer history, and marks all before it compacted: clients that have
 * seen revisions after the snapshot then start anew instead of missing changes. As etcdutl does.
 * @param by 0 changes nothing
 */
export function bumpRevision(backend: Backend, last: number, by: number): void {
  if (by > 0) {
    const revision = last + by;
    backend.put('key', encodeRevisionKey(revision, 0, false), noValue);
    backend.put('meta', metaKeys.scheduledCompaction, encodeCompactRevision(revision));
  }
}
