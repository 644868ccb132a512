import {
  type RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import type { RangeReader, StoredKeyValue } from '../mvcc/types.js';
import type { RangeAnswer } from './answers.js';

/**
 * A range with its filters, order and limit. `revision` is what the answer's header says.
 * @throws CompactedError, FutureRevisionError
 */
export function executeRange(reader: RangeReader, request: RangeRequest, revision: number): RangeAnswer {
  const limit = Math.max(request.limit, 0);
  const late = isFiltered(request) || request.sortOrder !== SortOrder.NONE;
  const result = reader.range(request.key, request.rangeEnd, {
    revision: Math.max(request.revision, 0),
    limit: late || limit === 0 ? 0 : limit + 1,
    countOnly: request.countOnly,
  });
  const kept = isFiltered(request) ? result.kvs.filter((kv) => passes(kv, request)) : result.kvs;
  const sorted = sortKeyValues(kept, request);
  const more = limit > 0 && sorted.length > limit;
  return {
    revision,
    kvs: more ? sorted.slice(0, limit) : sorted,
    more,
    count: result.count,
    keysOnly: request.keysOnly,
  };
}

/** Asks for keys of some revisions only. */
export function isFiltered(request: RangeRequest): boolean {
  return (
    request.minModRevision !== 0 ||
    request.maxModRevision !== 0 ||
    request.minCreateRevision !== 0 ||
    request.maxCreateRevision !== 0
  );
}

/** A bound of zero is no bound. */
function passes(kv: StoredKeyValue, request: RangeRequest): boolean {
  return (
    kv.modRevision >= (request.minModRevision || Number.NEGATIVE_INFINITY) &&
    kv.modRevision <= (request.maxModRevision || Number.POSITIVE_INFINITY) &&
    kv.createRevision >= (request.minCreateRevision || Number.NEGATIVE_INFINITY) &&
    kv.createRevision <= (request.maxCreateRevision || Number.POSITIVE_INFINITY)
  );
}

/** Ranges come sorted by key; another target without an order sorts ascending. Ties stay in key order. */
function sortKeyValues(kvs: readonly StoredKeyValue[], request: RangeRequest): readonly StoredKeyValue[] {
  const { sortOrder, sortTarget } = request;
  if (sortTarget === SortTarget.KEY) {
    return sortOrder === SortOrder.DESCEND ? kvs.toReversed() : kvs;
  }
  const compare = comparators[sortTarget];
  return kvs.toSorted(sortOrder === SortOrder.DESCEND ? (a, b) => compare(b, a) : compare);
}

type Comparator = (a: StoredKeyValue, b: StoredKeyValue) => number;

const comparators: Readonly<Record<Exclude<SortTarget, typeof SortTarget.KEY>, Comparator>> = {
  [SortTarget.VERSION]: (a, b) => a.version - b.version,
  [SortTarget.CREATE]: (a, b) => a.createRevision - b.createRevision,
  [SortTarget.MOD]: (a, b) => a.modRevision - b.modRevision,
  [SortTarget.VALUE]: (a, b) => Buffer.compare(storedValue(a), storedValue(b)),
};

/** The value inside the stored bytes. */
export function storedValue(kv: StoredKeyValue): Uint8Array {
  return KeyValue.decode(kv.bytes).value;
}
