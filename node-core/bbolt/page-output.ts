import type { DiskFile } from '../ports/disk.js';

const writtenAtOnceBytes = 1 << 20;

/** New pages, one after the other, in writes of about a megabyte. */
export class PageOutput {
  readonly pageBytes: number;
  readonly #file: DiskFile;
  #nextPage: number;
  #written: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(file: DiskFile, pageBytes: number, firstPage: number) {
    this.pageBytes = pageBytes;
    this.#file = file;
    this.#nextPage = firstPage;
    this.#written = firstPage * pageBytes;
  }

  /** The id of the next page: all before it are taken. */
  get nextPage(): number {
    return this.#nextPage;
  }

  /** True when `flush` should be awaited before more pages come. */
  get full(): boolean {
    return this.#waitingBytes >= writtenAtOnceBytes;
  }

  /** Adds a page of at least `usedBytes`, with the overflow it needs. @returns its id */
  add(usedBytes: number, encode: (bytes: Uint8Array, id: number, overflow: number) => void): number {
    const pages = Math.ceil(usedBytes / this.pageBytes);
    const bytes = new Uint8Array(pages * this.pageBytes);
    const id = this.#nextPage;
    encode(bytes, id, pages - 1);
    this.#nextPage += pages;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    return id;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#file.write(this.#written, bytes);
    this.#written += bytes.length;
  }
}
