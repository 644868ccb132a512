import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { writeWhole } from '../files/write-whole.js';
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
  try {
    return await writeWhole(path, 'replace', (file) => receive(chunks, file, onProgress));
  } catch (error) {
    throw isOfFileSystem(error) ? new ArchiveError(`${path} cannot be written: ${reasonOf(error)}.`) : error;
  }
}

const isOfFileSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

async function receive(
  chunks: AsyncIterable<SnapshotChunk>,
  file: FileHandle,
  onProgress: (progress: SaveProgress) => void,
): Promise<number> {
  const hash = new TrailingHash();
  let receivedBytes = 0;
  for await (const { blob, remainingBytes } of chunks) {
    hash.add(blob);
    await file.writeFile(blob);
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
