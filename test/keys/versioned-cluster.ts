import * as etcd from '../../proto/generated/etcdserverpb.js';
import { Event, Event_EventType, KeyValue } from '../../proto/generated/mvccpb.js';
import { fromBytes, toBytes } from '../../source/bytes/byte-string.js';
import type { KvApi, WatchMessage } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';

interface Version {
  readonly modRevision: number;
  readonly createRevision: number;
  readonly version: number;
}

type Snapshot = ReadonlyMap<string, Version>;

/** Ranges that are asked together and answered at one moment. */
interface Asked {
  readonly requests: readonly Partial<etcd.RangeRequest>[];
  readonly resolve: (responses: readonly etcd.RangeResponse[]) => void;
  readonly reject: (error: Error) => void;
}

const refuse = () => Promise.reject(new Error('not part of this test'));

/**
 * Keys with all their revisions, whose answers and watch messages come when the test says so: what is asked
 * is read at the moment it is answered, as from a member that takes its time.
 */
export class VersionedCluster extends FakeClient {
  override readonly kv: KvApi = {
    range: async (request) => (await this.#ask([request]))[0] ?? etcd.RangeResponse.create(),
    rangeStream: () => Promise.reject(new EtcdError('unimplemented', 'This cluster is too old for it.', '')),
    put: refuse,
    deleteRange: refuse,
    txn: async ({ success = [] }) => {
      const ranges = await this.#ask(success.map(({ requestRange }) => requestRange ?? {}));
      const responses = ranges.map((responseRange) => etcd.ResponseOp.create({ responseRange }));
      return etcd.TxnResponse.create({ header: ranges[0]?.header, responses });
    },
    compact: refuse,
  };
  readonly #asked: Asked[] = [];
  readonly #untold: Event[] = [];
  readonly #snapshots: Snapshot[] = [new Map(), new Map()];
  compacted = 0;
  requests = 0;

  constructor() {
    super({ ...demoCluster, keys: {}, revision: 1 });
  }

  /** The revision that a watch which begins now goes on from. */
  get revision(): number {
    return this.#snapshots.length - 1;
  }

  get keys(): Snapshot {
    return this.#snapshots.at(-1) ?? new Map();
  }

  get askedCount(): number {
    return this.#asked.length;
  }

  get untoldCount(): number {
    return this.#untold.length;
  }

  /** Writes without telling watches; used before they begin. */
  load(keys: Iterable<string>): void {
    for (const key of keys) this.put(key);
    this.#untold.length = 0;
    this.store.revision = this.revision;
  }

  put(key: string): void {
    const before = this.keys.get(key);
    const revision = this.revision + 1;
    const version: Version = {
      modRevision: revision,
      createRevision: before?.createRevision ?? revision,
      version: (before?.version ?? 0) + 1,
    };
    this.#snapshots.push(new Map(this.keys).set(key, version));
    const kv = KeyValue.create({ key: toBytes(key), ...version });
    this.#untold.push(Event.create({ type: Event_EventType.PUT, kv }));
    this.store.revision = revision;
  }

  delete(key: string): void {
    if (!this.keys.has(key)) return;
    const next = new Map(this.keys);
    next.delete(key);
    this.#snapshots.push(next);
    const kv = KeyValue.create({ key: toBytes(key), modRevision: this.revision });
    this.#untold.push(Event.create({ type: Event_EventType.DELETE, kv }));
    this.store.revision = this.revision;
  }

  /** Tells watches of the oldest changes that they do not know. */
  tellChanges(count: number, receivedMs: number): void {
    const events = this.#untold.splice(0, count);
    const revision = events.at(-1)?.kv?.modRevision;
    if (revision === undefined) return;
    this.tell({ kind: 'events', revision, events, receivedMs } satisfies WatchMessage);
  }

  /** Loses changes, as a compaction between two connections does. */
  loseChanges(): void {
    const fromRevision = this.#untold[0]?.kv?.modRevision;
    this.#untold.length = 0;
    if (fromRevision !== undefined) this.tell({ kind: 'hole', fromRevision, toRevision: this.revision });
  }

  /** Answers one of the questions that wait, with what is there now or was at the asked revision. */
  answer(which = 0): void {
    const [asked] = this.#asked.splice(which, 1);
    if (asked === undefined) return;
    this.requests += 1;
    const { requests, resolve, reject } = asked;
    const revision = requests[0]?.revision || this.revision;
    if (revision < this.compacted) {
      reject(new EtcdError('compacted', 'The revision is compacted.', 'etcdserver: mvcc: compacted'));
      return;
    }
    const at = this.#snapshots[revision] ?? new Map();
    resolve(requests.map((request) => this.#read(request, at)));
  }

  /** Fails the oldest question. */
  fail(error: Error): void {
    this.#asked.shift()?.reject(error);
  }

  #ask(requests: readonly Partial<etcd.RangeRequest>[]): Promise<readonly etcd.RangeResponse[]> {
    return new Promise((resolve, reject) => this.#asked.push({ requests, resolve, reject }));
  }

  #read(
    { key, rangeEnd, limit = 0, countOnly }: Partial<etcd.RangeRequest>,
    at: Snapshot,
  ): etcd.RangeResponse {
    const from = fromBytes(key ?? new Uint8Array());
    const end = fromBytes(rangeEnd ?? new Uint8Array());
    const isIn = (each: string) =>
      end === '' ? each === from : each >= from && (end === '\0' || each < end);
    const found = [...at].filter(([each]) => isIn(each)).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const kvs = found
      .slice(0, limit > 0 ? limit : found.length)
      .map(([each, version]) => KeyValue.create({ key: toBytes(each), ...version }));
    return etcd.RangeResponse.create({
      header: etcd.ResponseHeader.create({ revision: this.revision }),
      kvs: countOnly === true ? [] : kvs,
      count: found.length,
    });
  }
}
