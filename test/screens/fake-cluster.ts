import * as etcd from '../../proto/generated/etcdserverpb.js';
import * as mvccpb from '../../proto/generated/mvccpb.js';
import type { Endpoint, ServedCertificate } from '../../source/client/api.js';

export type FakeValue = string | Uint8Array;

export interface FakeMember {
  readonly id: bigint;
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly status: Partial<etcd.StatusResponse>;
}

/** What a script says of a cluster. */
export interface FakeCluster {
  readonly clusterId: bigint;
  readonly revision: number;
  readonly term: number;
  readonly leaderId: bigint;
  readonly members: readonly FakeMember[];
  readonly certificate: ServedCertificate | undefined;
  /** Keys and values, in any order; texts are UTF-8. */
  readonly keys: Readonly<Record<string, FakeValue>>;
}

const bytesOf = (value: FakeValue): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value);

const compareKeys = (one: mvccpb.KeyValue, other: mvccpb.KeyValue): number =>
  Buffer.compare(one.key, other.key);

/** Keys with their revisions, and what members say of themselves. */
export class FakeStore {
  revision: number;
  readonly #cluster: FakeCluster;
  #kvs: mvccpb.KeyValue[];

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
    const entries = Object.entries(cluster.keys);
    this.revision = cluster.revision;
    this.#kvs = entries
      .map(([key, value], index) => {
        const modRevision = cluster.revision - entries.length + 1 + index;
        return mvccpb.KeyValue.create({
          key: Buffer.from(key, 'latin1'),
          value: bytesOf(value),
          createRevision: modRevision,
          modRevision,
          version: 1,
        });
      })
      .sort(compareKeys);
  }

  header(memberId = this.#cluster.members[0]?.id ?? 0n): etcd.ResponseHeader {
    const { clusterId, term } = this.#cluster;
    return etcd.ResponseHeader.create({ clusterId, memberId, revision: this.revision, raftTerm: term });
  }

  range(request: Partial<etcd.RangeRequest>): etcd.RangeResponse {
    const { key = new Uint8Array(), rangeEnd = new Uint8Array(), limit = 0, keysOnly, countOnly } = request;
    const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0;
    const asked = this.#kvs.filter((kv) => {
      if (rangeEnd.length === 0) return Buffer.compare(kv.key, key) === 0;
      return Buffer.compare(kv.key, key) >= 0 && (isOpen || Buffer.compare(kv.key, rangeEnd) < 0);
    });
    const page = limit > 0 ? asked.slice(0, limit) : asked;
    return etcd.RangeResponse.create({
      header: this.header(),
      kvs: countOnly ? [] : page.map((kv) => (keysOnly ? { ...kv, value: new Uint8Array() } : kv)),
      more: !countOnly && page.length < asked.length,
      count: asked.length,
    });
  }

  write(key: string, value: FakeValue | undefined): mvccpb.Event {
    this.revision += 1;
    const bytes = Buffer.from(key, 'latin1');
    const before = this.#kvs.find((kv) => Buffer.compare(kv.key, bytes) === 0);
    this.#kvs = this.#kvs.filter((kv) => kv !== before);
    if (value === undefined) {
      const kv = mvccpb.KeyValue.create({ key: bytes, modRevision: this.revision });
      return mvccpb.Event.create({ type: mvccpb.Event_EventType.DELETE, kv, prevKv: before });
    }
    const kv = mvccpb.KeyValue.create({
      key: bytes,
      value: bytesOf(value),
      createRevision: before?.createRevision ?? this.revision,
      modRevision: this.revision,
      version: (before?.version ?? 0) + 1,
    });
    this.#kvs = [...this.#kvs, kv].sort(compareKeys);
    return mvccpb.Event.create({ type: mvccpb.Event_EventType.PUT, kv, prevKv: before });
  }

  timeToLive({ id = 0n }: Partial<etcd.LeaseTimeToLiveRequest>): etcd.LeaseTimeToLiveResponse {
    return etcd.LeaseTimeToLiveResponse.create({ header: this.header(), id, ttl: 40, grantedTTL: 60 });
  }

  memberList(): etcd.MemberListResponse {
    const members = this.#cluster.members.map(({ id, name, endpoint }) =>
      etcd.Member.create({
        id,
        name,
        clientURLs: [endpoint],
        peerURLs: [endpoint.replace(':2379', ':2380')],
      }),
    );
    return etcd.MemberListResponse.create({ header: this.header(), members });
  }

  status(endpoint: Endpoint): etcd.StatusResponse {
    const member = this.#cluster.members.find((candidate) => candidate.endpoint === endpoint);
    return etcd.StatusResponse.create({
      header: this.header(member?.id),
      leader: this.#cluster.leaderId,
      raftTerm: this.#cluster.term,
      ...member?.status,
    });
  }
}
