import type { ByteString } from '../bytes/byte-string.js';

/** Some items in order. */
export interface Chunk<Item> {
  readonly length: number;
  readonly first: ByteString;
  nameAt(index: number): ByteString | undefined;
  at(index: number): Item | undefined;
  /** A copy with an item, or none, in the place of so many; undefined where it has to be made anew. */
  spliced(index: number, removed: number, item: Item | undefined): Chunk<Item> | undefined;
}

/** What a list has to know of its items. */
export interface ItemKind<Item> {
  /** By which they are in order; no two have the same. */
  nameOf(item: Item): ByteString;
  /** The same in less memory; undefined where that cannot be. */
  packed(items: readonly Item[]): Chunk<Item> | undefined;
}

/** Chunks are cut in two when they grow past this. */
const chunkMax = 512;
/** Smaller ones are put together with one beside them, where that makes no large one. */
const chunkMin = chunkMax / 8;

class LooseChunk<Item> implements Chunk<Item> {
  readonly items: readonly Item[];
  readonly #kind: ItemKind<Item>;

  constructor(items: readonly Item[], kind: ItemKind<Item>) {
    this.items = items;
    this.#kind = kind;
  }

  get length(): number {
    return this.items.length;
  }

  get first(): ByteString {
    return this.nameAt(0) ?? '';
  }

  nameAt(index: number): ByteString | undefined {
    const item = this.items[index];
    return item === undefined ? undefined : this.#kind.nameOf(item);
  }

  at(index: number): Item | undefined {
    return this.items[index];
  }

  spliced(): undefined {
    return undefined;
  }
}

/**
 * Items in order of their names, in chunks that are never changed: a list that is made from another shares with it
 * all chunks in which nothing is different.
 */
export class ChunkList<Item> implements Iterable<Item> {
  readonly length: number;
  readonly #kind: ItemKind<Item>;
  readonly #chunks: readonly Chunk<Item>[];
  /** The index of each chunk's first item. */
  readonly #starts: readonly number[];

