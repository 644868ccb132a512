import * as etcd from '../../proto/generated/etcdserverpb.js';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import { fromBytes, toBytes } from '../../source/bytes/byte-string.js';
import type { KvApi } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';

/** What a key was, oldest first: the revision and the value, or undefined for a deletion. */
export type Past = readonly (readonly [revision: number, value: string | undefined])[];

/** The demo cluster with one key that has a past, compacted up to a revision. */
export function pastClient(key: string, past: Past, compacted: number): FakeClient {
  const client = new FakeClient({ ...demoCluster, keys: { [key]: past.at(-1)?.[1] ?? '' } }).up();
  const { range } = client.kv;
  const rangeOne: KvApi['range'] = async ({ revision = 0 }) => {
    if (revision > 0 && revision < compacted) {
      throw new EtcdError('compacted', 'That revision is compacted.', 'compacted');
    }
    const header = client.store.header();
    const kv = stateAt(key, past, revision || header.revision);
    const kvs = kv === undefined ? [] : [kv];
    return etcd.RangeResponse.create({ header, kvs, count: kvs.length });
  };
  const isOfKey = ({ key: asked, rangeEnd }: Partial<etcd.RangeRequest>): boolean =>
    rangeEnd === undefined && asked !== undefined && fromBytes(asked) === key;
  const kv: KvApi = {
    ...client.kv,
    range: (request, options) => (isOfKey(request) ? rangeOne(request) : range(request, options)),
  };
  return Object.assign(client, { kv });
}

function stateAt(key: string, past: Past, revision: number): KeyValue | undefined {
  let kv: KeyValue | undefined;
  for (const [modRevision, value] of past) {
    if (modRevision > revision) break;
    const { createRevision = modRevision, version = 0 } = kv ?? {};
    const written = { key: toBytes(key), modRevision, createRevision, version: version + 1 };
    kv = value === undefined ? undefined : KeyValue.create({ ...written, value: Buffer.from(value) });
  }
  return kv;
}
