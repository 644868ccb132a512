import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseEntry } from '../../../node-core/bbolt/entry.js';
import { readFromMemory } from '../../../node-core/bbolt/read-at.js';
import { type Bucket, type Database, openDatabase } from '../../../node-core/bbolt/reader.js';
import { type BucketContent, type WriteOptions, writeDatabase } from '../../../node-core/bbolt/writer.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';

/** What the tests of the file format share. */

export function entry(key: string, value: string): DatabaseEntry {
  return { key: Buffer.from(key), value: Buffer.from(value) };
}

/** `k000000`, `k000001`, … with values of about the given length. */
export function numbered(count: number, valueBytes = 20): DatabaseEntry[] {
  return Array.from({ length: count }, (_, i) =>
    entry(`k${String(i).padStart(6, '0')}`, `${i} `.repeat(Math.ceil(valueBytes / (String(i).length + 1)))),
  );
}

export async function inTemporaryDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-bbolt-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @returns the size of the file */
export async function writeFileAt(
  path: string,
  buckets: readonly BucketContent[],
  options?: WriteOptions,
): Promise<number> {
  const file = await realDisk.open(path, 'create');
  try {
    return await writeDatabase(file, buckets, options);
  } finally {
    await file.close();
  }
}

/** The database as bytes. */
export function bytesOf(buckets: readonly BucketContent[], options?: WriteOptions): Promise<Buffer> {
  return inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'db');
    await writeFileAt(path, buckets, options);
    return readFile(path);
  });
}

export async function openBytes(bytes: Uint8Array): Promise<Database> {
  return openDatabase(readFromMemory(bytes));
}

export async function entriesOf(bucket: Bucket | undefined, start?: Uint8Array): Promise<DatabaseEntry[]> {
  const all: DatabaseEntry[] = [];
  for await (const batch of bucket?.entries(start) ?? []) {
    all.push(...batch);
  }
  return all;
}

/** Makes a database a snapshot file: its SHA-256 comes behind it. */
export async function appendHash(path: string): Promise<void> {
  await appendFile(
    path,
    createHash('sha256')
      .update(await readFile(path))
      .digest(),
  );
}

/** Entries as text, to compare. */
export function shown(entries: readonly DatabaseEntry[]): string[] {
  return entries.map(
    ({ key, value }) => `${Buffer.from(key).toString('latin1')}=${Buffer.from(value).toString('latin1')}`,
  );
}
