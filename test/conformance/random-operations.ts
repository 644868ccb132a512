import {
  type Compare,
  Compare_CompareResult as CompareResult,
  Compare_CompareTarget as CompareTarget,
  KVService,
  LeaseService,
  RangeRequest,
  type RequestOp,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, compareOf, deleteOp, putOp, rangeOp, toTheEnd, txnOp } from './requests.js';
import type { Scenario, Script } from './transcript.js';

/** Draws numbers that a seed repeats (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

const keys = ['a', 'b', 'c', 'd', 'd/1', 'd/2', '\xff', '\0'] as const;
const ends = ['', '', 'b', 'd0', 'e', '\0'] as const;
const leases = [0n, 0n, 0n, 1n, 2n, 3n] as const;

/** The same random requests to each server: what nobody thought of comes up here. */
export function randomScenario(seed: number, steps: number): Scenario {
  return {
    name: `${steps} random requests, seed ${seed}`,
    async run(script) {
      const dice = new Dice(seed);
      for (let step = 0; step < steps; step += 1) {
        await randomRequest(script, dice, String(step));
      }
      await script.call('everything', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd });
    },
  };
}

async function randomRequest(script: Script, dice: Dice, step: string): Promise<void> {
  const kind = dice.below(100);
  if (kind < 30) {
    const { requestPut } = randomPut(dice);
    await script.call(`${step} put`, KVService.put, requestPut ?? {});
  } else if (kind < 55) {
    await script.call(`${step} range`, KVService.range, randomRange(dice));
  } else if (kind < 65) {
    const { requestDeleteRange } = randomDelete(dice);
    await script.call(`${step} delete`, KVService.deleteRange, requestDeleteRange ?? {});
  } else if (kind < 88) {
    await script.call(`${step} txn`, KVService.txn, randomTxn(dice, 2));
  } else if (kind < 91) {
    await script.call(`${step} compact`, KVService.compact, {
      revision: dice.below(150),
      physical: dice.chance(50),
    });
  } else if (kind < 96) {
    await script.call(`${step} grant`, LeaseService.leaseGrant, {
      id: BigInt(1 + dice.below(3)),
      ttl: 5_000,
    });
  } else {
    await script.call(`${step} revoke`, LeaseService.leaseRevoke, { id: BigInt(1 + dice.below(3)) });
  }
}

function randomPut(dice: Dice): RequestOp {
  const ignoreValue = dice.chance(10);
  const ignoreLease = dice.chance(10);
  return putOp(dice.pick(keys), ignoreValue ? '' : String(dice.below(5)), {
    lease: ignoreLease ? 0n : dice.pick(leases),
    prevKv: dice.chance(50),
    ignoreValue,
    ignoreLease,
  });
}

function randomDelete(dice: Dice): RequestOp {
  return deleteOp(dice.pick(keys), dice.pick(ends), dice.chance(50));
}

function randomRange(dice: Dice): RangeRequest {
  const bound = () => (dice.chance(15) ? dice.below(100) : 0);
  return RangeRequest.create({
    key: bytes(dice.pick(keys)),
    rangeEnd: bytes(dice.pick(ends)),
    limit: dice.chance(40) ? dice.below(4) : 0,
    revision: dice.chance(30) ? dice.below(150) : 0,
    sortOrder: dice.pick([SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND]),
    sortTarget: dice.pick([
      SortTarget.KEY,
      SortTarget.VERSION,
      SortTarget.CREATE,
      SortTarget.MOD,
      SortTarget.VALUE,
    ]),
    serializable: dice.chance(30),
    keysOnly: dice.chance(20),
    countOnly: dice.chance(10),
    minModRevision: bound(),
    maxModRevision: bound(),
    minCreateRevision: bound(),
    maxCreateRevision: bound(),
  });
}

function randomTxn(dice: Dice, depth: number) {
  return {
    compare: Array.from({ length: dice.below(3) }, () => randomCompare(dice)),
    success: Array.from({ length: dice.below(4) }, () => randomOperation(dice, depth)),
    failure: Array.from({ length: dice.below(4) }, () => randomOperation(dice, depth)),
  };
}

function randomOperation(dice: Dice, depth: number): RequestOp {
  const kind = dice.below(depth > 0 ? 10 : 8);
  if (kind < 4) {
    return randomPut(dice);
  }
  if (kind < 7) {
    return rangeOp(randomRange(dice));
  }
  return kind < 8 ? randomDelete(dice) : txnOp(randomTxn(dice, depth - 1));
}

function randomCompare(dice: Dice): Compare {
  const { VERSION, CREATE, MOD, VALUE, LEASE } = CompareTarget;
  const { EQUAL, GREATER, LESS, NOT_EQUAL } = CompareResult;
  const target = dice.pick([VERSION, CREATE, MOD, VALUE, LEASE]);
  const operand = {
    [VERSION]: { version: dice.below(4) },
    [CREATE]: { createRevision: dice.below(60) },
    [MOD]: { modRevision: dice.below(60) },
    [VALUE]: { value: bytes(String(dice.below(5))) },
    [LEASE]: { lease: dice.pick(leases) },
  }[target];
  return compareOf(dice.pick(keys), {
    target,
    result: dice.pick([EQUAL, GREATER, LESS, NOT_EQUAL]),
    rangeEnd: bytes(dice.pick(ends)),
    ...operand,
  });
}
