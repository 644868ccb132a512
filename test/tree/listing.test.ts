import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endOfKeys, fromBytes, prefixEnd } from '../../source/bytes/byte-string.js';
import { EtcdError } from '../../source/client/errors.js';
import { childOf } from '../../source/tree/child.js';
import type { Discovery } from '../../source/tree/discovery.js';
import { DirectoryListing, type ListingStart } from '../../source/tree/listing.js';
import { FakeRange, portsOf, randomFrom } from './fake-range.js';

/** What a full scan would say: every child and its number of keys, in key order. */
function scanned(keys: readonly string[], prefix: string, separator: string): ReadonlyMap<string, number> {
  const children = new Map<string, number>();
  for (const key of keys.filter((each) => each.startsWith(prefix))) {
    const { path } = childOf(prefix, key, separator);
    children.set(path, (children.get(path) ?? 0) + 1);
  }
  return children;
}

function collect(into: Map<string, number | undefined>, told: readonly Discovery[]): void {
  for (const each of told) {
    switch (each.kind) {
      case 'leaf':
        into.set(each.found.key, 1);
        break;
      case 'directory':
        into.set(each.path, each.count);
        break;
      case 'counted':
        assert.ok(into.has(each.path), `${each.path} is counted before it is told`);
        into.set(each.path, each.count);
    }
  }
}

/** Far more than any tree here needs. */
const requestsMax = 20_000;

async function listed(
  fake: FakeRange,
  start: ListingStart,
): Promise<ReadonlyMap<string, number | undefined>> {
  const listing = new DirectoryListing(start, portsOf(fake.range));
  const children = new Map<string, number | undefined>();
  while (!listing.done) {
    collect(children, await listing.read());
    assert.ok(fake.requests.length < requestsMax, 'the listing does not come to an end');
  }
  assert.equal(listing.cost.requests, fake.requests.length);
  assert.equal(listing.cost.keysVisited, fake.visited);
  return children;
}

/** Names as they are in the field: numbered, hashed, words, binary; some are prefixes of others. */
function randomName(random: () => number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const pick = (text: string) => text.charAt(Math.floor(random() * text.length));
  const style = Math.floor(random() * 6);
  if (style === 0) return `n-${String(Math.floor(random() * 300)).padStart(3, '0')}`;
  if (style === 1) return Array.from({ length: 8 }, () => pick(letters)).join('');
  if (style === 2)
    return ['a', 'ab', 'abc', 'a-b', 'a!b', 'pods', 'podtemplates'][Math.floor(random() * 7)] ?? '';
  if (style === 3) return String.fromCharCode(Math.floor(random() * 256));
  if (style === 4) return `\xff${String.fromCharCode(Math.floor(random() * 256))}`;
  return `${pick('/:')}${pick(letters)}`;
}

function randomKeys(random: () => number): readonly string[] {
  const roots = Array.from({ length: 1 + Math.floor(random() * 5) }, () => randomName(random));
  const size = 2 ** Math.floor(random() * 12);
  const depth = 1 + Math.floor(random() * 4);
  return Array.from({ length: size }, () => {
    const names = [roots[Math.floor(random() * roots.length)] ?? ''];
    for (let level = 0; level < random() * depth; level += 1) names.push(randomName(random));
    return `${random() < 0.5 ? '/' : ''}${names.join('/')}${random() < 0.05 ? '/' : ''}`;
  });
}