  private constructor(kind: ItemKind<Item>, chunks: readonly Chunk<Item>[]) {
    let start = 0;
    this.#kind = kind;
    this.#chunks = chunks;
    this.#starts = chunks.map(({ length }) => {
      start += length;
      return start - length;
    });
    this.length = start;
  }

  /** @param items in order; taken a chunk at a time. */
  static of<Item>(kind: ItemKind<Item>, items: Iterable<Item>): ChunkList<Item> {
    const chunks: Chunk<Item>[] = [];
    let next: Item[] = [];
    const put = () => chunks.push(packed(new LooseChunk(next, kind), kind));
    for (const item of items) {
      if (next.push(item) < chunkMax) continue;
      put();
      next = [];
    }
    if (next.length > 0) put();
    return new ChunkList(kind, chunks);
  }

  at(index: number): Item | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const chunk = lastAtMost(this.#starts.length, (at) => (this.#starts[at] ?? 0) <= index);
    return this.#chunks[chunk]?.at(index - (this.#starts[chunk] ?? 0));
  }

  /** Where the item with this name is, or where it would be. */
  indexOf(name: ByteString): number {
    const chunk = chunkOf(this.#chunks, name);
    return (this.#starts[chunk] ?? 0) + indexIn(this.#chunks[chunk], name);
  }

  find(name: ByteString): Item | undefined {
    return findIn(this.#chunks[chunkOf(this.#chunks, name)], name);
  }

  *[Symbol.iterator](): Generator<Item> {
    for (const chunk of this.#chunks) yield* itemsOf(chunk);
  }

  /** Begins to change them; `finish` gives the changed ones. */
  draft(): ChunkListEditor<Item> {
    return new ChunkListEditor(this.#kind, [...this.#chunks], (chunks) => new ChunkList(this.#kind, chunks));
  }
}

/** A list being changed: only the chunks that change are copied. */
export class ChunkListEditor<Item> {
  readonly #kind: ItemKind<Item>;
  readonly #chunks: Chunk<Item>[];
  readonly #made: (chunks: readonly Chunk<Item>[]) => ChunkList<Item>;
  /** Copies, which may be changed in place. */
  readonly #owned = new Map<Chunk<Item>, Item[]>();

  constructor(
    kind: ItemKind<Item>,
    chunks: Chunk<Item>[],
    made: (chunks: readonly Chunk<Item>[]) => ChunkList<Item>,
  ) {
    this.#kind = kind;
    this.#chunks = chunks;
    this.#made = made;
  }

  find(name: ByteString): Item | undefined {
    return findIn(this.#chunks[chunkOf(this.#chunks, name)], name);
  }

  set(item: Item): void {
    const name = this.#kind.nameOf(item);
    const at = chunkOf(this.#chunks, name);
    const chunk = this.#chunks[at];
    const index = indexIn(chunk, name);
    const replaced = chunk?.nameAt(index) === name ? 1 : 0;
    if (!this.#splice(at, index, replaced, item)) this.#own(at).splice(index, replaced, item);
    if ((this.#chunks[at]?.length ?? 0) > chunkMax) this.#split(at, index);
  }

  remove(name: ByteString): void {
    const at = chunkOf(this.#chunks, name);
    const index = indexIn(this.#chunks[at], name);
    if (this.#chunks[at]?.nameAt(index) !== name) return;
    if (!this.#splice(at, index, 1, undefined)) this.#own(at).splice(index, 1);
    const { length = 0 } = this.#chunks[at] ?? {};
    if (length === 0) this.#chunks.splice(at, 1);
    else if (length < chunkMin) this.#join(at);
  }

  finish(): ChunkList<Item> {
    const last = this.#chunks.length - 1;
    // The last one grows while its directory is read.
    return this.#made(this.#chunks.map((chunk, at) => (at < last ? packed(chunk, this.#kind) : chunk)));
  }

  #splice(at: number, index: number, removed: number, item: Item | undefined): boolean {
    const chunk = this.#chunks[at]?.spliced(index, removed, item);
    if (chunk !== undefined) this.#chunks[at] = chunk;
    return chunk !== undefined;
  }

  #own(at: number): Item[] {
    const chunk = this.#chunks[at];
    const own = chunk === undefined ? undefined : this.#owned.get(chunk);
    if (own !== undefined) return own;
    const items = chunk === undefined ? [] : [...itemsOf(chunk)];
    this.#put(at, 1, items);
    return items;
  }

  /** Puts chunks in the place of so many. */
  #put(at: number, instead: number, ...parts: readonly Item[][]): void {
    const chunks = parts.map((items) => {
      const chunk = new LooseChunk(items, this.#kind);
      this.#owned.set(chunk, items);
      return chunk;
    });
    this.#chunks.splice(at, instead, ...chunks);
  }

  /** What is appended makes full chunks; else they are halved. */
  #split(at: number, index: number): void {
    const items = this.#own(at);
    const isAppended = index === items.length - 1 && at === this.#chunks.length - 1;
    const middle = isAppended ? items.length - 1 : items.length >> 1;
    this.#put(at, 1, items.slice(0, middle), items.slice(middle));
  }

  #join(at: number): void {
    const left = Math.max(0, at - 1);
    const [one, other] = [this.#chunks[left], this.#chunks[left + 1]];
    if (one === undefined || other === undefined || one.length + other.length > chunkMax / 2) return;
    this.#put(left, 2, [...itemsOf(one), ...itemsOf(other)]);
  }
}

function packed<Item>(chunk: Chunk<Item>, kind: ItemKind<Item>): Chunk<Item> {
  if (!(chunk instanceof LooseChunk) || chunk.length < chunkMax / 4) return chunk;
  return kind.packed(chunk.items) ?? chunk;
}

function* itemsOf<Item>(chunk: Chunk<Item>): Generator<Item> {
  for (let at = 0; at < chunk.length; at += 1) {
    const item = chunk.at(at);
    if (item !== undefined) yield item;
  }
}

function chunkOf<Item>(chunks: readonly Chunk<Item>[], name: ByteString): number {
  return lastAtMost(chunks.length, (at) => (chunks[at]?.first ?? '') <= name);
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

function indexIn<Item>(chunk: Chunk<Item> | undefined, name: ByteString): number {
  let low = 0;
  let high = chunk?.length ?? 0;
  // What is read comes in order.
  if (high > 0 && (chunk?.nameAt(high - 1) ?? '') < name) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk?.nameAt(middle) ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findIn<Item>(chunk: Chunk<Item> | undefined, name: ByteString): Item | undefined {
  const index = indexIn(chunk, name);
  return chunk?.nameAt(index) === name ? chunk.at(index) : undefined;
}
