import type { ByteString } from '../tree/byte-string.js';
import type { Child, Children, LeafNumbers } from './keys-children.js';

/** By what the keys of a directory are in order. */
export const sortOrders = ['name', 'revision', 'version', 'lease'] as const;

export type SortOrder = (typeof sortOrders)[number];

/** The children of a directory in the order they are shown. */
export interface OrderedChildren {
  at(position: number): Child | undefined;
  /** Where the child with this name is shown; undefined when there is none. */
  positionOf(name: ByteString): number | undefined;
}

class ByName implements OrderedChildren {
  readonly #children: Children;

  constructor(children: Children) {
    this.#children = children;
  }

  at(position: number): Child | undefined {
    return this.#children.at(position);
  }

  positionOf(name: ByteString): number | undefined {
    const index = this.#children.indexOf(name);
    return this.#children.at(index)?.name === name ? index : undefined;
  }
}

/** Eight bytes a child beside the children themselves. */
class ByNumber implements OrderedChildren {
  readonly #children: Children;
  /** The index of what is shown at a position. */
  readonly #order: Uint32Array;
  readonly #positions: Uint32Array;

  constructor(children: Children, order: Uint32Array) {
    this.#children = children;
    this.#order = order;
    this.#positions = new Uint32Array(order.length);
    for (const [position, index] of order.entries()) this.#positions[index] = position;
  }

  at(position: number): Child | undefined {
    const index = this.#order[position];
    return index === undefined ? undefined : this.#children.at(index);
  }

  positionOf(name: ByteString): number | undefined {
    const index = this.#children.indexOf(name);
    return this.#children.at(index)?.name === name ? this.#positions[index] : undefined;
  }
}

/** Directories come first, by name: what is in them has many revisions. */
const directoryRank = Number.NEGATIVE_INFINITY;

/** Smaller comes first: the latest revision, the most changes, leases together and keys without one last. */
function ranksOf({ directories, revisions, versions, leases }: LeafNumbers, by: SortOrder): Float64Array {
  const rankOf = {
    name: () => 0,
    revision: (index: number) => -(revisions[index] ?? 0),
    version: (index: number) => -(versions[index] ?? 0),
    lease: leaseRanks(leases),
  }[by];
  return Float64Array.from(directories, (isDirectory, index) =>
    isDirectory ? directoryRank : rankOf(index),
  );
}

/** Leases have more digits than a number: they are ranked among each other. */
function leaseRanks(leases: BigInt64Array): (index: number) => number {
  const distinct = BigInt64Array.from(new Set(leases)).sort();
  const ranks = new Map([...distinct].map((lease, rank) => [lease, rank]));
  return (index) => {
    const lease = leases[index] ?? 0n;
    return lease === 0n ? Number.POSITIVE_INFINITY : (ranks.get(lease) ?? 0);
  };
}

/** Equal ones stay in the order of their names. */
function orderOf(ranks: Float64Array): Uint32Array {
  return Uint32Array.from(ranks.keys()).sort((one, other) => {
    const [a = 0, b = 0] = [ranks[one], ranks[other]];
    return a < b ? -1 : a > b ? 1 : one - other;
  });
}

interface Sorted {
  readonly by: SortOrder;
  readonly ordered: OrderedChildren;
}

const sorted = new WeakMap<Children, Sorted>();

/** Children that changed are sorted anew when they are looked at. */
export function orderedChildren(children: Children, by: SortOrder): OrderedChildren {
  const known = sorted.get(children);
  if (known?.by === by) return known.ordered;
  const ordered =
    by === 'name' ? new ByName(children) : new ByNumber(children, orderOf(ranksOf(children.numbers(), by)));
  sorted.set(children, { by, ordered });
  return ordered;
}
