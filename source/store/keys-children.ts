import { type ByteString, commonPrefixLength } from '../tree/byte-string.js';
import type { FoundKey } from '../tree/discovery.js';

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

/** What children are sorted by, by index. */
export interface LeafNumbers {
  /** 1: it is a directory, a key of the same name or not. */
  readonly directories: Uint8Array;
  readonly revisions: Float64Array;
  readonly versions: Float64Array;
  readonly leases: BigInt64Array;
}

/** Some siblings in order. */
interface Chunk {
  readonly length: number;
  readonly first: ByteString;
  at(index: number): Child | undefined;
  /** Puts its own from this index on. */
  putNumbers(numbers: LeafNumbers, from: number): void;
}

/** Chunks are cut in two when they grow past this. */
const chunkMax = 512;

class LooseChunk implements Chunk {
  readonly children: readonly Child[];

  constructor(children: readonly Child[]) {
    this.children = children;
  }

  get length(): number {
    return this.children.length;
  }

  get first(): ByteString {
    return this.children[0]?.name ?? '';
  }

  at(index: number): Child | undefined {
    return this.children[index];
  }

  putNumbers({ directories, revisions, versions, leases }: LeafNumbers, from: number): void {
    for (const [index, { leaf, directory }] of this.children.entries()) {
      directories[from + index] = directory === undefined ? 0 : 1;
      revisions[from + index] = leaf?.modRevision ?? 0;
      versions[from + index] = leaf?.version ?? 0;
      leases[from + index] = leaf?.lease ?? 0n;
    }
  }
}

/** Keys alone, some 30 bytes each beside the part of their names that differs. */
class PackedChunk implements Chunk {
  readonly length: number;
  readonly first: ByteString;
  readonly #prefix: ByteString;
  readonly #names: Buffer;
  /** Where each name ends. */
  readonly #ends: Uint32Array;
  readonly #revisions: Float64Array;
  readonly #versions: Float64Array;
  readonly #leases: BigInt64Array | undefined;
  readonly #changes: Float64Array | undefined;

  constructor(leaves: readonly Leaf[]) {
    const first = leaves[0]?.key ?? '';
    const shared = commonPrefixLength(first, leaves.at(-1)?.key ?? '');
    const names = leaves.map(({ key }) => key.slice(shared));
    let end = 0;
    this.length = leaves.length;
    this.first = first;
    this.#prefix = first.slice(0, shared);
    this.#names = Buffer.from(names.join(''), 'latin1');
    this.#ends = Uint32Array.from(names, (name) => (end += name.length));
    this.#revisions = Float64Array.from(leaves, ({ modRevision }) => modRevision);
    this.#versions = Float64Array.from(leaves, ({ version }) => version);
    const hasLeases = leaves.some(({ lease }) => lease !== 0n);
    this.#leases = hasLeases ? BigInt64Array.from(leaves, ({ lease }) => lease) : undefined;
    const hasChanges = leaves.some(({ changedMs }) => changedMs !== 0);
    this.#changes = hasChanges ? Float64Array.from(leaves, ({ changedMs }) => changedMs) : undefined;
  }

  at(index: number): Child | undefined {
    const end = this.#ends[index];
    if (end === undefined) return undefined;
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
    const name = this.#prefix + this.#names.toString('latin1', start, end);
    const leaf: Leaf = {
      key: name,
      modRevision: this.#revisions[index] ?? 0,
      version: this.#versions[index] ?? 0,
      lease: this.#leases?.[index] ?? 0n,
      changedMs: this.#changes?.[index] ?? 0,
    };
    return { name, leaf, directory: undefined };
  }

