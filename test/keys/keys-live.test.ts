import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sortOrders } from '../../source/store/keys-sort.js';
import { childOf } from '../../source/tree/child.js';
import { randomFrom } from '../tree/fake-range.js';
import { KeysSession } from './keys-session.js';
import { VersionedCluster } from './versioned-cluster.js';

/** A line of the tree as a full scan would draw it. */
interface Drawn {
  readonly parent: string;
  readonly path: string;
  readonly shows: string;
}

/** Everything that is there, drawn by looking at every key. */
function scanned(cluster: VersionedCluster, separator = '/'): readonly Drawn[] {
  const counts = new Map<string, Drawn & { count: number }>();
  for (const [key, { modRevision }] of cluster.keys) {
    for (let parent = ''; ; ) {
      const { path, directory } = childOf(parent, key, separator);
      if (!directory) {
        counts.set(`leaf ${parent} ${path}`, { parent, path, shows: `rev ${modRevision}`, count: 0 });
        break;
      }
      const name = `directory ${path}`;
      const count = (counts.get(name)?.count ?? 0) + 1;
      counts.set(name, { parent, path, shows: `${count} keys`, count });
      parent = path;
    }
  }
  return [...counts.values()].map(({ parent, path, shows }) => ({ parent, path, shows }));
}

function drawn(session: KeysSession): readonly Drawn[] {
  return session.rows().flatMap((row) => {
    if (row.kind === 'tail') return [];
    const parent = row.parent.path;
    const { leaf, directory } = row.child;
    return [
      ...(leaf === undefined ? [] : [{ parent, path: leaf.key, shows: `rev ${leaf.modRevision}` }]),
      ...(directory === undefined
        ? []
        : [{ parent, path: directory.path, shows: `${directory.count ?? 'unknown'} keys` }]),
    ];
  });
}

const byPath = (one: Drawn, other: Drawn): number =>
  `${one.path} ${one.shows}` < `${other.path} ${other.shows}` ? -1 : 1;

/** Opens all there is and reads every directory to its end. */
async function openAll(session: KeysSession): Promise<void> {
  for (let steps = 0; steps < 2_000; steps += 1) {
    await session.settle();
    const index = session
      .rows()
      .findIndex((row) =>
        row.kind === 'tail'
          ? row.parent.reading.kind !== 'done'
          : row.child.directory !== undefined && !row.isOpen,
      );
    if (index < 0) return;
    session.moveTo(index);
    session.send({ type: 'row-opened' });
  }
  throw new Error(`the tree does not come to an end:\n${session.lines().join('\n')}`);
}

function randomKey(random: () => number): string {
  const pick = (names: readonly string[]) => names[Math.floor(random() * names.length)] ?? '';
  const depth = Math.floor(random() * 3);
  const names = [pick(['/a', '/b', 'c', 'd-e', '/a-b'])];
  for (let level = 0; level < depth; level += 1)
    names.push(pick(['x', 'y', 'x-1', 'n']) + Math.floor(random() * 30));
  return names.join('/');
}

/** One random thing that the cluster, the network or the operator does. */
function happen(random: () => number, session: KeysSession): void {
  const { cluster } = session;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const keys = [...cluster.keys.keys()];
  const happenings: readonly (readonly [weight: number, run: () => void])[] = [
    [35, () => cluster.put(randomKey(random))],
    [15, () => cluster.delete(keys[Math.floor(random() * keys.length)] ?? '')],
    [15, () => cluster.tellChanges(1 + Math.floor(random() * 5), session.clock.nowMs())],
    [15, () => cluster.answer(Math.floor(random() * cluster.askedCount))],
    [10, () => session.moveTo(Math.floor(random() * session.rows().length))],
    [5, () => session.send({ type: 'row-opened' })],
    [2, () => session.send({ type: 'row-closed' })],
    [1, () => session.send({ type: 'separator-chosen', separator: pick(['/', '-', '', 'x-', '\xff']) })],
    [1, () => session.send({ type: 'sort-chosen', by: pick(sortOrders) })],
    [3, () => session.advance(60)],
  ];
  let left = random() * happenings.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, run] of happenings) {
    left -= weight;
    if (left > 0) continue;
    run();
    return;
  }
}

