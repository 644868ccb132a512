import {
  type RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { isFiltered } from '../server/range.js';
import type { StreamContext } from './call.js';
import { encodeRangeChunk, type HeaderEncoder } from './encode-answer.js';
import { PacedClient } from './paced-client.js';
import { RpcError, StatusCode } from './status.js';
import { checkRange } from './validate.js';

/** etcd's first chunk; what comes after it is sized by what it weighed. */
const firstChunkKeys = 10;

/** @throws RpcError for what etcd does not stream: it would have to hold everything before the first chunk */
export function checkRangeStream(request: RangeRequest): void {
  checkRange(request);
  const { sortOrder, sortTarget } = request;
  if (sortOrder !== SortOrder.NONE && (sortOrder !== SortOrder.ASCEND || sortTarget !== SortTarget.KEY)) {
    throw new RpcError(StatusCode.UNIMPLEMENTED, 'RangeStream does not support custom sort orders');
  }
  if (isFiltered(request)) {
    throw new RpcError(StatusCode.UNIMPLEMENTED, 'RangeStream does not support revision filters');
  }
}

/**
 * Sends a range in chunks, all of the revision the first one was read at. Header, count and `more` go with the
 * last one, and put together the chunks are the answer of a Range.
 * @param chunkBytes what a chunk should weigh, within a factor of two
 */
export async function streamRange(
  member: Pick<Member, 'range'>,
  request: RangeRequest,
  context: StreamContext,
  header: HeaderEncoder,
  chunkBytes: number,
): Promise<void> {
  const client = new PacedClient(context);
  const wanted = request.limit > 0 && !request.countOnly ? request.limit : Number.POSITIVE_INFINITY;
  let limit = firstChunkKeys;
  let sent = 0;
  // Without an order keys come in theirs, whatever the target.
  let from: RangeRequest = { ...request, sortOrder: SortOrder.NONE, sortTarget: SortTarget.KEY };
  let pinned: number | undefined;
  while (!client.isGone) {
    const chunk = await member.range({ ...from, limit: Math.min(limit, wanted - sent) }, context);
    pinned ??= chunk.revision;
    const { last } = chunk.kvs;
    const more = chunk.more && last !== undefined;
    // What was left from here on, and what went before it.
    const count = sent + chunk.count;
    sent += chunk.kvs.length;
    if (last === undefined || !more || sent >= wanted) {
      await client.send(encodeRangeChunk({ ...chunk, count }, header(pinned)));
      return;
    }
    await client.send(encodeRangeChunk({ ...chunk, more: false, count: 0 }, undefined));
    limit = nextLimit(limit, chunk.kvs.byteLength, chunkBytes);
    from = continued(from, last.key, pinned);
  }
}

/** The rest of the range, after a key; who asked has the right to read, and the moment is fixed. */
function continued(request: RangeRequest, after: Uint8Array, pinned: number): RangeRequest {
  const key = Buffer.concat([after, Uint8Array.of(0)]);
  return { ...request, key, revision: request.revision > 0 ? request.revision : pinned, serializable: true };
}

/** etcd's rule: double below half of the aim, halve above twice of it. */
function nextLimit(limit: number, bytes: number, aimBytes: number): number {
  if (bytes < aimBytes / 2) {
    return limit * 2;
  }
  return bytes > aimBytes * 2 ? Math.max(1, Math.floor(limit / 2)) : limit;
}
