import {
  type RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import { packKeyValues } from '../mvcc/packed-key-values.js';
import type { RangeReader, StoredKeyValue } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import type { RangeAnswer } from './answers.js';
import { sortKeyValues } from './sort-key-values.js';

/**
 * A range with its filters, order and limit. `revision` is what the answer's header says.
 * @throws CompactedError, FutureRevisionError
 */
export function executeRange(
  reader: RangeReader,
  request: RangeRequest,
  revision: number,
): Steps<RangeAnswer> {
  return isFiltered(request) || isReordered(request)
    ? lookedAt(reader, request, revision)
    : asStored(reader, request, revision);
}

/** Ranges come in the order of their keys, whoever asks for it. */
function isReordered({ sortOrder, sortTarget }: RangeRequest): boolean {
  return sortTarget !== SortTarget.KEY || sortOrder === SortOrder.DESCEND;
}

/** Nobody looks at the key-values but who asked for them. */
function* asStored(reader: RangeReader, request: RangeRequest, revision: number): Steps<RangeAnswer> {
  const limit = Math.max(request.limit, 0);
  const { kvs, count } = yield* reader.packRange(request.key, request.rangeEnd, {
    revision: Math.max(request.revision, 0),
    limit,
    countOnly: request.countOnly,
    keysOnly: request.keysOnly,
  });
  return { revision, kvs, more: limit > 0 && !request.countOnly && count > limit, count };
}

/** All that are sorted or filtered must be there before the limit can count. */
function* lookedAt(reader: RangeReader, request: RangeRequest, revision: number): Steps<RangeAnswer> {
  const limit = Math.max(request.limit, 0);
  const late = isFiltered(request) || request.sortOrder !== SortOrder.NONE;
  const result = yield* reader.rangeInSteps(request.key, request.rangeEnd, {
    revision: Math.max(request.revision, 0),
    limit: late || limit === 0 ? 0 : limit + 1,
    countOnly: request.countOnly,
  });
  const kept = isFiltered(request) ? result.kvs.filter((kv) => passes(kv, request)) : result.kvs;
  const sorted = yield* sortKeyValues(kept, request);
  const more = limit > 0 && sorted.length > limit;
  const kvs = yield* packKeyValues(more ? sorted.slice(0, limit) : sorted, request.keysOnly);
  return { revision, kvs, more, count: result.count };
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
