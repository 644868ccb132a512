import type { DatabaseEntry } from '../../../node-core/bbolt/entry.js';
import type { BucketContent } from '../../../node-core/bbolt/writer.js';
import { bucketNames } from '../../../node-core/schema/buckets.js';
import { encodeCounter, metaKeys } from '../../../node-core/schema/meta.js';
import { encodeRevisionKey } from '../../../node-core/schema/revision-key.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';

export interface Put {
  readonly key: string;
  readonly value: Uint8Array;
}

/** All of etcd's buckets, as a server has them that took these puts, one revision each from 2 on. */
export function etcdBuckets(puts: Iterable<Put>, storageVersion?: string): BucketContent[] {
  const contents: Partial<Record<string, Iterable<DatabaseEntry>>> = {
    key: keyEntries(puts),
    meta: [
      { key: metaKeys.confState, value: Buffer.from('{"voters":[1],"auto_leave":false}') },
      { key: metaKeys.consistentIndex, value: encodeCounter(4) },
      ...(storageVersion === undefined
        ? []
        : [{ key: metaKeys.storageVersion, value: Buffer.from(storageVersion) }]),
      { key: metaKeys.term, value: encodeCounter(2) },
    ],
  };
  return bucketNames.map((name) => ({ name, entries: contents[name] ?? [] }));
}

function* keyEntries(puts: Iterable<Put>): Generator<DatabaseEntry> {
  let revision = 2;
  for (const { key, value } of puts) {
    const stored = {
      key: Buffer.from(key),
      value,
      createRevision: revision,
      modRevision: revision,
      version: 1,
    };
    yield { key: encodeRevisionKey(revision, 0, false), value: KeyValue.encode(stored) };
    revision += 1;
  }
}
