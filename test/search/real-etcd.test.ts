import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PutRequest, RequestOp } from '../../proto/generated/etcdserverpb.js';
import { toBytes } from '../../source/bytes/byte-string.js';
import type { EtcdClient } from '../../source/client/api.js';
import { KeyScan } from '../../source/search/key-scan.js';
import { readUsage, sampleUsage, surveyUsage, type UsageRow } from '../../source/search/usage.js';
import type { UsageQuestion } from '../../source/search/usage-survey.js';
import { Budget } from '../../source/tree/budget.js';
import type { ListingPorts } from '../../source/tree/listing.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { connect } from '../client/connect.js';
import { type SubjectName, startSubject } from '../conformance/subjects.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';

async function load(client: EtcdClient, sizes: ReadonlyMap<string, number>): Promise<void> {
  const puts = [...sizes].map(([key, size]) => ({
    ...RequestOp.create(),
    requestPut: PutRequest.create({ key: toBytes(key), value: Buffer.alloc(size, 'v') }),
  }));
  for (let start = 0; start < puts.length; start += 100) {
    await client.kv.txn({ success: puts.slice(start, start + 100) });
  }
}

function portsOf(client: EtcdClient): ListingPorts {
  const rates = { requestsPerSecond: 1e6, keysPerSecond: 1e12, savedSeconds: 1 };
  const clock = { nowMs: () => performance.now(), sleep: () => Promise.resolve() };
  return {
    range: (request, options) => client.kv.range(request, options),
    stream: (request, options) => client.kv.rangeStream(request, options),
    batch: new RangeBatch(client.kv),
    budget: new Budget(rates, clock),
    nowMs: clock.nowMs,
  };
}

/** Key → size of the value: several kinds, namespaces, objects without, large values, and keys that are no text. */
function registry(): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (let index = 0; index < 3_000; index += 1) {
    sizes.set(`/registry/pods/ns-${index % 7}/pod-${(index * 7_919) % 100_003}`, 100 + (index % 50));
  }
  for (let index = 0; index < 20; index += 1)
    sizes.set(`/registry/configmaps/ns-${index % 3}/${index}`, 60_000);
  for (let index = 0; index < 40; index += 1) sizes.set(`/registry/minions/node-${index}`, 900);
  sizes.set('/registry/services/specs/ns-1/web', 10);
  sizes.set('/registry/services/endpoints/ns-1/web', 20);
  sizes.set('/registry/acme.io/widgets/ns-1/one', 30);
  sizes.set('/registry/health', 5);
  sizes.set('\xff\xfe', 7);
  sizes.set('\x00', 8);
  sizes.set('flat', 9);
  return sizes;
}

const usual = { separator: '/', depth: 1 } as const;

const tableOf = (
  rows: readonly UsageRow[],
): Record<string, readonly [keys: number, bytes: number | undefined]> =>
  Object.fromEntries(rows.map(({ group, estimate }) => [group.name, [group.keys, estimate?.bytes]]));

/** What is in a map of sizes, added up by a name for each key. */
function expected(
  sizes: ReadonlyMap<string, number>,
  nameOf: (key: string) => string | undefined,
): Record<string, readonly [keys: number, bytes: number]> {
  const sums: Record<string, [number, number]> = {};
  for (const [key, size] of sizes) {
    const name = nameOf(key);
    if (name === undefined) continue;
    const sum = sums[name] ?? [0, 0];
    sums[name] = [sum[0] + 1, sum[1] + key.length + size];
  }
  return sums;
}

const kinds: Readonly<Record<string, string>> = {
  '/registry/pods/': 'pods',
  '/registry/configmaps/': 'configmaps',
  '/registry/minions/': 'nodes',
  '/registry/services/specs/': 'services',
  '/registry/services/endpoints/': 'endpoints',
  '/registry/acme.io/widgets/': 'widgets.acme.io',
};

function kindOf(key: string): string | undefined {
  if (!key.startsWith('/registry/')) return undefined;
  return Object.entries(kinds).find(([prefix]) => key.startsWith(prefix))?.[1] ?? '';
}

function namespaceOf(key: string): string | undefined {
  const kind = Object.keys(kinds).find((prefix) => key.startsWith(prefix));
  if (kind === undefined) return key.startsWith('/registry/') ? '' : undefined;
  const [first = '', ...more] = key.slice(kind.length).split('/');
  return more.length === 0 ? '' : first;
}

