import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { fromBytes } from '../../source/bytes/byte-string.js';
import { registryLayout } from '../../source/kube/registry-children.js';
import { childOf } from '../../source/tree/child.js';
import type { Discovery } from '../../source/tree/discovery.js';
import { DirectoryListing, type ListingStart, type RangeFunction } from '../../source/tree/listing.js';
import { batchPortsOf, FakeRange, portsOf, randomFrom } from './fake-range.js';

function scanned(keys: readonly string[], prefix: string): ReadonlyMap<string, number> {
  const children = new Map<string, number>();
  for (const key of keys.filter((each) => each.startsWith(prefix))) {
    const { path } = childOf(prefix, key, '/');
    children.set(path, (children.get(path) ?? 0) + 1);
  }
  return children;
}

/** Children in the order they were told. */
function collect(into: Map<string, number | undefined>, told: readonly Discovery[]): void {
  for (const each of told) {
    const path = each.kind === 'leaf' ? each.found.key : each.path;
    if (each.kind === 'counted') assert.ok(into.has(path), `${path} is counted before it is told`);
    else assert.ok(!into.has(path), `${path} is told twice`);
    into.set(path, each.kind === 'leaf' ? 1 : each.count);
  }
}

/** Answers of another range, out of order: each question waits until it is drawn. */
class Shuffled {
  readonly #range: RangeFunction;
  readonly #random: () => number;
  readonly #waiting: (() => void)[] = [];
  mostOut = 0;

  constructor(range: RangeFunction, random: () => number) {
    this.#range = range;
    this.#random = random;
  }

  readonly range: RangeFunction = (request, options) => {
    const answered = Promise.withResolvers<RangeResponse>();
    this.#waiting.push(() => answered.resolve(this.#range(request, options)));
    this.mostOut = Math.max(this.mostOut, this.#waiting.length);
    setImmediate(() => this.#draw());
    return answered.promise;
  };

  #draw(): void {
    const [answer] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1);
    answer?.();
  }
}

/** Kinds, known and unknown, of every size; numbered, hashed and lone directories; keys beside them. */
function randomTree(random: () => number, prefix: string): readonly string[] {
  const below = (most: number) => Math.floor(random() * most);
  const names = [
    'configmaps',
    'events',
    'pods',
    'acme.io',
    'zones',
    'leases',
    'namespaces',
    'services/specs',
  ];
  for (let more = below(40); more > 0; more -= 1) {
    const stem = ['svc-', 'n', '', 'ns-00'][below(4)] ?? '';
    names.push(`${stem}${random() < 0.5 ? below(500) : below(1e9).toString(36)}`);
  }
  const keys: string[] = [];
  for (const name of names.filter(() => random() < 0.7)) {
    const size = Math.floor(2 ** (random() * (random() < 0.1 ? 16.5 : 9)));
    for (let index = 0; index < size; index += 1) keys.push(`${prefix}${name}/${index}`);
    if (random() < 0.1) keys.push(prefix + name);
  }
  return keys;
}

const requestsMax = 20_000;

async function listed(listing: DirectoryListing): Promise<ReadonlyMap<string, number | undefined>> {
  const children = new Map<string, number | undefined>();
  for (let reads = 0; !listing.done; reads += 1) {
    assert.ok(reads < requestsMax, 'the listing does not come to an end');
    const before = listing.frontier;
    const told = await listing.read();
    for (const each of told) {
      if (each.kind === 'counted') continue;
      const path = each.kind === 'leaf' ? each.found.key : each.path;
      assert.ok(
        before <= path && path < listing.frontier,
        `${path} is told between ${before} and ${listing.frontier}`,
      );
    }
    collect(children, told);
  }
  return children;
}

/** What is told of a registry to which keys are added, now and then seen at another revision. */
async function listedWhileChanging(fake: FakeRange, random: () => number): Promise<ReadonlySet<string>> {
  const layout = registryLayout('/registry/');
  const start: ListingStart = { prefix: '/registry/', separator: '/', layout };
  const listing = new DirectoryListing(start, portsOf(new Shuffled(fake.range, random).range));
  const found = new Set<string>();
  for (let reads = 0; !listing.done; reads += 1) {
    assert.ok(reads < requestsMax, 'the listing does not come to an end');
    for (const each of await listing.read()) found.add(each.kind === 'leaf' ? each.found.key : each.path);
    if (random() >= 0.1) continue;
    fake.keys = [...fake.keys, `/registry/${Math.floor(random() * 1e6).toString(36)}/new`].sort();
    fake.revision += 1;
    listing.catchUp(random() < 0.5 ? fake.revision : undefined);
  }
  return found;
}