describe('listing', () => {
  it('finds what a full scan finds, in key order, with the same counts', async () => {
    const firstSeed = Math.floor(Math.random() * 2 ** 31);
    for (let seed = firstSeed; seed < firstSeed + 60; seed += 1) {
      const random = randomFrom(seed);
      const keys = randomKeys(random);
      const separator = ['/', '/', '/', ':', '-', '', '-n', '\xff'][Math.floor(random() * 8)] ?? '/';
      const directories = ['', ...[...scanned(keys, '', separator).keys()].slice(0, 5)];
      for (const prefix of directories) {
        const fake = new FakeRange(keys);
        const expected = scanned(fake.keys, prefix, separator);
        const total = fake.keys.filter((key) => key.startsWith(prefix)).length;
        for (const start of [
          { prefix, separator },
          { prefix, separator, total },
        ]) {
          const found = await listed(new FakeRange(keys), start);
          const told = `seed ${seed}, prefix ${JSON.stringify(prefix)}, separator ${JSON.stringify(separator)}`;
          assert.deepEqual([...found], [...expected], told);
        }
      }
    }
  });

  it('keeps every question inside the directory', async () => {
    const fake = new FakeRange(randomKeys(randomFrom(11)).map((key) => `/d/${key}`));
    await listed(fake, { prefix: '/d/', separator: '/' });
    for (const { key, rangeEnd } of fake.requests) {
      assert.ok(key !== undefined && fromBytes(key) >= '/d/');
      assert.ok(rangeEnd !== undefined && fromBytes(rangeEnd) <= prefixEnd('/d/') && rangeEnd[0] !== 0);
    }
  });

  it('shows a store whose only key is one zero byte, and an empty store', async () => {
    assert.deepEqual([...(await listed(new FakeRange(['\0']), { prefix: '', separator: '/' }))], [['\0', 1]]);
    assert.deepEqual([...(await listed(new FakeRange([]), { prefix: '', separator: '/' }))], []);
  });

  it('asks nothing about a directory that is known to be empty', async () => {
    const fake = new FakeRange(['a/1']);
    await listed(fake, { prefix: 'b/', separator: '/', total: 0 });
    assert.equal(fake.requests.length, 0);
  });

  it('reads a directory known to be small in one request', async () => {
    const fake = new FakeRange(Array.from({ length: 200 }, (_, index) => `/d/key-${index}`));
    assert.equal((await listed(fake, { prefix: '/d/', separator: '/', total: 200 })).size, 200);
    assert.equal(fake.requests.length, 1);
  });
});

describe('what a listing costs', () => {
  const namespaces = (count: number, each: number): readonly string[] =>
    Array.from({ length: count }, (_, space) =>
      Array.from(
        { length: each },
        (_unused, index) => `/pods/ns-${String(space).padStart(3, '0')}/p-${index}`,
      ),
    ).flat();

  it('visits a key few times where children are large, and asks little more often than there are children', async () => {
    const keys = namespaces(200, 300);
    const fake = new FakeRange(keys);
    const found = await listed(fake, { prefix: '/pods/', separator: '/', total: keys.length });
    assert.equal(found.size, 200);
    assert.ok(fake.visited < 4 * keys.length, `${fake.visited} visits of ${keys.length} keys`);
    assert.ok(fake.requests.length < 4 * 200, `${fake.requests.length} requests for 200 children`);
  });

  it('asks for no more numbers than the keys can be of, and finds those after a hole', async () => {
    const numbered = (numbers: readonly number[]): readonly string[] =>
      numbers.flatMap((number) =>
        Array.from({ length: 60 }, (_, key) => `/d/ns-${String(number).padStart(4, '0')}/p-${key}`),
      );
    const first = Array.from({ length: 300 }, (_, number) => number);
    const hundred = first.slice(0, 100);
    for (const [numbers, most] of [
      [first, 0],
      [[...hundred, ...hundred.map((each) => each + 4_000)], 4_000],
    ] as const) {
      const fake = new FakeRange(numbered(numbers));
      const found = await listed(fake, { prefix: '/d/', separator: '/', total: fake.keys.length });
      assert.deepEqual([...new Set(found.values())], [60]);
      assert.equal(found.size, numbers.length);
      const empty = fake.requests.filter(({ key, countOnly }) => {
        const directory = fromBytes(key ?? new Uint8Array());
        return countOnly === true && !fake.keys.some((each) => each.startsWith(directory));
      });
      assert.ok(empty.length <= most, `${empty.length} numbers asked for that are not there`);
    }
  });

  it('shows the first page of a large directory of leaves without walking over all of it again', async () => {
    const fake = new FakeRange(
      Array.from({ length: 50_000 }, (_, index) => `/d/${String(index).padStart(6, '0')}`),
    );
    const listing = new DirectoryListing(
      { prefix: '/d/', separator: '/', total: 50_000 },
      portsOf(fake.range),
    );
    let children = 0;
    while (children < 200) children += (await listing.read()).length;
    assert.ok(fake.visited < 3 * 50_000, `${fake.visited} visits`);
    assert.ok(!listing.done);
    const visitedBefore = fake.visited;
    while (children < 1_000) children += (await listing.read()).length;
    assert.ok(fake.visited - visitedBefore < 8_000, `${fake.visited - visitedBefore} visits for 800 more`);
  });

  it('stops when the known total is found, without looking at what is left of the directory', async () => {
    const small = Array.from({ length: 3_000 }, (_, index) => `/d/a/${index}`);
    const fake = new FakeRange(small);
    await listed(fake, { prefix: '/d/', separator: '/', total: small.length });
    const ends = fake.requests.map(({ rangeEnd }) => fromBytes(rangeEnd ?? new Uint8Array()));
    assert.ok(!ends.some((end) => end > '/d/{'), `asked up to ${JSON.stringify(ends.toSorted().at(-1))}`);
  });
});

