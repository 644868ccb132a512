import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { ReadAt } from '../../node-core/bbolt/read-at.js';
import { errorCode } from '../files/error-code.js';
import { ArchiveError } from './errors.js';

/** A snapshot is a database, which is whole sectors, and its SHA-256. */
const hashBytes = 32;
const sectorBytes = 512;
const readBytes = 1 << 20;

/** A file of `snapshot save`, or a database that was copied out of a data directory. */
export interface SnapshotFile {
  readonly path: string;
  readonly fileBytes: number;
  /** The database alone. */
  readonly database: ReadAt;
  /** False for a copied database: nobody can tell whether it is whole. */
  readonly hasHash: boolean;
  /**
   * Reads the file and compares its SHA-256.
   * @param onProgress is told bytes read
   * @throws ArchiveError when they differ or there is none, and the reason of the signal
   */
  checkHash(signal: AbortSignal, onProgress?: (bytes: number) => void): Promise<void>;
  close(): Promise<void>;
}

/** @throws ArchiveError */
export async function openSnapshotFile(path: string): Promise<SnapshotFile> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new ArchiveError(`${path} cannot be read: ${reasonOf(error)}.`);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw new ArchiveError(`${path} is no file: name the snapshot itself.`);
    }
    return snapshotFile(path, file, stats.size);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function snapshotFile(path: string, file: FileHandle, fileBytes: number): SnapshotFile {
  const hasHash = fileBytes % sectorBytes === hashBytes;
  const databaseBytes = hasHash ? fileBytes - hashBytes : fileBytes;
  const database: ReadAt = {
    size: databaseBytes,
    read: (offset, length) => readAt(file, offset, Math.min(length, databaseBytes - offset)),
  };
  return {
    path,
    fileBytes,
    database,
    hasHash,
    checkHash: async (signal, onProgress) => {
      if (!hasHash) {
        throw new ArchiveError(
          `${path} has no SHA-256 at its end: it was cut, or copied from a data directory; --skip-hash-check takes it as it is.`,
        );
      }
      const actual = await sha256(database, signal, onProgress);
      if (!actual.equals(await readAt(file, databaseBytes, hashBytes))) {
        throw new ArchiveError(
          `${path} is damaged: its SHA-256 is not the one at its end; use another copy.`,
        );
      }
    },
    close: () => file.close(),
  };
}

async function sha256(
  source: ReadAt,
  signal: AbortSignal,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < source.size; offset += readBytes) {
    signal.throwIfAborted();
    hash.update(await source.read(offset, readBytes));
    onProgress(Math.min(offset + readBytes, source.size));
  }
  return hash.digest();
}

/** @returns fewer bytes only at the end of the file */
async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, length));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) {
      break;
    }
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'this user may not do that there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error) ?? '';
  return reasons[code] ?? error.message;
}
