import {
  type Compare,
  Compare_CompareResult as CompareResult,
  Compare_CompareTarget as CompareTarget,
} from '../../proto/generated/etcdserverpb.js';
import { emptyBytes } from '../../proto/wire.js';
import type { RangeReader, StoredKeyValue } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import { storedValue } from './stored-value.js';

/** Keys that are compared before others may come in. */
const keysPerStep = 128;

/** What an absent key compares as, except by value: there, absent never compares. */
const absent: StoredKeyValue = {
  bytes: emptyBytes,
  key: emptyBytes,
  createRevision: 0,
  modRevision: 0,
  version: 0,
  lease: 0n,
};

/** Whether every compare holds now. Every key of a ranged compare must hold. */
export function* allHold(reader: RangeReader, compares: readonly Compare[]): Steps<boolean> {
  for (const compare of compares) {
    if (!(yield* holds(reader, compare))) {
      return false;
    }
  }
  return true;
}

function* holds(reader: RangeReader, compare: Compare): Steps<boolean> {
  const all = { revision: 0, limit: 0, countOnly: false };
  const { kvs } = yield* reader.rangeInSteps(compare.key, compare.rangeEnd, all);
  if (kvs.length === 0) {
    return compare.target !== CompareTarget.VALUE && holdsFor(absent, compare);
  }
  for (const [i, kv] of kvs.entries()) {
    if (!holdsFor(kv, compare)) {
      return false;
    }
    if (i % keysPerStep === keysPerStep - 1) {
      yield;
    }
  }
  return true;
}

/** As in etcd, what is compared by a rule or a target nobody knows holds, or is equal. */
function holdsFor(kv: StoredKeyValue, compare: Compare): boolean {
  const order = orderOf(kv, compare);
  switch (compare.result) {
    case CompareResult.EQUAL:
      return order === 0;
    case CompareResult.NOT_EQUAL:
      return order !== 0;
    case CompareResult.GREATER:
      return order > 0;
    case CompareResult.LESS:
      return order < 0;
    default:
      return true;
  }
}

function orderOf(kv: StoredKeyValue, compare: Compare): number {
  switch (compare.target) {
    case CompareTarget.VERSION:
      return kv.version - (compare.version ?? 0);
    case CompareTarget.CREATE:
      return kv.createRevision - (compare.createRevision ?? 0);
    case CompareTarget.MOD:
      return kv.modRevision - (compare.modRevision ?? 0);
    case CompareTarget.VALUE:
      return Buffer.compare(storedValue(kv), compare.value ?? emptyBytes);
    case CompareTarget.LEASE: {
      const wanted = compare.lease ?? 0n;
      return kv.lease < wanted ? -1 : kv.lease > wanted ? 1 : 0;
    }
    default:
      return 0;
  }
}
