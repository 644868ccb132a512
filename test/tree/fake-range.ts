import assert from 'node:assert/strict';
import * as etcd from '../../proto/generated/etcdserverpb.js';
import * as mvccpb from '../../proto/generated/mvccpb.js';
import { Budget } from '../../source/tree/budget.js';
import { fromBytes, toBytes } from '../../source/tree/byte-string.js';
import type { ListingPorts, RangeFunction } from '../../source/tree/listing.js';

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
    const found = this.keys.slice(start, start + Math.min(count, request.limit || count));
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