for (const version of etcdVersions) {
  test(`etcd ${version}: keys and bytes are added up as they are`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const ports = portsOf(client);
    const ask = (question: Pick<UsageQuestion, 'by'> & Partial<UsageQuestion>) =>
      surveyUsage({ ...usual, prefix: '', ...question }, ports);

    const empty = await ask({ by: 'prefix' });
    assert.deepEqual([empty.keys, await sampleUsage(empty, false, ports)], [0, []]);
    await assert.rejects(ask({ by: 'kind' }), /No Kubernetes registry/u);

    const few = new Map(
      Array.from({ length: 300 }, (_, at) => [`/a/${at}`, at % 100 === 0 ? 50_000 : 5] as const),
    );
    await load(client, few);
    const whole = tableOf(await sampleUsage(await ask({ by: 'prefix' }), false, ports));
    assert.deepEqual(
      whole,
      expected(few, () => '/a'),
      'of a few keys none that is large is missed',
    );
    await client.kv.deleteRange({ key: Buffer.from('/a/'), rangeEnd: Buffer.from('/a0') });

    const sizes = registry();
    await load(client, sizes);
    const byKind = expected(sizes, kindOf);
    const survey = await ask({ by: 'kind' });
    assert.deepEqual(tableOf(await readUsage(survey, false, ports)), byKind);

    const sampled = await sampleUsage(survey, false, ports);
    for (const { group, estimate } of sampled) {
      const [keys, bytes] = byKind[group.name] ?? [0, 0];
      assert.equal(group.keys, keys, group.name);
      // Values of one kind differ by less than a half here: every sample is within that.
      assert.ok(
        Math.abs((estimate?.bytes ?? 0) - bytes) <= bytes / 2,
        `${group.name} ${estimate?.bytes} ${bytes}`,
      );
      if (keys <= 6) assert.equal(estimate?.bytes, bytes, group.name);
    }

    const byNamespace = await ask({ by: 'namespace' });
    assert.deepEqual(tableOf(await readUsage(byNamespace, false, ports)), expected(sizes, namespaceOf));
    const ofPods = await ask({ by: 'namespace', kind: 'pods' });
    const podsBy = expected(sizes, (key) => (kindOf(key) === 'pods' ? namespaceOf(key) : undefined));
    assert.deepEqual(
      ofPods.groups.map(({ name, keys }) => [name, keys]),
      Object.entries(podsBy)
        .map(([name, [keys]]) => [name, keys])
        .sort(),
    );
    const inOne = await ask({ by: 'kind', namespace: 'ns-1' });
    const kindsInOne = expected(sizes, (key) => (namespaceOf(key) === 'ns-1' ? kindOf(key) : undefined));
    assert.deepEqual(
      Object.fromEntries(inOne.groups.map(({ name, keys }) => [name, keys])),
      Object.fromEntries(Object.entries(kindsInOne).map(([name, [keys]]) => [name, keys])),
    );

    const byPrefix = await ask({ by: 'prefix' });
    assert.equal(byPrefix.keys, sizes.size);
    assert.equal(byPrefix.rest.keys, 3);
    const undivided = await ask({ by: 'prefix', separator: '' });
    assert.deepEqual([undivided.groups.length, undivided.keys], [0, sizes.size]);
    const deep = await ask({ by: 'prefix', depth: 3, prefix: '/registry/' });
    assert.equal(deep.keys, sizes.size - 3);
  });

  test(`etcd ${version}: a sample visits the many keys of a kind once more than counting them did`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const pods = Array.from({ length: 21_000 }, (_, index) => `/registry/pods/ns-${index % 7}/pod-${index}`);
    await load(client, new Map(pods.map((key) => [key, 100])));

    const ports = portsOf(client);
    const survey = await surveyUsage({ ...usual, by: 'kind', prefix: '/registry/' }, ports);
    let visits = 0;
    const batch = new RangeBatch({
      range: (request, options) => client.kv.range(request, options),
      async txn(request, options) {
        const answer = await client.kv.txn(request, options);
        for (const { responseRange } of answer.responses) visits += responseRange?.count ?? 0;
        return answer;
      },
    });
    await sampleUsage(survey, false, { ...ports, batch });
    assert.equal(visits, pods.length);
  });
}

const isThere = (t: TestContext, name: SubjectName): boolean => name === 'node-core' || haveEtcd(t, name);

/** node-core streams ranges; the others do not, and are read by pages. */
for (const name of ['node-core', ...etcdVersions] as const) {
  test(`${name}: a scan has every key once, also when its revision is compacted on the way`, async (t) => {
    if (!isThere(t, name)) return;
    const subject = await startSubject(name, []);
    t.after(() => subject.stop());
    const client = connect(t, { endpoints: [`http://${subject.address}`] });
    const sizes = registry();
    await load(client, sizes);
    for (const withValues of [false, true]) {
      const scan = new KeyScan({ prefix: '', withValues }, portsOf(client));
      const seen: string[] = [];
      let bytes = 0;
      let isCompacted = false;
      while (!scan.done) {
        for (const { key, value } of await scan.next()) {
          seen.push(key);
          bytes += value?.length ?? 0;
        }
        if (isCompacted || seen.length < 500 || scan.done) continue;
        isCompacted = true;
        const added = await client.kv.put({ key: toBytes(`/zz-added-${withValues}`), value: toBytes('x') });
        await client.kv.compact({ revision: added.header?.revision ?? 0 });
      }
      assert.deepEqual(seen, [...new Set(seen)].sort());
      for (const key of sizes.keys()) assert.ok(seen.includes(key), key);
      assert.equal(scan.shifts.length, isCompacted ? 1 : 0);
      assert.ok(isCompacted || name === 'node-core', 'only a stream has these keys in one page');
      if (withValues) assert.ok(bytes >= [...sizes.values()].reduce((sum, size) => sum + size, 0));
    }
  });
}
