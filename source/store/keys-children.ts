import type { ByteString } from '../bytes/byte-string.js';
import type { FoundKey } from '../tree/discovery.js';
import { type Chunk, ChunkList, type ItemKind } from './keys-chunks.js';
import { PackedNames, spliced } from './packed-names.js';

/** A key that is loaded. */
export interface Leaf extends FoundKey {
  /** When the live feed told of its last change; wall milliseconds, 0 when it did not. */
  readonly changedMs: number;
}

/** What is known of a directory from above. */
export interface DirectoryEntry {
  /** Ends with the separator. */
  readonly path: ByteString;
  /** Keys in it, however deep; undefined while that is not known. */
  readonly count: number | undefined;
  /** Keys that came and went since it was read, while the count is not known; undefined when that is lost. */
  readonly drift: number | undefined;
  /** When the live feed told of the last change below; wall milliseconds, 0 when it did not. */
  readonly changedMs: number;
  /** The revision of that change. */
  readonly changedAt: number;
}

/** One line of a directory: a key, a directory, or both under one name. */
export interface Child {
  /** Orders siblings: the key, or the directory's path without its last separator. */
  readonly name: ByteString;
  readonly leaf: Leaf | undefined;
  readonly directory: DirectoryEntry | undefined;
}

const doubles = (length: number) => new Float64Array(length);
const bigints = (length: number) => new BigInt64Array(length);

/** Keys alone, some 30 bytes each beside the part of their names that differs. */
class PackedLeaves implements Chunk<Child> {
  readonly #names: PackedNames;
  readonly #revisions: Float64Array;
  readonly #versions: Float64Array;
  /** undefined: none has one. */
  readonly #leases: BigInt64Array | undefined;
  /** undefined: none was told of. */
  readonly #changes: Float64Array | undefined;

  private constructor(
    names: PackedNames,
    revisions: Float64Array,
    versions: Float64Array,
    leases: BigInt64Array | undefined,
    changes: Float64Array | undefined,
  ) {
    this.#names = names;
    this.#revisions = revisions;
    this.#versions = versions;
    this.#leases = leases;
    this.#changes = changes;
  }

  static of(leaves: readonly Leaf[]): PackedLeaves {
    const hasLeases = leaves.some(({ lease }) => lease !== 0n);
    const hasChanges = leaves.some(({ changedMs }) => changedMs !== 0);
    return new PackedLeaves(
      PackedNames.of(leaves.map(({ key }) => key)),
      Float64Array.from(leaves, ({ modRevision }) => modRevision),
      Float64Array.from(leaves, ({ version }) => version),
      hasLeases ? BigInt64Array.from(leaves, ({ lease }) => lease) : undefined,
      hasChanges ? Float64Array.from(leaves, ({ changedMs }) => changedMs) : undefined,
    );
  }

  get length(): number {
    return this.#names.length;
  }

  get first(): ByteString {
    return this.#names.first;
  }

  nameAt(index: number): ByteString | undefined {
    return this.#names.nameAt(index);
  }

  at(index: number): Child | undefined {
    const name = this.nameAt(index);
    if (name === undefined) return undefined;
    const leaf: Leaf = {
      key: name,
      modRevision: this.#revisions[index] ?? 0,
      version: this.#versions[index] ?? 0,
      lease: this.#leases?.[index] ?? 0n,
      changedMs: this.#changes?.[index] ?? 0,
    };
    return { name, leaf, directory: undefined };
  }

  spliced(index: number, removed: number, child: Child | undefined): PackedLeaves | undefined {
    const leaf = child?.leaf;
    if (child !== undefined && (leaf === undefined || child.directory !== undefined)) return undefined;
    const isSame = removed === 1 && leaf !== undefined && leaf.key === this.nameAt(index);
    const names = isSame ? this.#names : this.#names.spliced(index, removed, leaf?.key);
    if (names === undefined) return undefined;
    const numbers = (of: Float64Array, number: number | undefined) =>
      spliced(of, index, removed, number === undefined ? [] : [number], doubles);
    const leases =
      this.#leases ?? (leaf !== undefined && leaf.lease !== 0n ? bigints(this.length) : undefined);
    const changes =
      this.#changes ?? (leaf !== undefined && leaf.changedMs !== 0 ? doubles(this.length) : undefined);
    return new PackedLeaves(
      names,
      numbers(this.#revisions, leaf?.modRevision),
      numbers(this.#versions, leaf?.version),
      leases && spliced(leases, index, removed, leaf === undefined ? [] : [leaf.lease], bigints),
      changes && numbers(changes, leaf?.changedMs),
    );
  }
}

const siblings: ItemKind<Child> = {
  nameOf: ({ name }) => name,
  /** Only keys are packed: directories have more to say, and there are fewer of them. */
  packed(children) {
    const leaves: Leaf[] = [];
    for (const { leaf, directory } of children) {
      if (leaf === undefined || directory !== undefined) return undefined;
      leaves.push(leaf);
    }
    return PackedLeaves.of(leaves);
  },
};

/**
 * The children of a directory by name: a change copies one chunk of these, and a quarter of a million keys take as
 * many dozens of bytes rather than hundreds.
 */
export type Children = ChunkList<Child>;

export const noChildren: Children = ChunkList.of(siblings, []);
