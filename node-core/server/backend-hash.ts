import type { BackendSnapshot } from '../backend/types.js';
import { crc32c } from '../checksum/crc32c.js';
import type { Steps } from '../ports/turns.js';
import { type BucketName, bucketNames } from '../schema/buckets.js';

const bytesPerStep = 128 * 1024;
const costPerEntryBytes = 1024;

/** They differ between members that hold the same data, so etcd leaves them out. */
const ignored: readonly string[] = ['consistent_index', 'term'];

const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');

/** etcd's Hash: CRC-32C over each bucket's name and then its keys and values, in order. */
export function* hashBackend(snapshot: BackendSnapshot): Steps<number> {
  let hash = 0;
  let bytes = 0;
  for (const bucket of bucketNames) {
    hash = crc32c(encoder.encode(bucket), hash);
    for (const { key, value } of snapshot.range(bucket, {})) {
      if (isIgnored(bucket, key)) {
        continue;
      }
      hash = crc32c(value, crc32c(key, hash));
      bytes += costPerEntryBytes + value.length;
      if (bytes > bytesPerStep) {
        bytes = 0;
        yield;
      }
    }
  }
  return hash;
}

function isIgnored(bucket: BucketName, key: Uint8Array): boolean {
  return bucket === 'meta' && ignored.includes(decoder.decode(key));
}
