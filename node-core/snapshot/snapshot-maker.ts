import { join } from 'node:path';
import type { Backend } from '../backend/types.js';
import type { Disk } from '../ports/disk.js';
import { type DatabaseFile, writeDatabaseFile } from './database-file.js';

/** Names of files that a start may remove: nobody needs them once the process that made them is gone. */
const leftover = /^stream-\d+\.db\.tmp$/;

/** Makes files for snapshot streams, in a directory that only this does so in. */
export class SnapshotMaker {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #backend: Backend;
  #made = 0;

  constructor(disk: Disk, directory: string, backend: Backend) {
    this.#disk = disk;
    this.#directory = directory;
    this.#backend = backend;
  }

  /** Makes the directory, and removes what a killed process left there. */
  async prepare(): Promise<void> {
    await this.#disk.makeDirectory(this.#directory);
    for (const name of await this.#disk.list(this.#directory)) {
      if (leftover.test(name)) {
        await this.#disk.remove(join(this.#directory, name));
      }
    }
  }

  /** The state of now as a database file; the caller removes it. @throws BackendWriteError, ErrnoException */
  async make(): Promise<DatabaseFile> {
    this.#made += 1;
    const path = join(this.#directory, `stream-${this.#made}.db.tmp`);
    const snapshot = await this.#backend.snapshot();
    try {
      return await writeDatabaseFile(this.#disk, path, snapshot);
    } finally {
      snapshot.close();
    }
  }
}
