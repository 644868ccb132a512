import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from '../node-core/backend/temporary-backend.js';
import { bytesOf } from '../node-core/bbolt/databases.js';
import { etcdBuckets } from '../node-core/bbolt/etcd-buckets.js';

/** A database with trees of two levels, values on pages of their own, and small buckets inline. */
export function sampleDatabase(storageVersion?: string): Promise<Buffer> {
  const puts = Array.from({ length: 700 }, (_, i) => ({
    key: `/registry/pods/default/web-${i % 500}`,
    value: Buffer.alloc(i % 97 === 0 ? 9_000 : 40, i),
  }));
  return bytesOf(etcdBuckets(puts, storageVersion));
}

/** As a member sends it: the database, then its SHA-256. */
export function withHash(database: Buffer): Buffer {
  return Buffer.concat([database, createHash('sha256').update(database).digest()]);
}

export async function fileOf(t: TestContext, bytes: Uint8Array): Promise<string> {
  const path = join(temporaryDirectory(t), 'snapshot.db');
  await writeFile(path, bytes);
  return path;
}
