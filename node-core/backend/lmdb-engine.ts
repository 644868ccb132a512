import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { realDisk } from '../ports/real-disk.js';
import type { BucketName } from '../schema/buckets.js';
import { copyEntries } from './copy-entries.js';
import type { Engine, EngineEntry, EngineView, VisitEntry } from './engine.js';
import { LmdbEnvironment } from './lmdb-environment.js';
import type { TakeLent } from './types.js';
import type { WriteBuffer } from './write-buffer.js';

/*
 * LMDB does its own file I/O, which no simulated disk could stand for; so its files are handled on the real
 * disk here, whatever the rest of the server runs on.
 */

const fileName = 'backend.mdb';
/** `.1` is added for the first defragmentation of a run, and so on: each has its own lock file. */
const copyPrefix = `${fileName}.defrag`;

/** LMDB's limit with 4 KiB pages; bytes. */
const longestKey = 1978;

/** @throws when the directory or the file cannot be opened. */
export async function openLmdbEngine(directory: string): Promise<Engine> {
  await realDisk.makeDirectory(directory);
  await removeLeftovers(directory);
  const engine = new LmdbEngine(directory);
  await realDisk.syncDirectory(directory);
  return engine;
}

class LmdbEngine implements Engine {
  readonly longestKey = longestKey;
  readonly path: string;
  readonly #directory: string;
  readonly #retiring = new Set<Promise<void>>();
  #environment: LmdbEnvironment;
  #defragmentations = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, fileName);
    this.#environment = new LmdbEnvironment(this.path);
  }

  get sizeBytes(): number {
    return this.#environment.sizes().totalBytes;
  }

  get sizeInUseBytes(): number {
    return this.#environment.sizes().inUseBytes;
  }

  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined {
    return this.#environment.get(bucket, key);
  }

  lend(bucket: BucketName, key: Uint8Array, take: TakeLent): number {
    return this.#environment.lend(bucket, key, take);
  }

  range(bucket: BucketName, start: Uint8Array, end: Uint8Array | undefined): Iterable<EngineEntry> {
    return this.#environment.range(bucket, start, end);
  }

  scan(bucket: BucketName, visit: VisitEntry): void {
    this.#environment.scan(bucket, visit);
  }

  write(batch: WriteBuffer): Promise<void> {
    return this.#environment.write(batch);
  }

  openView(): EngineView {
    return this.#environment.openView();
  }

  /**
   * Crash-safe at every step: until the rename the old file is the database, and the copy a leftover that
   * the next start removes; after it the copy is, and all of it was synced before. (Windows renames nothing
   * over an open file: there it fails, and the old file stays.)
   */
  async defragment(): Promise<void> {
    this.#defragmentations += 1;
    const copyPath = join(this.#directory, `${copyPrefix}.${this.#defragmentations}`);
    try {
      await this.#replaceBy(copyPath);
    } catch (error) {
      await rm(copyPath, { force: true });
      throw error;
    }
    await realDisk.syncDirectory(this.#directory);
  }

  async close(): Promise<void> {
    await Promise.all(this.#retiring);
    await this.#environment.close();
  }

  async #replaceBy(copyPath: string): Promise<void> {
    const copy = await copyEntries(this.#environment, copyPath);
    try {
      await realDisk.rename(copyPath, this.path);
    } catch (error) {
      await copy.close();
      throw error;
    }
    this.#retire(this.#environment);
    this.#environment = copy;
  }

  #retire(environment: LmdbEnvironment): void {
    const closing = environment.close().finally(() => this.#retiring.delete(closing));
    this.#retiring.add(closing);
  }
}

/** A defragmentation that was cut short leaves its copy, any defragmentation its copy's lock file. */
async function removeLeftovers(directory: string): Promise<void> {
  const names = await realDisk.list(directory);
  const leftovers = names.filter((name) => name.startsWith(copyPrefix));
  await Promise.all(leftovers.map((name) => realDisk.remove(join(directory, name))));
}
