import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskFile } from './disk.js';
import { errorCode } from './disk-error.js';

/** Only the member's own user reads or writes its data. */
const fileMode = 0o600;
const directoryMode = 0o700;

const openFlags = { read: 'r', 'read-write': 'r+', create: 'w+' } as const;

const zeros = new Uint8Array(1 << 20);

/** The machine's files, through `fs/promises`: every call, the syncs too, runs on the libuv pool. */
export const realDisk: Disk = {
  makeDirectory,
  list,
  async open(path, mode) {
    return new RealFile(await open(path, openFlags[mode], fileMode));
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

class RealFile implements DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
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

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        written,
        bytes.length - written,
        offset + written,
      );
      written += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  /** Zeros are written, not a hole made: only blocks that are really there spare later syncs the metadata. */
  async allocate(length: number): Promise<void> {
    for (let offset = await this.size(); offset < length; offset += zeros.length) {
      await this.write(offset, zeros.subarray(0, Math.min(zeros.length, length - offset)));
    }
  }

  truncate(length: number): Promise<void> {
    return this.#handle.truncate(length);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
