import { close, constants, fstat, ftruncate, openSync, write } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Left to others on the same disk, the log above all; bytes. */
const othersBytes = 8 << 20;
/** The file grows by an eighth, within these bounds, so that few commits have to lengthen it; bytes. */
const stepBytes = { min: 256 << 10, max: 16 << 20 };

const zeros = new Uint8Array(1 << 20);

const closeFile = promisify(close);
const statFile = promisify(fstat);
const truncateFile = promisify(ftruncate);
const writeFile = promisify(write);

/** As the system's own error has it, but before anything was tried. */
export class SpaceMissingError extends Error {
  override readonly name = 'SpaceMissingError';
  readonly code = 'ENOSPC';

  constructor(neededBytes: number, freeBytes: number) {
    super(
      `no space left on device: a commit may need ${megabytes(neededBytes)}, ${megabytes(freeBytes)} are free`,
    );
  }
}

/**
 * Takes the space of a commit before LMDB begins it: a commit of lmdb 3.5.6 that the disk takes a part of writes
 * over memory of the process, which then aborts. An LMDB file may be longer than what is used of it, so here it is
 * lengthened by zeros, and it is this which fails on a full disk.
 */
export class SpaceReserve {
  readonly #path: string;
  /** Kept open, because a compact copy is renamed. */
  readonly #file: number;
  /** How long the file is at least; bytes. */
  #reservedBytes = 0;

  /** @throws the system's error for a file that is not there. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, constants.O_WRONLY);
  }

  /**
   * @param usedBytes up to the last page that was ever used
   * @param neededBytes what a commit may use after it, at the most
   * @throws SpaceMissingError, or the system's error; the file is then as long as it was
   */
  async take(usedBytes: number, neededBytes: number): Promise<void> {
    const wantedBytes = usedBytes + neededBytes;
    if (wantedBytes <= this.#reservedBytes) {
      return;
    }
    const { size } = await statFile(this.#file);
    this.#reservedBytes = size < wantedBytes ? await this.#lengthen(this.#file, size, wantedBytes) : size;
  }

  close(): Promise<void> {
    return closeFile(this.#file);
  }

  async #lengthen(file: number, size: number, wantedBytes: number): Promise<number> {
    const freeBytes = (await freeBytesAt(dirname(this.#path))) - othersBytes;
    if (wantedBytes - size > freeBytes) {
      throw new SpaceMissingError(wantedBytes - size, Math.max(0, freeBytes));
    }
    const step = Math.min(Math.max(wantedBytes / 8, stepBytes.min), stepBytes.max);
    const length = Math.min(Math.ceil(wantedBytes + step), size + freeBytes);
    await fillWithZeros(file, size, length);
    return length;
  }
}

/** No bound where the file system does not tell: then the zeros are refused. */
async function freeBytesAt(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Zeros and not a hole, which would take its space only when LMDB writes there. */
async function fillWithZeros(file: number, from: number, to: number): Promise<void> {
  try {
    for (let end = from; end < to; ) {
      const { bytesWritten } = await writeFile(file, zeros, 0, Math.min(zeros.length, to - end), end);
      end += bytesWritten;
    }
  } catch (error) {
    await truncateFile(file, from);
    throw error;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
