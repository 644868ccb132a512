import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Child, type Children, type Leaf, noChildren } from '../../source/store/keys-children.js';
import { ChildrenDraft } from '../../source/store/keys-draft.js';
import { orderedChildren, type SortOrder, sortOrders } from '../../source/store/keys-sort.js';
import { newDirectory } from '../../source/store/keys-tree.js';
import { randomFrom } from '../tree/fake-range.js';

/** As the README tells it: directories first, then the latest, the most changed, keys of a lease together; else by name. */
function compare(one: Child, other: Child, by: SortOrder): number {
  const byName = one.name < other.name ? -1 : 1;
  if (by === 'name') return byName;
  const [a, b] = [one, other].map(({ leaf, directory }) => (directory === undefined ? leaf : undefined));
  if (a === undefined || b === undefined) return a === b ? byName : a === undefined ? -1 : 1;
  switch (by) {
    case 'revision':
      return b.modRevision - a.modRevision || byName;
    case 'version':
      return b.version - a.version || byName;
    case 'lease':
      if (a.lease === b.lease) return byName;
      return b.lease === 0n || (a.lease !== 0n && a.lease < b.lease) ? -1 : 1;
  }
}

type Sets = readonly (readonly [string, Child | undefined])[];

/** Several at once, as a page that is read or a tick of live changes brings them. */
function changed(children: Children, sets: Sets): Children {
  const draft = new ChildrenDraft({ ...newDirectory('', undefined, 1), children }, '/');
  for (const [name, child] of sets) draft.set(name, child?.leaf, child?.directory);
  return draft.finish();
}

const bits32 = (random: () => number): bigint => BigInt(Math.floor(random() * 2 ** 32));

function randomChild(name: string, random: () => number): Child {
  const pick = <Each>(most: readonly [Each, ...Each[]]): Each =>
    most[Math.floor(random() * most.length)] ?? most[0];
  const modRevision = pick([1, Math.floor(random() * 300), Math.floor(random() * Number.MAX_SAFE_INTEGER)]);
  const lease = pick([0n, 5n, 2n ** 62n, 2n ** 62n + 1n, (bits32(random) << 31n) | bits32(random)]);
  const leaf: Leaf = {
    key: name,
    modRevision,
    version: 1 + pick([0, 1, 1_000]),
    lease,
    changedMs: pick([0, 7]),
  };
  const entry = { path: `${name}/`, count: 1, drift: 0, changedMs: 0, changedAt: 0 };
  const isDirectory = random() < 0.02;
  return {
    name,
    leaf: isDirectory && random() < 0.5 ? undefined : leaf,
    directory: isDirectory ? entry : undefined,
  };
}

const stems = ['', 'item-', 'item-00', 'pod-\xff', '\0'];
const nameFrom = (random: () => number): string =>
  `${stems[Math.floor(random() * stems.length)]}${Math.floor(random() * 900).toString(36)}`;

function assertOrder(children: Children, all: ReadonlyMap<string, Child>, by: SortOrder): void {
  const ordered = orderedChildren(children, by);
  const expected = [...all.values()].sort((one, other) => compare(one, other, by));
  assert.deepEqual(
    expected.map((_, position) => ordered.at(position)),
    expected,
  );
  assert.equal(ordered.at(expected.length), undefined);
  for (const [position, { name }] of expected.entries()) assert.equal(ordered.positionOf(name), position);
  assert.equal(ordered.positionOf('not there'), undefined);
}

/** They grow over several chunks by large pages, then change a little at a time, and shrink. */
function randomSets(round: number, random: () => number): Sets {
  const most = round < 4 ? 800 : round < 16 ? 30 : 400;
  const goneShare = round < 16 ? 0.2 : 0.9;
  return Array.from({ length: most }, () => {
    const name = nameFrom(random);
    return [name, random() < goneShare ? undefined : randomChild(name, random)] as const;
  });
}

function assertKept(seed: number, by: SortOrder): void {
  const random = randomFrom(seed);
  const all = new Map<string, Child>();
  let children = noChildren;
  for (let round = 0; round < 24; round += 1) {
    const sets = randomSets(round, random);
    for (const [name, child] of sets) {
      if (child === undefined) all.delete(name);
      else all.set(name, child);
    }
    children = changed(children, sets);
    assert.equal(children.length, all.size, `seed ${seed}`);
    assertOrder(children, all, by);
  }
}

describe('children that change while they are shown in an order', () => {
  for (const by of sortOrders) {
    it(`are as if they were sorted anew, by ${by}`, () => {
      for (const seed of [1, 2]) assertKept(seed, by);
    });
  }

  it('leave those that were shown before as they were', () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `k${String(index).padStart(4, '0')}`);
    const leaf = (key: string, modRevision: number): Child => ({
      name: key,
      leaf: { key, modRevision, version: 1, lease: 0n, changedMs: 0 },
      directory: undefined,
    });
    const before = changed(
      noChildren,
      names.map((name, index) => [name, leaf(name, index)]),
    );
    assert.equal(orderedChildren(before, 'revision').at(0)?.name, 'k1499');
    const after = changed(before, [['k0700', leaf('k0700', 9_999)]]);
    assert.equal(orderedChildren(after, 'revision').at(0)?.name, 'k0700');
    assert.equal(orderedChildren(before, 'revision').at(0)?.name, 'k1499');
    assert.equal(orderedChildren(before, 'revision').positionOf('k0700'), 799);
  });
});
