import type { ByteString } from '../bytes/byte-string.js';
import type { Child, Children } from './keys-children.js';
import { ChunkList, type ItemKind } from './keys-chunks.js';
import { PackedNames } from './packed-names.js';

/** By what the keys of a directory are in order. */
export const sortOrders = ['name', 'revision', 'version', 'lease'] as const;

export type SortOrder = (typeof sortOrders)[number];

type RankedOrder = Exclude<SortOrder, 'name'>;

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

/** Their ranks, each with the name behind it, as a list of its own: some 20 bytes a child beside the children. */
class ByRank implements OrderedChildren {
  readonly children: Children;
  readonly by: RankedOrder;
  readonly ranked: ChunkList<ByteString>;

  constructor(children: Children, by: RankedOrder, ranked: ChunkList<ByteString>) {
    this.children = children;
    this.by = by;
    this.ranked = ranked;
  }

  at(position: number): Child | undefined {
    const ranked = this.ranked.at(position);
    return ranked === undefined ? undefined : this.children.find(ranked.slice(rankLength));
  }

  positionOf(name: ByteString): number | undefined {
    const child = this.children.find(name);
    return child === undefined ? undefined : this.ranked.indexOf(rankedName(child, this.by));
  }
}

/** Bytes before a name in the list of ranks. */
const rankLength = 9;

/** Smaller comes first: by `high`, then by `low`, which has 32 bits; then by name. */
interface Rank {
  readonly high: number;
  readonly low: number;
}

const lowBits = 2 ** 32;
/** Directories come first, by name: what is in them has many revisions. */
const directoryRank: Rank = { high: 0, low: 0 };
/** What of a number is not low is less than this, and so is what of a lease is not. */
const aboveDirectories = lowBits;
const noLeaseRank: Rank = { high: 2 * aboveDirectories, low: 0 };

function greatestFirst(number: number): Rank {
  const rest = Number.MAX_SAFE_INTEGER - number;
  return { high: aboveDirectories + Math.floor(rest / lowBits), low: rest % lowBits };
}

function leaseRank(lease: bigint): Rank {
  if (lease === 0n) return noLeaseRank;
  const bits = BigInt.asUintN(64, lease);
  return { high: aboveDirectories + Number(bits >> 32n), low: Number(bits & 0xffff_ffffn) };
}

/** Smaller comes first: the latest revision, the most changes, leases together and keys without one last. */
function rankOf({ leaf, directory }: Child, by: RankedOrder): Rank {
  if (leaf === undefined || directory !== undefined) return directoryRank;
  switch (by) {
    case 'revision':
      return greatestFirst(leaf.modRevision);
    case 'version':
      return greatestFirst(leaf.version);
    case 'lease':
      return leaseRank(leaf.lease);
  }
}

function fourBytes(number: number): ByteString {
  return String.fromCharCode(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}

/** In byte order as children are shown; equal ranks are in the order of their names. */
function rankedName(child: Child, by: RankedOrder): ByteString {
  const { high, low } = rankOf(child, by);
  const first = String.fromCharCode(Math.floor(high / lowBits));
  return first + fourBytes(high % lowBits) + fourBytes(low) + child.name;
}

const rankedNames: ItemKind<ByteString> = {
  nameOf: (name) => name,
  packed: (names) => PackedNames.of(names),
};

/** Numbers alone are sorted: a quarter of a million names would be tens of megabytes. */
function sorted(children: Children, by: RankedOrder): ByRank {
  const highs = new Float64Array(children.length);
  const lows = new Uint32Array(children.length);
  const order = new Uint32Array(children.length);
  let index = 0;
  for (const child of children) {
    const { high, low } = rankOf(child, by);
    highs[index] = high;
    lows[index] = low;
    order[index] = index;
    index += 1;
  }
  order.sort(
    (one, other) =>
      (highs[one] ?? 0) - (highs[other] ?? 0) || (lows[one] ?? 0) - (lows[other] ?? 0) || one - other,
  );
  return new ByRank(children, by, ChunkList.of(rankedNames, rankedInOrder(children, by, order)));
}

function* rankedInOrder(children: Children, by: RankedOrder, order: Uint32Array): Generator<ByteString> {
  for (const index of order) {
    const child = children.at(index);
    if (child !== undefined) yield rankedName(child, by);
  }
}

/** Of children that are or were shown. */
const known = new WeakMap<Children, ByRank>();

export function orderedChildren(children: Children, by: SortOrder): OrderedChildren {
  if (by === 'name') {
    known.delete(children);
    return new ByName(children);
  }
  const before = known.get(children);
  const ordered = before?.by === by ? before : sorted(children, by);
  known.set(children, ordered);
  return ordered;
}

/** What became of a child: another one of its name, or none. */
export interface ChildChange {
  readonly before: Child | undefined;
  readonly after: Child | undefined;
}

/** Where more than one of so many changed, sorting them all is not slower. */
const fewOf = 16;

/** Children in order stay so after changes: only what changed is put in its place. */
export function keepOrder(before: Children, after: Children, changes: readonly ChildChange[]): void {
  const ordered = known.get(before);
  if (ordered === undefined || changes.length * fewOf > after.length) return;
  const { by, ranked } = ordered;
  const draft = ranked.draft();
  for (const change of changes) {
    const [from, to] = [change.before, change.after].map((child) => child && rankedName(child, by));
    if (from === to) continue;
    if (from !== undefined) draft.remove(from);
    if (to !== undefined) draft.set(to);
  }
  known.set(after, new ByRank(after, by, draft.finish()));
}
