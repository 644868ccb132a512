import type { Dice } from './dice.js';
import type { Fields, Program, Step, Value } from './program.js';

const keys = ['a', 'a\0', 'b', 'c', 'd', 'd/1', 'd/2', '\xff', '\xff\xff', '\0', ' '] as const;
const ends = ['', '', '', 'b', 'd0', 'e', '\0', '\0', '\xff', 'a', 'a\0'] as const;
const leases = [0, 0, 0, 1, 2, 3, -7] as const;
/** About the largest request; how large one is to the byte depends on an id that each server draws. */
const largeSizes = [1_500_000, 1_572_700, 1_573_000] as const;
const filters: readonly [number[], ...number[][]] = [[0], [1], [0, 1], [1, 1], [7]];
const streams = ['one', 'one', 'two'] as const;

/** Puts, deletes, transactions, ranges, leases, compactions and watches of a few keys. */
export function keysProgram(dice: Dice): Program {
  return new KeysProgram(dice).make();
}

class KeysProgram {
  readonly #dice: Dice;
  /** About how many revisions the program has made so far. */
  #revisions = 0;
  readonly #watches: boolean;
  /** With no key left, etcd's hash depends on how far a compaction has come: then all of them are waited for. */
  readonly #hashes: boolean;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#watches = dice.chance(50);
    this.#hashes = dice.chance(50);
  }

  make(): Program {
    const steps: Step[] = Array.from({ length: 30 + this.#dice.below(31) }, () => this.#step());
    const all = { key: '\0', rangeEnd: '\0' };
    return [
      ...steps,
      { call: 'range', request: all },
      ...(this.#hashes ? [{ call: 'hashKV', request: {} }] : []),
      { call: 'leaseLeases', request: {} },
    ];
  }

  #step(): Step {
    const dice = this.#dice;
    const kind = dice.below(100);
    if (kind < 25) {
      return this.#mutation('put', this.#put());
    }
    if (kind < 45) {
      return { call: 'range', request: this.#range() };
    }
    if (kind < 52) {
      return this.#mutation('deleteRange', this.#delete());
    }
    if (kind < 72) {
      return this.#mutation('txn', this.#txn(2));
    }
    if (kind < 76) {
      return {
        call: 'compact',
        request: { revision: this.#revision(), physical: this.#hashes || dice.chance(50) },
      };
    }
    if (kind < 84) {
      return this.#lease();
    }
    if (kind < 95 && this.#watches) {
      return this.#watch();
    }
    return this.#rarity();
  }

  #mutation(call: string, request: Fields): Step {
    this.#revisions += 1;
    return { call, request };
  }

  #key(): string {
    return this.#dice.chance(2) ? '' : this.#dice.pick(keys);
  }

  #value(): Value {
    return this.#dice.chance(1) ? { repeat: 'x', times: this.#dice.pick(largeSizes) } : this.#smallValue();
  }

  #smallValue(): string {
    return this.#dice.pick(['', '0', '1', '2', '3', '\0', '\xfe\xff']);
  }

  /** Mostly one that exists; now and then compacted, to come, or no revision at all. */
  #revision(): Value {
    const dice = this.#dice;
    const kind = dice.below(12);
    if (kind === 0) {
      return dice.pick([0, 1, -1, -5, 1_000_000_000, Number.MAX_SAFE_INTEGER]);
    }
    return kind === 1 ? `+${this.#revisions + dice.below(6)}` : signed(dice.below(this.#revisions + 3) - 1);
  }

  #put(): Fields {
    const dice = this.#dice;
    const ignoreValue = dice.chance(10);
    const ignoreLease = dice.chance(10);
    return {
      key: this.#key(),
      ...(ignoreValue && dice.chance(90) ? {} : { value: this.#value() }),
      ...(ignoreLease && dice.chance(90) ? {} : { lease: dice.pick(leases) }),
      ...flags({ prevKv: dice.chance(50), ignoreValue, ignoreLease }),
    };
  }

  #delete(): Fields {
    const dice = this.#dice;
    return { key: this.#key(), rangeEnd: dice.pick(ends), ...flags({ prevKv: dice.chance(50) }) };
  }

  /**
   * etcd passes over a delete to the end of all keys when it looks for keys written twice. A put of the same key
   * behind one makes it die (when it ignores the value), or forget the key in HashKV and at a compaction there.
   */
  #boundedDelete(): Fields {
    const request = this.#delete();
    return request['rangeEnd'] === '\0' ? { ...request, rangeEnd: '' } : request;
  }

  #range(): Fields {
    const dice = this.#dice;
    const bound = (name: string): Fields => (dice.chance(12) ? { [name]: this.#revision() } : {});
    return {
      key: this.#key(),
      rangeEnd: dice.pick(ends),
      ...(dice.chance(40) ? { limit: dice.below(6) - 1 } : {}),
      ...(dice.chance(35) ? { revision: this.#revision() } : {}),
      ...(dice.chance(50) ? { sortOrder: dice.below(3), sortTarget: dice.below(5) } : {}),
      ...flags({
        serializable: dice.chance(30),
        keysOnly: dice.chance(20),
        countOnly: dice.chance(10),
      }),
      ...bound('minModRevision'),
      ...bound('maxModRevision'),
      ...bound('minCreateRevision'),
      ...bound('maxCreateRevision'),
    };
  }

  #txn(depth: number): Fields {
    const dice = this.#dice;
    return {
      compare: Array.from({ length: dice.below(3) }, () => this.#compare()),
      success: Array.from({ length: dice.below(4) }, () => this.#operation(depth)),
      failure: Array.from({ length: dice.below(4) }, () => this.#operation(depth)),
    };
  }

  #operation(depth: number): Fields {
    const dice = this.#dice;
    const kind = dice.below(depth > 0 ? 20 : 17);
    if (kind < 8) {
      return { requestPut: this.#put() };
    }
    if (kind < 13) {
      return { requestRange: this.#range() };
    }
    if (kind < 16) {
      return { requestDeleteRange: this.#boundedDelete() };
    }
    // One without an operation is wrong; most transactions shall not be.
    return kind === 16 && dice.chance(20) ? {} : { requestTxn: this.#txn(Math.max(depth - 1, 0)) };
  }

  #compare(): Fields {
    const dice = this.#dice;
    const operands: readonly [Fields, ...Fields[]] = [
      { target: 0, version: dice.below(4) },
      { target: 1, createRevision: this.#revision() },
      { target: 2, modRevision: this.#revision() },
      { target: 3, value: this.#smallValue() },
      { target: 4, lease: dice.pick(leases) },
    ];
    return {
      key: this.#key(),
      result: dice.below(4),
      ...dice.pick(operands),
      ...(dice.chance(5) ? { target: dice.below(6) } : {}),
      ...(dice.chance(2) ? { result: 4 } : {}),
      ...(dice.chance(40) ? { rangeEnd: dice.pick(ends) } : {}),
    };
  }

  #lease(): Step {
    const dice = this.#dice;
    const id = dice.pick([1, 2, 3, -7, 404]);
    switch (dice.below(6)) {
      case 0:
        return { call: 'leaseRevoke', request: { id } };
      case 1:
        return { call: 'leaseTimeToLive', request: { id, keys: dice.chance(70) } };
      case 2:
        return { keepAlive: id };
      case 3:
        return { call: 'leaseLeases', request: {} };
      default: {
        const ttl = dice.pick([5_000, 5_000, 5_000, 9_000_000_000, 9_000_000_001, 100_000]);
        return { call: 'leaseGrant', request: { id: dice.chance(5) ? 0 : id, ttl } };
      }
    }
  }

  #watch(): Step {
    const dice = this.#dice;
    const watch = dice.pick(streams);
    const kind = dice.below(10);
    if (kind === 0) {
      return { watch, cancel: dice.below(4) };
    }
    if (kind === 1) {
      return { watch, progress: true };
    }
    return { watch, create: { ...this.#watched(), ...this.#since() } };
  }

  #watched(): Fields {
    const dice = this.#dice;
    return {
      key: this.#key(),
      rangeEnd: dice.pick(ends),
      ...flags({ prevKv: dice.chance(50), fragment: dice.chance(10), progressNotify: dice.chance(10) }),
      ...(dice.chance(25) ? { filters: dice.pick(filters) } : {}),
      ...(dice.chance(20) ? { watchId: dice.below(5) } : {}),
    };
  }

  #since(): Fields {
    const dice = this.#dice;
    if (dice.chance(20)) {
      return { startRevision: `+${this.#revisions + dice.below(30)}` };
    }
    return dice.chance(50) ? { startRevision: signed(dice.below(this.#revisions + 2) - 2) } : {};
  }

  #rarity(): Step {
    const dice = this.#dice;
    switch (dice.below(8)) {
      case 0:
        return { call: 'alarm', request: {} };
      case 1:
        return { call: 'defragment', request: {} };
      case 2:
        return { call: 'memberList', request: { linearizable: dice.chance(50) } };
      case 3:
        return this.#mutation('txn', this.#wideTxn());
      case 4:
        return { call: 'status', request: {} };
      default:
        return this.#hashes ? this.#hash() : { call: 'leaseLeases', request: {} };
    }
  }

  #hash(): Step {
    return { call: 'hashKV', request: this.#dice.chance(50) ? { revision: this.#revision() } : {} };
  }

  /**
   * About as many operations as are allowed. They make no keys: of more than twelve that are equal by what a
   * range is sorted by, etcd leaves the order to Go's sort.
   */
  #wideTxn(): Fields {
    const dice = this.#dice;
    const operations = Array.from({ length: 126 + dice.below(4) }, () => ({
      requestRange: { key: 'a' },
    }));
    const nested = dice.chance(50) ? [{ requestTxn: { success: [{ requestRange: { key: 'a' } }] } }] : [];
    return { [dice.pick(['success', 'failure'])]: [...operations, ...nested] };
  }
}

function signed(number: number): string {
  return number < 0 ? String(number) : `+${number}`;
}

/** Those that are set. */
function flags(all: Readonly<Record<string, boolean>>): Fields {
  return Object.fromEntries(Object.entries(all).filter(([, isSet]) => isSet));
}