  putNumbers({ revisions, versions, leases }: LeafNumbers, from: number): void {
    revisions.set(this.#revisions, from);
    versions.set(this.#versions, from);
    if (this.#leases !== undefined) leases.set(this.#leases, from);
  }
}

/** Only keys are packed: directories have more to say, and there are fewer of them. */
function packed(chunk: Chunk): Chunk {
  if (!(chunk instanceof LooseChunk) || chunk.length < chunkMax / 4) return chunk;
  const leaves: Leaf[] = [];
  for (const { leaf, directory } of chunk.children) {
    if (leaf === undefined || directory !== undefined) return chunk;
    leaves.push(leaf);
  }
  return new PackedChunk(leaves);
}

/**
 * The children of a directory by name, in chunks: a change copies one of these, and a quarter of a million keys
 * take as many dozens of bytes rather than hundreds.
 */
export class Children implements Iterable<Child> {
  static readonly none = new Children([]);
  readonly length: number;
  readonly #chunks: readonly Chunk[];
  /** The index of each chunk's first child. */
  readonly #starts: readonly number[];

  private constructor(chunks: readonly Chunk[]) {
    let start = 0;
    this.#chunks = chunks;
    this.#starts = chunks.map(({ length }) => {
      start += length;
      return start - length;
    });
    this.length = start;
  }

  at(index: number): Child | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const chunk = lastAtMost(this.#starts.length, (at) => (this.#starts[at] ?? 0) <= index);
    return this.#chunks[chunk]?.at(index - (this.#starts[chunk] ?? 0));
  }

  /** Where the child with this name is, or where it would be. */
  indexOf(name: ByteString): number {
    const chunk = this.#chunkOf(name);
    return (this.#starts[chunk] ?? 0) + indexIn(this.#chunks[chunk], name);
  }

  find(name: ByteString): Child | undefined {
    const chunk = this.#chunks[this.#chunkOf(name)];
    const child = chunk?.at(indexIn(chunk, name));
    return child?.name === name ? child : undefined;
  }

  *[Symbol.iterator](): Generator<Child> {
    for (const chunk of this.#chunks) {
      for (let at = 0; at < chunk.length; at += 1) {
        const child = chunk.at(at);
        if (child !== undefined) yield child;
      }
    }
  }

  numbers(): LeafNumbers {
    const numbers = {
      directories: new Uint8Array(this.length),
      revisions: new Float64Array(this.length),
      versions: new Float64Array(this.length),
      leases: new BigInt64Array(this.length),
    };
    for (const [at, chunk] of this.#chunks.entries()) chunk.putNumbers(numbers, this.#starts[at] ?? 0);
    return numbers;
  }

  /** Begins to change them; `finish` gives the changed ones. */
  draft(): ChildrenEditor {
    return new ChildrenEditor([...this.#chunks], (chunks) => new Children(chunks));
  }

  #chunkOf(name: ByteString): number {
    return lastAtMost(this.#chunks.length, (at) => (this.#chunks[at]?.first ?? '') <= name);
  }
}

/** Children being changed: only the chunks that change are copied. */
export class ChildrenEditor {
  readonly #chunks: Chunk[];
  readonly #made: (chunks: readonly Chunk[]) => Children;
  /** Copies, which may be changed in place. */
  readonly #owned = new Set<Chunk>();

  constructor(chunks: Chunk[], made: (chunks: readonly Chunk[]) => Children) {
    this.#chunks = chunks;
    this.#made = made;
  }

  find(name: ByteString): Child | undefined {
    const chunk = this.#chunks[this.#chunkOf(name)];
    const child = chunk?.at(indexIn(chunk, name));
    return child?.name === name ? child : undefined;
  }

  set(child: Child): void {
    const at = this.#chunkOf(child.name);
    const children = this.#own(at);
    const index = lowerBound(children, child.name);
    children.splice(index, children[index]?.name === child.name ? 1 : 0, child);
    if (children.length > chunkMax) this.#split(at, children, index);
  }

  remove(name: ByteString): void {
    if (this.find(name) === undefined) return;
    const at = this.#chunkOf(name);
    const children = this.#own(at);
    children.splice(lowerBound(children, name), 1);
    if (children.length === 0) this.#chunks.splice(at, 1);
  }

  finish(): Children {
    const last = this.#chunks.length - 1;
    // The last one grows while its directory is read.
    return this.#made(this.#chunks.map((chunk, at) => (at < last ? packed(chunk) : chunk)));
  }

  #chunkOf(name: ByteString): number {
    return lastAtMost(this.#chunks.length, (at) => (this.#chunks[at]?.first ?? '') <= name);
  }

  #own(at: number): Child[] {
    const chunk = this.#chunks[at];
    if (chunk instanceof LooseChunk && this.#owned.has(chunk)) return chunk.children as Child[];
    const children: Child[] = [];
    for (let index = 0; index < (chunk?.length ?? 0); index += 1) {
      const child = chunk?.at(index);
      if (child !== undefined) children.push(child);
    }
    this.#put(at, children);
    return children;
  }

  #put(at: number, ...parts: readonly Child[][]): void {
    const chunks = parts.map((children) => new LooseChunk(children));
    for (const chunk of chunks) this.#owned.add(chunk);
    this.#chunks.splice(at, 1, ...chunks);
  }

  /** What is appended makes full chunks; else they are halved. */
  #split(at: number, children: Child[], index: number): void {
    const isAppended = index === children.length - 1 && at === this.#chunks.length - 1;
    const middle = isAppended ? children.length - 1 : children.length >> 1;
    this.#put(at, children.slice(0, middle), children.slice(middle));
  }
}

/** The last of so many for which it holds, as it does for all before it; 0 when it does for none. */
function lastAtMost(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function indexIn(chunk: Chunk | undefined, name: ByteString): number {
  let low = 0;
  let high = chunk?.length ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk?.at(middle)?.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lowerBound(children: readonly Child[], name: ByteString): number {
  const last = children.at(-1);
  if (last === undefined || last.name < name) return children.length;
  return indexIn(new LooseChunk(children), name);
}