/** Directories by name before keys in their order, where one is chosen. */
function assertSorted(session: KeysSession): void {
  const { sortedBy } = session.state.tree;
  if (sortedBy === 'name') return;
  const ranks = new Map<string, number>();
  for (const row of session.rows()) {
    if (row.kind === 'tail') continue;
    const { leaf, directory } = row.child;
    const rank =
      directory !== undefined || leaf === undefined
        ? Number.POSITIVE_INFINITY
        : { revision: leaf.modRevision, version: leaf.version, lease: -Number(leaf.lease) }[sortedBy];
    assert.ok(rank <= (ranks.get(row.parent.path) ?? rank), `${row.child.name} comes too late`);
    ranks.set(row.parent.path, rank);
  }
}

/** A random life of a cluster and of a session on it; at its end the tree shows what is there. */
async function liveThrough(random: () => number): Promise<void> {
  const cluster = new VersionedCluster();
  cluster.load(Array.from({ length: Math.floor(random() * 400) }, () => randomKey(random)));
  const session = new KeysSession(cluster, 5);
  await session.turns();
  for (let step = 0; step < 150; step += 1) {
    happen(random, session);
    await session.turns(1);
  }
  await openAll(session);
  const expected = scanned(cluster, session.state.tree.separator).toSorted(byPath);
  assertSorted(session);
  const shown = drawn(session).toSorted(byPath);
  const comparable = shown.map((each, index) =>
    each.shows === 'unknown keys' ? { ...each, shows: expected[index]?.shows } : each,
  );
  assert.deepEqual(comparable, expected);
}

describe('a live tree', () => {
  it('shows what is there, whatever was read and told in which order', async () => {
    const firstSeed = Math.floor(Math.random() * 2 ** 31);
    for (let seed = firstSeed; seed < firstSeed + 25; seed += 1) {
      try {
        await liveThrough(randomFrom(seed));
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  it('knows the counts that it was told of, and does not read again to keep them', async () => {
    const cluster = new VersionedCluster();
    cluster.load(['/a/1', '/a/2', '/b/1']);
    const session = new KeysSession(cluster, 10);
    await openAll(session);
    const before = cluster.requests;
    cluster.put('/a/3');
    cluster.put('/c/1');
    cluster.delete('/b/1');
    cluster.put('/a/1');
    await session.settle();
    assert.equal(cluster.requests, before);
    assert.deepEqual(session.lines(40), [
      ' ▾ /a/                                3 •',
      '     1                            rev 8 •',
      '     2                            rev 3',
      '❯    3                            rev 5 •',
      ' ▸ /c/                                1 •',
    ]);
  });

  it('keeps the cursor on its row while others come and go above it', async () => {
    const cluster = new VersionedCluster();
    cluster.load(['/a', '/m', '/z']);
    const session = new KeysSession(cluster, 10);
    await session.settle();
    session.moveTo(1);
    cluster.put('/b');
    cluster.delete('/a');
    cluster.put('/c');
    await session.settle();
    assert.deepEqual(
      session.lines(20).map((line) => line.slice(0, 6).trimEnd()),
      ['   /b', '   /c', '❯  /m', '   /z'],
    );
    cluster.delete('/m');
    await session.settle();
    assert.equal(session.cursorIndex, 2);
  });

  it('says when it missed changes, and shows what is there after a reload', async () => {
    const cluster = new VersionedCluster();
    cluster.load(['/a/1', '/b/1']);
    const session = new KeysSession(cluster, 10);
    await openAll(session);
    cluster.delete('/b/1');
    cluster.put('/a/2');
    cluster.loseChanges();
    await session.settle();
    assert.match(session.title(), /changes missed/);
    assert.equal(session.rows().length, 4);
    session.send({ type: 'reload-wanted' });
    await openAll(session);
    assert.doesNotMatch(session.title(), /changes missed/);
    assert.deepEqual(drawn(session).toSorted(byPath), scanned(cluster).toSorted(byPath));
  });
});
