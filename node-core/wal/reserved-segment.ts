import { join } from 'node:path';
import type { Disk, DiskFile } from '../ports/disk.js';
import { reservedFile, type SegmentName } from './segment-name.js';

/**
 * A file of zeros that can become a segment. Reserving takes long, so it is done ahead of need, while the
 * log goes on in the segment before.
 */
export class ReservedSegment {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #bytes: number;
  #reserving: Promise<DiskFile> | undefined;

  constructor(disk: Disk, directory: string, bytes: number) {
    this.#disk = disk;
    this.#directory = directory;
    this.#bytes = bytes;
  }

  /** Begins to reserve space unless that was done. Errors come out of `publish`. */
  prepare(): void {
    this.#prepared().catch(() => undefined);
  }

  /**
   * Turns the reserved file into a segment that begins with `head`. The caller syncs the directory.
   * On an error there is no such segment and the space is given back.
   */
  async publish(head: Uint8Array, name: SegmentName): Promise<DiskFile> {
    const reserving = this.#prepared();
    this.#reserving = undefined;
    const file = await reserving;
    try {
      await file.write(0, head);
      await file.sync();
      await this.#disk.rename(this.#path, join(this.#directory, name.file));
      return file;
    } catch (error) {
      await this.#discard(file);
      throw error;
    }
  }

  /** Gives the space back. */
  async close(): Promise<void> {
    const file = await this.#reserving?.catch(() => undefined);
    this.#reserving = undefined;
    if (file !== undefined) {
      await this.#discard(file);
    }
  }

  #prepared(): Promise<DiskFile> {
    this.#reserving ??= this.#reserve();
    return this.#reserving;
  }

  get #path(): string {
    return join(this.#directory, reservedFile);
  }

  async #reserve(): Promise<DiskFile> {
    const file = await this.#disk.open(this.#path, 'create');
    try {
      await file.allocate(this.#bytes);
      await file.sync();
      return file;
    } catch (error) {
      await this.#discard(file);
      throw error;
    }
  }

  /** What cannot be removed now is emptied by the next `create` under the same name. */
  async #discard(file: DiskFile): Promise<void> {
    await file.close().catch(() => undefined);
    await this.#disk.remove(this.#path).catch(() => undefined);
  }
}
