import assert from 'node:assert/strict';
import * as etcd from '../../proto/generated/etcdserverpb.js';
import * as mvccpb from '../../proto/generated/mvccpb.js';
import { fromBytes, toBytes } from '../../source/bytes/byte-string.js';
import { Budget } from '../../source/tree/budget.js';
import type { ListingPorts, RangeFunction } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';

/** The index of the first key that is not smaller. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An etcd that only knows keys: sorted, without duplicates, one character per byte. */
export class FakeRange {
  keys: readonly string[];
  revision = 100;
  readonly requests: Partial<etcd.RangeRequest>[] = [];
  visited = 0;

  constructor(keys: Iterable<string>) {
    this.keys = [...new Set(keys)].sort();
  }

  readonly range: RangeFunction = (request) => {
    this.requests.push(request);
    assert.ok(request.key !== undefined && request.key.length > 0, 'etcd has no empty key');
    assert.ok(request.rangeEnd !== undefined && request.rangeEnd.length > 0, 'a range, not one key');
    assert.equal(request.keysOnly, true);
    assert.equal(request.serializable, true);
    const start = lowerBound(this.keys, fromBytes(request.key));
    const isOpen = request.rangeEnd.length === 1 && request.rangeEnd[0] === 0;
    const end = isOpen ? this.keys.length : lowerBound(this.keys, fromBytes(request.rangeEnd));
    const count = Math.max(0, end - start);
    this.visited += count;
    const most = request.countOnly === true ? 0 : Math.min(count, request.limit || count);
    const found = this.keys.slice(start, start + most);
    return Promise.resolve(
      etcd.RangeResponse.create({
        header: etcd.ResponseHeader.create({ revision: this.revision }),
        kvs: found.map((key) => mvccpb.KeyValue.create({ key: toBytes(key), modRevision: 7 })),
        count,
        more: found.length < count,
      }),
    );
  };
}

/** Ports over a range, with a budget that never waits and a clock that stands still. */
export function portsOf(range: RangeFunction): ListingPorts {
  const clock = { nowMs: () => 0, sleep: () => Promise.reject(new Error('the budget is not meant to wait')) };
  const unlimited = { requestsPerSecond: 1e9, keysPerSecond: 1e12, savedSeconds: 1 };
  return { range, budget: new Budget(unlimited, clock), nowMs: () => 0 };
}

/** The same, and several ranges in one request. */
export function batchPortsOf(range: RangeFunction): ListingPorts {
  return { ...portsOf(range), batch: new RangeBatch({ range, txn: (request) => txnOf(range, request) }) };
}

/** A transaction that only reads, as etcd answers it. */
export async function txnOf(
  range: RangeFunction,
  { success }: Partial<etcd.TxnRequest>,
): Promise<etcd.TxnResponse> {
  const answers = (success ?? []).map(({ requestRange }) => range(requestRange ?? {}, {}));
  const ranges = await Promise.all(answers);
  const responses = ranges.map((responseRange) => etcd.ResponseOp.create({ responseRange }));
  return etcd.TxnResponse.create({ header: ranges[0]?.header, succeeded: true, responses });
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