describe('a directory whose parts are asked side by side', () => {
  it('is told in order with exact counts, whatever the order of the answers', async () => {
    const firstSeed = Math.floor(Math.random() * 2 ** 31);
    for (let seed = firstSeed; seed < firstSeed + 12; seed += 1) {
      const random = randomFrom(seed);
      const prefix = random() < 0.5 ? '/registry/' : '/any/';
      const fake = new FakeRange(randomTree(random, prefix));
      const shuffled = new Shuffled(fake.range, random);
      const total = random() < 0.5 ? fake.keys.length : undefined;
      const layout = random() < 0.7 ? registryLayout(prefix) : undefined;
      const start: ListingStart = { prefix, separator: '/', total, layout };
      const listing = new DirectoryListing(start, portsOf(shuffled.range));
      assert.deepEqual(
        [...(await listed(listing))],
        [...scanned(fake.keys, prefix)].sort(([one], [other]) => (one < other ? -1 : 1)),
        `seed ${seed}`,
      );
      assert.equal(listing.cost.requests, fake.requests.length, `seed ${seed}`);
      assert.ok(shuffled.mostOut <= 4, `seed ${seed}: ${shuffled.mostOut} questions at once`);
    }
  });

  it('goes on at another revision with answers still out, and has every child that is there all along', async () => {
    const firstSeed = Math.floor(Math.random() * 2 ** 31);
    for (let seed = firstSeed; seed < firstSeed + 12; seed += 1) {
      const random = randomFrom(seed);
      const fake = new FakeRange(randomTree(random, '/registry/'));
      const lasting = [...scanned(fake.keys, '/registry/').keys()];
      const found = await listedWhileChanging(fake, random);
      assert.deepEqual(
        lasting.filter((path) => !found.has(path)),
        [],
        `seed ${seed}`,
      );
    }
  });

  it('asks again what was out when it was stopped', async () => {
    const fake = new FakeRange(randomTree(randomFrom(5), '/registry/'));
    const layout = registryLayout('/registry/');
    const listing = new DirectoryListing(
      { prefix: '/registry/', separator: '/', layout },
      portsOf((request, { signal }) => {
        const answer = Promise.withResolvers<RangeResponse>();
        signal?.addEventListener('abort', () => answer.reject(new Error('stopped')), { once: true });
        setImmediate(() => answer.resolve(fake.range(request, {})));
        return answer.promise;
      }),
    );
    const children = new Map<string, number | undefined>();
    for (let round = 0; !listing.done; round += 1) {
      const stop = new AbortController();
      collect(children, await listing.read(stop.signal));
      stop.abort();
      if (round % 3 !== 0) continue;
      const stopped = AbortSignal.abort();
      await listing.read(stopped).then(
        (told) => collect(children, told),
        () => {},
      );
    }
    assert.deepEqual([...children], [...scanned(fake.keys, '/registry/')]);
  });
});

describe('large directories without a known layout', () => {
  it('are cut where names differ: many numbered and hashed ones at few visits and requests', async () => {
    const names = [
      ...Array.from({ length: 200 }, (_, index) => `svc-${String(index).padStart(3, '0')}`),
      ...Array.from({ length: 60 }, (_, index) => (((index + 1) * 2_654_435_761) % 2 ** 32).toString(16)),
      ...['audit', 'sessions', 'session', 'se', 'users'],
    ];
    const keys = names.flatMap((name, at) =>
      Array.from({ length: at < 200 ? 700 : 1_000 }, (_, index) => `/app/${name}/${index}`),
    );
    for (const total of [undefined, keys.length]) {
      const fake = new FakeRange(keys);
      const { range } = new Shuffled(fake.range, randomFrom(3));
      const listing = new DirectoryListing({ prefix: '/app/', separator: '/', total }, portsOf(range));
      const found = await listed(listing);
      assert.deepEqual(
        [...found],
        [...scanned(keys, '/app/')].sort(([one], [other]) => (one < other ? -1 : 1)),
      );
      assert.ok(fake.visited < 5 * keys.length, `${fake.visited} visits of ${keys.length} keys`);
      assert.ok(fake.requests.length < 6 * names.length, `${fake.requests.length} requests`);
    }
  });
});

