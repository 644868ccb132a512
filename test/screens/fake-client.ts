import * as etcd from '../../proto/generated/etcdserverpb.js';
import type {
  AuthApi,
  ClusterApi,
  ConnectionState,
  Endpoint,
  EtcdClient,
  KvApi,
  LeaseApi,
  MaintenanceApi,
  ServedCertificate,
  WatchMessage,
  WatchOptions,
  WatchSubscription,
} from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { type FakeCluster, FakeStore, type FakeValue } from './fake-cluster.js';

function refuse(name: string): Promise<never> {
  return Promise.reject(
    new EtcdError('unimplemented', `The simulated cluster has no ${name}.`, `no ${name}`),
  );
}

/** Every call that no script gave an answer to is refused. */
function refusing<Api extends object>(area: string, answers: Partial<Api>): Api {
  return new Proxy(answers as Api, {
    get: (target, name) => Reflect.get(target, name) ?? (() => refuse(`${area}.${String(name)}`)),
  });
}

/** A transaction of ranges; another one is refused. */
function readsOf(store: FakeStore, { success = [] }: Partial<etcd.TxnRequest>): etcd.TxnResponse {
  const responses = success.map(({ requestRange }) => {
    if (requestRange === undefined) throw new Error('The simulated cluster only reads.');
    return etcd.ResponseOp.create({ responseRange: store.range(requestRange) });
  });
  return etcd.TxnResponse.create({ header: store.header(), succeeded: true, responses });
}

interface Watcher {
  readonly options: WatchOptions;
  readonly listener: (message: WatchMessage) => void;
}

/** A client of a cluster that only exists in a script, for screens. */
export class FakeClient implements EtcdClient {
  readonly endpoints: readonly Endpoint[];
  readonly kv: KvApi;
  readonly lease: LeaseApi;
  readonly cluster: ClusterApi;
  readonly maintenance: MaintenanceApi;
  readonly auth: AuthApi = refusing<AuthApi>('auth', { limits: () => Promise.resolve(undefined) });
  readonly store: FakeStore;
  connection: ConnectionState = { kind: 'connecting' };
  readonly #cluster: FakeCluster;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #watchers = new Set<Watcher>();

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
    this.store = new FakeStore(cluster);
    this.endpoints = cluster.members.map(({ endpoint }) => endpoint);
    this.kv = refusing<KvApi>('kv', {
      range: (request) => this.#whenUp(() => this.store.range(request)),
      rangeStream: () =>
        Promise.reject(new EtcdError('unimplemented', 'This cluster is too old for it.', '')),
      txn: (request) => this.#whenUp(() => this.#txn(request)),
      compact: () => this.#whenUp(() => etcd.CompactionResponse.create({ header: this.store.header() })),
    });
    this.lease = refusing<LeaseApi>('lease', {
      timeToLive: (request) => this.#whenUp(() => this.store.timeToLive(request)),
    });
    this.cluster = refusing<ClusterApi>('cluster', {
      memberList: () => this.#whenUp(() => this.store.memberList()),
    });
    this.maintenance = refusing<MaintenanceApi>('maintenance', {
      status: (options) =>
        this.#whenUp(() => this.store.status(options?.endpoint ?? this.endpoints[0] ?? '')),
      alarm: () => this.#whenUp(() => etcd.AlarmResponse.create({ header: this.store.header() })),
      defragment: () => this.#whenUp(() => etcd.DefragmentResponse.create({ header: this.store.header() })),
      hashKv: (revision) =>
        this.#whenUp(() =>
          etcd.HashKVResponse.create({ header: this.store.header(), hash: 0x5eed, hashRevision: revision }),
        ),
    });
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(options: WatchOptions, listener: (message: WatchMessage) => void): WatchSubscription {
    const watcher = { options, listener };
    this.#watchers.add(watcher);
    const [endpoint = ''] = this.endpoints;
    setImmediate(() => {
      if (this.#watchers.has(watcher)) listener({ kind: 'created', revision: this.store.revision, endpoint });
    });
    return { cancel: () => void this.#watchers.delete(watcher) };
  }

  servedCertificate(): Promise<ServedCertificate | undefined> {
    return Promise.resolve(this.#cluster.certificate);
  }

  close(): void {
    this.#watchers.clear();
    this.#listeners.clear();
  }

  /** The connection becomes what the script says. */
  connect(state: ConnectionState): void {
    this.connection = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Connected to the first member, as a cluster that is well would be. */
  up(): this {
    const [endpoint = ''] = this.endpoints;
    this.connect({ kind: 'ready', endpoint });
    return this;
  }

  /** Nobody answers any more. */
  down(sinceMs: number): void {
    const [endpoint = ''] = this.endpoints;
    const sentence = `No member answers at ${endpoint} (connection refused); is etcd running there?`;
    const error = new EtcdError('unreachable', sentence, 'ECONNREFUSED', endpoint);
    this.connect({ kind: 'down', error, sinceMs });
    this.tell({ kind: 'interrupted', error, nextRevision: this.store.revision + 1 });
  }

  /** Tells every watch; changes only those that asked for their keys. */
  tell(message: WatchMessage): void {
    for (const { options, listener } of this.#watchers) {
      if (message.kind !== 'events') {
        listener(message);
        continue;
      }
      const events = message.events
        .filter(({ kv }) => kv !== undefined && inRange(kv.key, options))
        .map((event) => (options.prevKv === true ? event : { ...event, prevKv: undefined }));
      if (events.length > 0) listener({ ...message, events });
    }
  }

  /** Writes a key, or deletes it, and tells the watches. */
  write(key: string, value: FakeValue | undefined, receivedMs: number): void {
    const event = this.store.write(key, value);
    this.tell({ kind: 'events', revision: this.store.revision, events: [event], receivedMs });
  }

  #txn(request: Partial<etcd.TxnRequest>): etcd.TxnResponse {
    return request.compare === undefined ? readsOf(this.store, request) : this.#swap(request);
  }

  /** A transaction of one comparison by revision and one write, as the inspector makes them. */
  #swap({ compare = [], success = [] }: Partial<etcd.TxnRequest>): etcd.TxnResponse {
    const [condition] = compare;
    const put = success[0]?.requestPut;
    const key = put?.key ?? success[0]?.requestDeleteRange?.key ?? new Uint8Array();
    const found = this.store.range({ key });
    const isSame = (found.kvs[0]?.modRevision ?? 0) === condition?.modRevision;
    if (!isSame) {
      const responses = [etcd.ResponseOp.create({ responseRange: found })];
      return etcd.TxnResponse.create({ header: this.store.header(), responses });
    }
    this.write(Buffer.from(key).toString('latin1'), put?.value, Date.now());
    return etcd.TxnResponse.create({ header: this.store.header(), succeeded: true });
  }

  async #whenUp<Answer>(answer: () => Answer): Promise<Answer> {
    if (this.connection.kind === 'down') throw this.connection.error;
    if (this.connection.kind === 'connecting') return new Promise(() => {});
    return answer();
  }
}

function inRange(key: Uint8Array, { key: from, rangeEnd }: WatchOptions): boolean {
  if (rangeEnd === undefined || rangeEnd.length === 0) return Buffer.compare(key, from) === 0;
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0;
  return Buffer.compare(key, from) >= 0 && (isOpen || Buffer.compare(key, rangeEnd) < 0);
}
