import type { ReadAt } from './read-at.js';

/** A multiple of every page size. Pages that are read one after the other often lie side by side. */
const blockBytes = 64 << 10;
const blocksMax = 256;

/** Reads a file by blocks and keeps the blocks used last, 16 MiB of them. */
export class BlockCache {
  readonly #source: ReadAt;
  /** Least recently used first. */
  readonly #blocks = new Map<number, Promise<Uint8Array>>();

  constructor(source: ReadAt) {
    this.#source = source;
  }

  /** @param offset of a page, whose size is `length`: it lies in one block. @returns less at the file's end */
  async page(offset: number, length: number): Promise<Uint8Array> {
    const start = offset % blockBytes;
    return (await this.#block(offset - start)).subarray(start, start + length);
  }

  #block(offset: number): Promise<Uint8Array> {
    const found = this.#blocks.get(offset);
    const block = found ?? this.#source.read(offset, blockBytes);
    this.#blocks.delete(offset);
    this.#blocks.set(offset, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > blocksMax && oldest !== undefined) {
      this.#blocks.delete(oldest);
    }
    if (found === undefined) {
      block.catch(() => this.#blocks.delete(offset));
    }
    return block;
  }
}
