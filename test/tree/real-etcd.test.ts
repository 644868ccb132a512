import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PutRequest,
  type RangeRequest,
  RangeResponse,
  RequestOp,
} from '../../proto/generated/etcdserverpb.js';
import { fromBytes, toBytes } from '../../source/bytes/byte-string.js';
import type { EtcdClient } from '../../source/client/api.js';
import { childOf } from '../../source/tree/child.js';
import { countKeys } from '../../source/tree/count.js';
import { DirectoryListing, type ListingStart, type RangeFunction } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { connect } from '../client/connect.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { portsOf } from './fake-range.js';

/** A small registry, a flat directory, a plain tree, and keys that are hard to browse. */
function storeKeys(): readonly string[] {
  const sizes: Readonly<Record<string, number>> = {
    pods: 4_000,
    events: 3_000,
    secrets: 400,
    'services/specs': 300,
  };
  const rare = [
    'configmaps',
    'controllers',
    'daemonsets',
    'jobs',
    'minions',
    'persistentvolumes',
    'podtemplates',
  ];
  const kinds = [...Object.entries(sizes), ...rare.map((kind) => [kind, 12] as const)];
  const registry = kinds.flatMap(([kind, size]) =>
    Array.from(
      { length: size },
      (_, index) => `/registry/${kind}/ns-${index % 40}/obj-${(index * 7919) % 100_003}`,
    ),
  );
  const flat = Array.from({ length: 2_500 }, (_, index) => `/flat/${String(index).padStart(5, '0')}`);
  const odd = ['\0', '/', '//x/y', 'both', 'both/in', 'both/', '\xff\xfe', '\xff\xff/a', 'sep:arated'];
  return [...registry, ...flat, ...odd];
}

async function load(client: EtcdClient, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += 120) {
    const success = keys.slice(start, start + 120).map((key) => ({
      ...RequestOp.create(),
      requestPut: PutRequest.create({ key: toBytes(key), value: toBytes('v') }),
    }));
    await client.kv.txn({ success });
  }
}

/** What the server was asked, and how many keys it walked over to answer. */
interface Asked {
  readonly ranges: Partial<RangeRequest>[];
  requests: number;
  visited: number;
}

async function list(
  client: EtcdClient,
  start: ListingStart,
  asked: Asked,
): Promise<ReadonlyMap<string, number | undefined>> {
  const note = (request: Partial<RangeRequest>, { count }: RangeResponse) => {
    asked.ranges.push(request);
    asked.visited += count;
  };
  const range: RangeFunction = async (request, options) => {
    const answer = await client.kv.range(request, options);
    note(request, answer);
    return answer;
  };
  const batch = new RangeBatch({
    range,
    txn: async (request, options) => {
      const answer = await client.kv.txn(request, options);
      for (const [index, { requestRange }] of (request.success ?? []).entries()) {
        note(requestRange ?? {}, answer.responses[index]?.responseRange ?? RangeResponse.create());
      }
      return answer;
    },
  });
  const listing = new DirectoryListing(start, { ...portsOf(range), batch });
  const children = new Map<string, number | undefined>();
  while (!listing.done) {
    for (const told of await listing.read()) {
      if (told.kind === 'leaf') children.set(told.found.key, 1);
      else children.set(told.path, told.count);
    }
  }
  asked.requests = listing.cost.requests;
  return children;
}

/** A store of a million keys takes too long to load here; these bounds hold at any size. */
const visitsMax = 5;

for (const version of etcdVersions) {
  test(`etcd ${version}: directories are listed as a full scan would, at a bounded cost`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    await load(client, storeKeys());
    const { kvs } = await client.kv.range({ key: toBytes('\0'), rangeEnd: toBytes('\0'), keysOnly: true });
    const all = kvs.map(({ key }) => fromBytes(key));

    for (const prefix of [
      '',
      '/registry/',
      '/registry/pods/',
      '/registry/pods/ns-7/',
      '/flat/',
      'both/',
      '/',
      '\xff\xff/',
    ]) {
      const below = all.filter((key) => key.startsWith(prefix));
      const expected = new Map<string, number>();
      for (const key of below) {
        const { path } = childOf(prefix, key, '/');
        expected.set(path, (expected.get(path) ?? 0) + 1);
      }
      for (const total of [undefined, below.length]) {
        const asked: Asked = { ranges: [], requests: 0, visited: 0 };
        const found = await list(client, { prefix, separator: '/', total }, asked);
        const told = `${JSON.stringify(prefix)}, total ${total}`;
        assert.deepEqual([...found], [...expected], told);
        assert.ok(
          asked.visited <= visitsMax * below.length + 10,
          `${told}: ${asked.visited} visits of ${below.length} keys`,
        );
        assert.ok(
          asked.requests <= 20 + expected.size / 10,
          `${told}: ${asked.requests} requests for ${expected.size} children`,
        );
        assert.ok(
          asked.ranges.every(
            ({ serializable, keysOnly, countOnly, limit }) =>
              serializable && keysOnly && (countOnly || limit),
          ),
        );
      }
    }
    assert.equal(
      await countKeys(
        '/registry/',
        undefined,
        portsOf((request, options) => client.kv.range(request, options)),
      ),
      all.filter((key) => key.startsWith('/registry/')).length,
    );
  });

  test(`etcd ${version}: a listing goes on after its revision is compacted`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const keys = Array.from({ length: 1_500 }, (_, index) => `/d/${String(index).padStart(4, '0')}`);
    await load(client, keys);
    const ports = portsOf((request, options) => client.kv.range(request, options));
    const listing = new DirectoryListing({ prefix: '/d/', separator: '/', total: keys.length }, ports);
    const found = new Set(
      (await listing.read()).map((told) => (told.kind === 'leaf' ? told.found.key : told.path)),
    );
    const { header } = await client.kv.put({ key: toBytes('/d/9999'), value: toBytes('late') });
    await client.kv.compact({ revision: header?.revision ?? 0 });
    while (!listing.done) {
      for (const told of await listing.read()) found.add(told.kind === 'leaf' ? told.found.key : told.path);
    }
    assert.equal(found.size, keys.length + 1);
  });
}
