import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchiveError } from './errors.js';
import { reasonOf } from './snapshot-file.js';

/** A part of the stream, and how much the server has left to send. */
export interface SnapshotChunk {
  readonly blob: Uint8Array;
  readonly remainingBytes: number;
}

export interface SaveProgress {
  readonly receivedBytes: number;
  readonly remainingBytes: number;
}

const hashBytes = 32;
const sectorBytes = 512;

/**
 * Writes a snapshot stream to a file that only its owner reads. Its hash is checked on the way; the file gets
 * its name, and takes the place of an older one, when it is whole and on the medium. Otherwise nothing is left.
 * @returns the size of the file
 * @throws ArchiveError, and what the stream throws
 */
export async function saveSnapshot(
  chunks: AsyncIterable<SnapshotChunk>,
  path: string,
  onProgress: (progress: SaveProgress) => void,
): Promise<number> {
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await onDisk(path, () => open(temporary, 'wx', 0o600));
  try {
    const bytes = await receive(chunks, file, path, onProgress);
    await onDisk(path, () => file.sync());
    await file.close();
    await onDisk(path, () => rename(temporary, path));
    await syncDirectory(dirname(path));
    return bytes;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

async function receive(
  chunks: AsyncIterable<SnapshotChunk>,
  file: FileHandle,
  path: string,
  onProgress: (progress: SaveProgress) => void,
): Promise<number> {
  const hash = new TrailingHash();
  let receivedBytes = 0;
  for await (const { blob, remainingBytes } of chunks) {
    hash.add(blob);
    await onDisk(path, () => file.writeFile(blob));
    receivedBytes += blob.length;
    onProgress({ receivedBytes, remainingBytes });
  }
  if (receivedBytes % sectorBytes !== hashBytes) {
    throw new ArchiveError(
      `the stream ended after ${receivedBytes} bytes without its SHA-256: nothing was saved, try again.`,
    );
  }
  if (!hash.isRight()) {
    throw new ArchiveError(
      'what came does not have the SHA-256 that the member sent with it: nothing was saved, try again.',
    );
  }
  return receivedBytes;
}

/** The hash of everything but the last bytes, which are what it must be. */
class TrailingHash {
  readonly #hash = createHash('sha256');
  #held: Uint8Array = new Uint8Array(0);

  add(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#held, bytes]);
    const end = Math.max(0, all.length - hashBytes);
    this.#hash.update(all.subarray(0, end));
    this.#held = all.subarray(end);
  }

  isRight(): boolean {
    return this.#hash.digest().equals(this.#held);
  }
}

async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new ArchiveError(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
