import { BlockCache } from './block-cache.js';
import { CorruptDatabaseError } from './errors.js';
import {
  type Meta,
  pageHeaderBytes,
  pageSizes,
  readMeta,
  readPageHeader,
  requirePlausible,
  viewOf,
} from './format.js';
import { Page } from './page.js';
import type { ReadAt } from './read-at.js';

/**
 * A page with its overflow is read at once. bbolt keeps up to four values in one page whatever their size,
 * so this allows for values of 64 MiB; what claims more is damage, not data.
 */
const pageBytesMax = 256 << 20;

/** The pages of a file, as the newest valid meta shows them. */
export class PageSource {
  readonly meta: Meta;
  readonly #source: ReadAt;
  readonly #blocks: BlockCache;

  private constructor(source: ReadAt, meta: Meta) {
    this.#source = source;
    this.#blocks = new BlockCache(source);
    this.meta = meta;
  }

  /** @throws CorruptDatabaseError */
  static async open(source: ReadAt): Promise<PageSource> {
    const meta = await newestMeta(source);
    requirePlausible(meta, source.size);
    return new PageSource(source, meta);
  }

  /** A leaf or branch page. @throws CorruptDatabaseError */
  async tree(id: number): Promise<Page> {
    return new Page(await this.#bytesOf(id), id);
  }

  async #bytesOf(id: number): Promise<Uint8Array> {
    const { pageBytes, highWater } = this.meta;
    if (id < 2 || id >= highWater) {
      throw new CorruptDatabaseError(id, `it is referred to, and the file has ${highWater} pages`);
    }
    const first = requireWhole(id, pageBytes, await this.#blocks.page(id * pageBytes, pageBytes));
    const header = readPageHeader(viewOf(first));
    if (header.id !== id) {
      throw new CorruptDatabaseError(id, `it says that it is page ${header.id}`);
    }
    const bytes = (header.overflow + 1) * pageBytes;
    if (id + header.overflow >= highWater || bytes > pageBytesMax) {
      throw new CorruptDatabaseError(id, `it claims ${bytes} bytes`);
    }
    if (header.overflow === 0) {
      return first;
    }
    return requireWhole(id, bytes, await this.#source.read(id * pageBytes, bytes));
  }
}

function requireWhole(id: number, length: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length < length) {
    throw new CorruptDatabaseError(id, 'the file ends in it');
  }
  return bytes;
}

/** Of the two metas, at the beginning of pages 0 and 1, the valid one with the higher transaction id. */
async function newestMeta(source: ReadAt): Promise<Meta> {
  const readAt = async (offset: number) => readMeta(await source.read(offset, pageHeaderBytes + 64));
  const first = await readAt(0);
  const seconds = first === undefined ? pageSizes : [first.pageBytes];
  for (const pageBytes of seconds) {
    const second = await readAt(pageBytes);
    if (second !== undefined && second.txid > (first?.txid ?? -1n)) {
      return second;
    }
  }
  if (first === undefined) {
    throw new CorruptDatabaseError(
      0,
      'neither of its first two pages is a valid meta: it is no etcd database',
    );
  }
  return first;
}
