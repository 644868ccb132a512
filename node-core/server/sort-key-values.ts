import {
  type RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import type { StoredKeyValue } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import { storedValue } from './stored-value.js';

/** Neighbours that are sorted in one step; what is longer is merged from such runs. */
const runLength = 512;

/** Ranges come sorted by key; another target without an order sorts ascending. Ties stay in key order. */
export function* sortKeyValues(
  kvs: readonly StoredKeyValue[],
  { sortOrder, sortTarget }: RangeRequest,
): Steps<readonly StoredKeyValue[]> {
  const descending = sortOrder === SortOrder.DESCEND;
  switch (sortTarget) {
    case SortTarget.KEY:
      return descending ? kvs.toReversed() : kvs;
    case SortTarget.VERSION:
      return yield* sortBy(kvs, (kv) => kv.version, compareNumbers, descending);
    case SortTarget.CREATE:
      return yield* sortBy(kvs, (kv) => kv.createRevision, compareNumbers, descending);
    case SortTarget.MOD:
      return yield* sortBy(kvs, (kv) => kv.modRevision, compareNumbers, descending);
    case SortTarget.VALUE:
      return yield* sortBy(kvs, storedValue, Buffer.compare, descending);
  }
}

interface Ranked<Rank> {
  readonly kv: StoredKeyValue;
  readonly rank: Rank;
}

type Comparator<Item> = (left: Item, right: Item) => number;

function compareNumbers(left: number, right: number): number {
  return left - right;
}

function* sortBy<Rank>(
  kvs: readonly StoredKeyValue[],
  rankOf: (kv: StoredKeyValue) => Rank,
  compareRanks: Comparator<Rank>,
  descending: boolean,
): Steps<readonly StoredKeyValue[]> {
  const compare: Comparator<Ranked<Rank>> = descending
    ? (left, right) => compareRanks(right.rank, left.rank)
    : (left, right) => compareRanks(left.rank, right.rank);
  let sorted: Ranked<Rank>[] = [];
  for (let from = 0; from < kvs.length; from += runLength) {
    const run = kvs.slice(from, from + runLength).map((kv) => ({ kv, rank: rankOf(kv) }));
    sorted.push(...run.sort(compare));
    yield;
  }
  for (let length = runLength; length < sorted.length; length *= 2) {
    sorted = yield* mergeRuns(sorted, length, compare);
  }
  return sorted.map(({ kv }) => kv);
}

/** Makes one sorted run out of every two. Of equals, those of the first come first. */
function* mergeRuns<Item>(items: readonly Item[], length: number, compare: Comparator<Item>): Steps<Item[]> {
  const merged: Item[] = [];
  for (let start = 0; start < items.length; start += 2 * length) {
    const middle = Math.min(start + length, items.length);
    const end = Math.min(start + 2 * length, items.length);
    let left = start;
    let right = middle;
    while (left < middle || right < end) {
      const takeLeft =
        right >= end || (left < middle && compare(itemAt(items, left), itemAt(items, right)) <= 0);
      merged.push(itemAt(items, takeLeft ? left++ : right++));
      if (merged.length % runLength === 0) {
        yield;
      }
    }
  }
  return merged;
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  return items[index] as Item;
}
