import { constants, write } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskFile } from './disk.js';
import { asSync, errorCode, SyncFailedError } from './disk-error.js';

/** Only the member's own user reads or writes its data. */
const fileMode = 0o600;
const directoryMode = 0o700;

const openFlags = { read: 'r', 'read-write': 'r+', create: 'w+' } as const;

const zeros = new Uint8Array(1 << 20);

/** The machine's files: every call, the syncs too, runs on the libuv pool. */
export const realDisk: Disk = {
  makeDirectory,
  list,
  async open(path, mode) {
    return new RealFile(await open(path, openFlags[mode], fileMode), mode !== 'read');
  },
  readAll: (path) => readFile(path),
  rename: (from, to) => rename(from, to),
  remove: (path) => unlink(path),
  syncDirectory,
};

async function makeDirectory(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: directoryMode });
  if (firstMade === undefined) {
    return;
  }
  for (let made = resolve(path); made.length >= firstMade.length; made = dirname(made)) {
    await syncDirectory(dirname(made));
  }
}

async function list(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** Windows opens no directories; its file systems keep names in their journal. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Refused before anything was written, also by a file that syncs what it writes. */
const refusals: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT'];

class RealFile implements DiskFile {
  readonly #handle: FileHandle;
  readonly #isWritable: boolean;
  /** The same file, opened so that each write is on the medium when it returns; undefined without such. */
  #syncing: Promise<FileHandle | undefined> | undefined;
  /** Writes by `#handle` that no sync has covered. */
  #unsyncedWrites = 0;

  constructor(handle: FileHandle, isWritable: boolean) {
    this.#handle = handle;
    this.#isWritable = isWritable;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) {
        return bytes.subarray(0, filled);
      }
      filled += bytesRead;
    }
    return bytes;
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#unsyncedWrites += 1;
    return writeAll(this.#handle.fd, bytes, offset);
  }

  async sync(): Promise<void> {
    const covered = this.#unsyncedWrites;
    await this.#handle.datasync();
    this.#unsyncedWrites -= covered;
  }

  /**
   * One call to the libuv pool instead of two. Linux promises of a write with O_DSYNC what it promises of
   * a write and an fdatasync, but for writes made before.
   */
  async writeSynced(offset: number, bytes: Uint8Array): Promise<void> {
    this.#syncing ??= this.#isWritable ? openSyncing(this.#handle.fd) : Promise.resolve(undefined);
    const syncing = await this.#syncing;
    if (syncing === undefined || this.#unsyncedWrites > 0) {
      await this.write(offset, bytes);
      await asSync(this.sync());
      return;
    }
    try {
      await writeAll(syncing.fd, bytes, offset);
    } catch (error) {
      throw refusals.includes(errorCode(error)) ? error : new SyncFailedError(error);
    }
  }

  /** Zeros are written, not a hole made: only blocks that are really there spare later syncs the metadata. */
  async allocate(length: number): Promise<void> {
    for (let offset = await this.size(); offset < length; offset += zeros.length) {
      await this.write(offset, zeros.subarray(0, Math.min(zeros.length, length - offset)));
    }
  }

  truncate(length: number): Promise<void> {
    this.#unsyncedWrites += 1;
    return this.#handle.truncate(length);
  }

  async close(): Promise<void> {
    await (await this.#syncing)?.close();
    await this.#handle.close();
  }
}

/** By its descriptor, because its name may have changed. */
async function openSyncing(fd: number): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') {
    return undefined;
  }
  return open(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_DSYNC).catch(() => undefined);
}

/** By `fs` and not by the handle: a promise for each call costs as much as the call. */
function writeAll(fd: number, bytes: Uint8Array, offset: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const writeFrom = (start: number): void => {
      write(fd, bytes, start, bytes.length - start, offset + start, (error, writtenBytes) => {
        if (error !== null) {
          reject(error);
        } else if (start + writtenBytes < bytes.length) {
          writeFrom(start + writtenBytes);
        } else {
          resolve();
        }
      });
    };
    writeFrom(0);
  });
}
