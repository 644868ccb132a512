import type { DatabaseEntry } from './entry.js';
import { CorruptDatabaseError } from './errors.js';
import { bucketHeaderBytes, readUint64, viewOf } from './format.js';
import { Page } from './page.js';
import { PageSource } from './page-source.js';
import type { ReadAt } from './read-at.js';

/** bbolt's trees are 4 levels deep at 100 million keys; a deeper one is a cycle. */
const depthMax = 32;

/**
 * Opens a bbolt database for reading. The file must not be written to meanwhile.
 * @throws CorruptDatabaseError; so do all methods of what is returned, as soon as they meet damage
 */
export async function openDatabase(source: ReadAt): Promise<Database> {
  return new Database(await PageSource.open(source));
}

export class Database {
  readonly pageBytes: number;
  /** Up to the end of the last page in use; a snapshot file has its hash behind that. */
  readonly sizeBytes: number;
  /** The bucket that holds the buckets. */
  readonly #root: Bucket;

  /** Use `openDatabase`. */
  constructor(pages: PageSource) {
    this.pageBytes = pages.meta.pageBytes;
    this.sizeBytes = pages.meta.highWater * pages.meta.pageBytes;
    this.#root = new Bucket(pages, pages.meta.rootPage);
  }

  /** Names in order. */
  bucketNames(): Promise<Uint8Array[]> {
    return this.#root.bucketNames();
  }

  bucket(name: Uint8Array | string): Promise<Bucket | undefined> {
    return this.#root.bucket(typeof name === 'string' ? Buffer.from(name) : name);
  }
}

/** Ordered keys with values, and buckets within. */
export class Bucket {
  readonly #pages: PageSource;
  /** A page id, or the page itself where it is inline in the parent. */
  readonly #root: number | Page;

  constructor(pages: PageSource, root: number | Page) {
    this.#pages = pages;
    this.#root = root;
  }

  /** @returns undefined for a key that is not there or is a bucket */
  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    const found = await this.#find(key);
    return found === undefined || found.page.isBucket(found.index)
      ? undefined
      : found.page.value(found.index);
  }

  /** A bucket within this one. */
  async bucket(name: Uint8Array): Promise<Bucket | undefined> {
    const found = await this.#find(name);
    return found?.page.isBucket(found.index) === true ? this.#nested(found.page, found.index) : undefined;
  }

  /** Names of the buckets within this one, in order. */
  async bucketNames(): Promise<Uint8Array[]> {
    const names: Uint8Array[] = [];
    for await (const { page, from } of this.#leaves(undefined)) {
      for (let index = from; index < page.count; index += 1) {
        if (page.isBucket(index)) {
          names.push(page.key(index));
        }
      }
    }
    return names;
  }

  /**
   * Keys with values in order, in batches of one page each; the arrays are views of what was read.
   * @param start the first key, if it is there; absent: the bucket's first
   */
  async *entries(start?: Uint8Array): AsyncGenerator<readonly DatabaseEntry[], void, undefined> {
    for await (const { page, from } of this.#leaves(start)) {
      const batch: DatabaseEntry[] = [];
      for (let index = from; index < page.count; index += 1) {
        if (!page.isBucket(index)) {
          batch.push({ key: page.key(index), value: page.value(index) });
        }
      }
      yield batch;
    }
  }

  async #find(key: Uint8Array): Promise<{ readonly page: Page; readonly index: number } | undefined> {
    let page = await this.#rootPage();
    for (let depth = 1; !page.isLeaf; depth += 1) {
      page = await this.#descend(page, page.childIndexFor(key), depth);
    }
    const index = page.lowerBound(key);
    return index < page.count && Buffer.compare(page.key(index), key) === 0 ? { page, index } : undefined;
  }

  /**
   * The leaves from `start` on, each with the first element to take. A page has one place in a tree, so a
   * walk that sees more pages than the file has, or keys out of order, goes round in damage.
   */
  async *#leaves(start: Uint8Array | undefined): AsyncGenerator<LeafPosition, void, undefined> {
    const order = new OrderCheck(this.#pages.meta.highWater);
    const stack: { readonly page: Page; index: number }[] = [];
    let page: Page | undefined = await this.#rootPage();
    let seek = start;
    while (page !== undefined) {
      while (!page.isLeaf) {
        const index: number = seek === undefined ? 0 : page.childIndexFor(seek);
        stack.push({ page, index });
        page = await this.#descend(page, index, stack.length);
      }
      const from: number = seek === undefined ? 0 : page.lowerBound(seek);
      order.check(page);
      yield { page, from };
      seek = undefined;
      page = await this.#nextSubtree(stack);
    }
  }

  /** Moves the stack on to the next page right of where it is. */
  async #nextSubtree(stack: { readonly page: Page; index: number }[]): Promise<Page | undefined> {
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      top.index += 1;
      if (top.index < top.page.count) {
        return this.#descend(top.page, top.index, stack.length);
      }
      stack.pop();
    }
    return undefined;
  }

  async #rootPage(): Promise<Page> {
    return typeof this.#root === 'number' ? this.#pages.tree(this.#root) : this.#root;
  }

  #descend(branch: Page, index: number, depth: number): Promise<Page> {
    if (branch.count === 0) {
      throw new CorruptDatabaseError(branch.id, 'it is a branch without children');
    }
    if (depth > depthMax) {
      throw new CorruptDatabaseError(branch.id, `it is more than ${depthMax} levels deep`);
    }
    return this.#pages.tree(branch.child(index));
  }

  #nested(page: Page, index: number): Bucket {
    const value = page.value(index);
    if (value.length < bucketHeaderBytes) {
      throw new CorruptDatabaseError(page.id, `the bucket in element ${index} has no header`);
    }
    const root = readUint64(viewOf(value), 0);
    if (root !== 0) {
      return new Bucket(this.#pages, root);
    }
    const inline = new Page(value.subarray(bucketHeaderBytes), page.id);
    if (!inline.isLeaf) {
      throw new CorruptDatabaseError(page.id, `the inline bucket in element ${index} is not a leaf`);
    }
    return new Bucket(this.#pages, inline);
  }
}

interface LeafPosition {
  readonly page: Page;
  readonly from: number;
}

class OrderCheck {
  #pagesLeft: number;
  #last: Uint8Array | undefined;

  constructor(pages: number) {
    this.#pagesLeft = pages;
  }

  check(page: Page): void {
    this.#pagesLeft -= 1;
    if (this.#pagesLeft < 0) {
      throw new CorruptDatabaseError(page.id, 'the tree has more leaves than the file has pages');
    }
    for (let index = 0; index < page.count; index += 1) {
      const key = page.key(index);
      if (this.#last !== undefined && Buffer.compare(this.#last, key) >= 0) {
        throw new CorruptDatabaseError(page.id, `key ${index} is not behind the one before it`);
      }
      this.#last = key;
    }
  }
}