describe('a listing and time', () => {
  it('reads everything at the revision of the first answer', async () => {
    const fake = new FakeRange(Array.from({ length: 2_000 }, (_, index) => `/d/${index}/x`));
    const listing = new DirectoryListing({ prefix: '/d/', separator: '/' }, portsOf(fake.range));
    assert.equal(listing.revision, undefined);
    await listing.read();
    fake.revision = 105;
    while (!listing.done) await listing.read();
    assert.equal(listing.revision, 100);
    assert.deepEqual([...new Set(fake.requests.map(({ revision }) => revision))], [0, 100]);
  });

  it('goes on at the current revision when its own is compacted, and then trusts no total', async () => {
    const before = Array.from({ length: 3_000 }, (_, index) => `/d/${String(index).padStart(4, '0')}/x`);
    const fake = new FakeRange(before);
    const compacted = new EtcdError('compacted', 'The revision is compacted.', 'etcdserver: mvcc: …');
    let edge = 0;
    const listing = new DirectoryListing(
      { prefix: '/d/', separator: '/', total: before.length },
      portsOf((request, options) =>
        request.revision && request.revision < edge
          ? Promise.reject(compacted)
          : fake.range(request, options),
      ),
    );
    const found = new Map<string, number | undefined>();
    collect(found, await listing.read());
    edge = 200;
    fake.revision = 200;
    fake.keys = [...before, '/d/zz/new'];
    while (!listing.done) collect(found, await listing.read());
    assert.equal(listing.revision, 200);
    assert.equal(found.size, before.length + 1);
  });

  it('can be asked again after a failure', async () => {
    const fake = new FakeRange(['/d/a', '/d/b']);
    let fails = true;
    const listing = new DirectoryListing(
      { prefix: '/d/', separator: '/', total: 2 },
      portsOf((request, options) =>
        fails ? Promise.reject(new Error('cut')) : fake.range(request, options),
      ),
    );
    await assert.rejects(listing.read(), /cut/);
    fails = false;
    assert.equal((await listing.read()).length, 2);
    assert.equal(listing.frontier, endOfKeys);
  });

  it('refuses a server that counts keys and sends none', async () => {
    const fake = new FakeRange(['/d/a', '/d/b']);
    const listing = new DirectoryListing(
      { prefix: '/d/', separator: '/' },
      portsOf(async (request, options) => ({ ...(await fake.range(request, options)), kvs: [], count: 2 })),
    );
    await assert.rejects(listing.read(), /sends none/);
  });
});
