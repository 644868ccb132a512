import type { DiskFile } from '../ports/disk.js';

/** Bytes that can be read at any offset: a file, or a snapshot held in memory. */
export interface ReadAt {
  readonly size: number;
  /** Fewer bytes than `length` only at the end. What is returned is not changed afterwards. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export async function readFrom(file: DiskFile): Promise<ReadAt> {
  return { size: await file.size(), read: (offset, length) => file.read(offset, length) };
}

export function readFromMemory(bytes: Uint8Array): ReadAt {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}
