import * as etcd from '../../proto/generated/etcdserverpb.js';
import * as mvccpb from '../../proto/generated/mvccpb.js';
import { fromBytes, toBytes } from '../../source/bytes/byte-string.js';
import { EtcdError } from '../../source/client/errors.js';
import type { RangeFunction } from '../../source/tree/listing.js';

type Snapshot = ReadonlyMap<string, mvccpb.KeyValue>;

/** A store that remembers every revision, as etcd does until it is compacted. */
export class FakeHistory {
  /** By revision; revision 1 is the empty store. */
  readonly #snapshots: Snapshot[] = [new Map(), new Map()];
  compacted = 0;
  readonly requests: Partial<etcd.RangeRequest>[] = [];
  /** Called before each answer. */
  beforeAnswer: () => void = () => {};

  get revision(): number {
    return this.#snapshots.length - 1;
  }

  at(revision: number): Snapshot {
    return this.#snapshots[revision] ?? new Map();
  }

  put(key: string, value: string | Uint8Array, lease = 0n): void {
    const before = this.at(this.revision).get(key);
    const modRevision = this.revision + 1;
    const kv = mvccpb.KeyValue.create({
      key: toBytes(key),
      value: typeof value === 'string' ? Buffer.from(value) : value,
      createRevision: before?.createRevision ?? modRevision,
      modRevision,
      version: (before?.version ?? 0) + 1,
      lease,
    });
    this.#snapshots.push(new Map(this.at(this.revision)).set(key, kv));
  }

  delete(key: string): void {
    const next = new Map(this.at(this.revision));
    if (next.delete(key)) this.#snapshots.push(next);
  }

  readonly range: RangeFunction = (request, { signal }) => {
    if (signal?.aborted === true) return Promise.reject(new Error('cancelled'));
    this.requests.push(request);
    this.beforeAnswer();
    const revision = request.revision || this.revision;
    if (revision < this.compacted) {
      return Promise.reject(new EtcdError('compacted', 'That revision is compacted.', 'compacted'));
    }
    return Promise.resolve(this.#answer(request, this.at(revision)));
  };

  #answer(request: Partial<etcd.RangeRequest>, snapshot: Snapshot): etcd.RangeResponse {
    const from = fromBytes(request.key ?? new Uint8Array());
    const end = fromBytes(request.rangeEnd ?? new Uint8Array());
    const isAsked = (key: string): boolean =>
      end === '' ? key === from : key >= from && (end === '\0' || key < end);
    const asked = [...snapshot]
      .filter(([key]) => isAsked(key))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, kv]) => kv);
    const page = asked.slice(0, request.limit || asked.length);
    return etcd.RangeResponse.create({
      header: etcd.ResponseHeader.create({ revision: this.revision }),
      kvs: request.keysOnly === true ? page.map((kv) => ({ ...kv, value: new Uint8Array() })) : page,
      more: page.length < asked.length,
      count: asked.length,
    });
  }
}
