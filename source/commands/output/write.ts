import type { Writable } from 'node:stream';

/**
 * Writes and waits while the reader is slow, so that a long answer never piles up in memory.
 * Rejects when the reader has gone.
 */
export function write(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