describe('directories named by hexadecimal numbers', () => {
  it('are not taken for numbers that are counted up, whatever their last digits', async () => {
    const names = Array.from({ length: 60 }, (_, index) =>
      (0xa00_0000_0000 + index * 0x3_1057_4913).toString(16),
    );
    const keys = names.flatMap((name) => Array.from({ length: 900 }, (_, index) => `/app/${name}/${index}`));
    const fake = new FakeRange(keys);
    const listing = new DirectoryListing({ prefix: '/app/', separator: '/' }, batchPortsOf(fake.range));
    assert.equal((await listed(listing)).size, names.length);
    // Where a name ends in three decimal digits, a thousand minus these were asked for.
    assert.ok(fake.requests.length < 8 * names.length, `${fake.requests.length} questions`);
  });
});

describe('thousands of directories with a few keys each', () => {
  const hash = (index: number) => ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');
  const namings: Readonly<Record<string, (index: number) => string>> = {
    numbers: (index) => `dir-${String(index).padStart(4, '0')}`,
    'numbers of any length': (index) => `dir-${index}`,
    hashes: hash,
    'hashes behind a word and a mark': (index) => `job-${hash(index)}-${hash(index * 7)}`,
  };
  for (const [what, nameOf] of Object.entries(namings)) {
    it(`are cut by several characters of their names at once: ${what}`, async () => {
      const names = Array.from({ length: 2_000 }, (_, index) => nameOf(index));
      const keys = names.flatMap((name) => Array.from({ length: 40 }, (_, index) => `/app/${name}/${index}`));
      const fake = new FakeRange(keys);
      const listing = new DirectoryListing({ prefix: '/app/', separator: '/' }, batchPortsOf(fake.range));
      const found = await listed(listing);
      assert.deepEqual(
        [...found],
        names.map((name) => [`/app/${name}/`, 40] as const).sort(([one], [other]) => (one < other ? -1 : 1)),
      );
      // Cut by one character a time it was visited eight times, or nine.
      assert.ok(fake.visited < 6 * keys.length, `${fake.visited} visits of ${keys.length} keys`);
      assert.ok(fake.requests.length < 4 * names.length, `${fake.requests.length} questions`);
    });
  }
});

describe('what a known layout saves', () => {
  const registry = ['acme.io/widgets', 'configmaps', 'events', 'minions', 'pods', 'zebra.io/stripes'].flatMap(
    (kind) => Array.from({ length: 3_000 }, (_, index) => `/registry/${kind}/ns-${index % 9}/o-${index}`),
  );

  it('visits every key of known kinds once', async () => {
    const known = registry.filter((key) => !key.includes('.io/'));
    const fake = new FakeRange(known);
    const layout = registryLayout('/registry/');
    const start: ListingStart = { prefix: '/registry/', separator: '/', layout };
    const listing = new DirectoryListing(start, batchPortsOf(fake.range));
    await listed(listing);
    assert.equal(fake.visited, known.length);
    assert.ok(listing.cost.requests <= 10, `${listing.cost.requests} requests`);
  });

  it('is recognised at an unusual root by one of its kinds', async () => {
    const keys = [...registry, '/registry/namespaces/default'].map((key) => key.replace('/registry/', '/k/'));
    const fake = new FakeRange(keys);
    const found = await listed(
      new DirectoryListing(
        { prefix: '/k/', separator: '/', layout: registryLayout('/k/') },
        portsOf(fake.range),
      ),
    );
    assert.equal(fromBytes(fake.requests[0]?.key ?? new Uint8Array()), '/k/namespaces/');
    assert.equal(found.get('/k/pods/'), 3_000);
    assert.ok(fake.visited < 1.5 * keys.length, `${fake.visited} visits of ${keys.length} keys`);
  });
});
