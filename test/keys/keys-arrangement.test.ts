import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import { toBytes } from '../../source/bytes/byte-string.js';
import { type Leaf, noChildren } from '../../source/store/keys-children.js';
import { orderedChildren, type SortOrder } from '../../source/store/keys-sort.js';
import { childOf } from '../../source/tree/child.js';
import { KeysSession } from './keys-session.js';
import { VersionedCluster } from './versioned-cluster.js';

async function sessionOn(keys: readonly string[], rows = 20): Promise<KeysSession> {
  const cluster = new VersionedCluster();
  cluster.load(keys);
  const session = new KeysSession(cluster, rows);
  await session.settle();
  return session;
}

const names = (session: KeysSession) =>
  session.lines(60).map((line) => line.replace(/\s+(rev |version |[\d,]+$|…).*$/u, ''));

describe('what stands between names', () => {
  it('is guessed from the first keys, without a question of its own', async () => {
    const session = await sessionOn(['user:1:name', 'user:1:mail', 'user:2:name', 'config']);
    assert.deepEqual(names(session), ['❯  config', ' ▸ user:']);
    assert.match(session.title(), /separator :/);
  });

  it('is not guessed any more once it is chosen', async () => {
    const session = await sessionOn(['user:1', 'user:2', 'user:3', 'user:4']);
    session.send({ type: 'separator-chosen', separator: '/' });
    await session.settle();
    assert.equal(session.rows().length, 4);
    session.send({ type: 'reload-wanted' });
    await session.settle();
    assert.equal(session.rows().length, 4);
    assert.doesNotMatch(session.title(), /separator/);
  });

  it('keeps the cursor on its key', async () => {
    const session = await sessionOn(['a/b.c/d', 'a/b.x', 'b.c']);
    session.send({ type: 'row-opened' });
    await session.settle();
    session.moveTo(2);
    assert.match(session.lines()[2] ?? '', /^❯ +b\.x/u);
    session.send({ type: 'separator-chosen', separator: '.' });
    await session.settle();
    assert.deepEqual(names(session), [' ▾ a/b.', '     c/d', '❯    x', ' ▸ b.']);
  });

  const hostile = [
    '\0',
    '\0\0',
    'a',
    'a/',
    'a//',
    'a//b',
    'a/b',
    '/',
    '//',
    '//a',
    'a::b',
    'a:::b',
    'a:',
    ':a',
    '::',
    '\xff',
    '\xff\xff',
    'a\xffb',
    'a\xff\xffb',
    '\x1b[2J/x',
    '\xe2\x82',
    'a.b',
    'a.b.c',
    '.',
    '..',
    'a\\x00',
  ];

  for (const separator of ['/', ':', '::', '.', '\0', '\xff', '', '\x1b[2J']) {
    it(`shows every key and goes to each, with ${JSON.stringify(separator)}`, async () => {
      const session = await sessionOn(hostile, 200);
      session.send({ type: 'separator-chosen', separator });
      await session.settle();
      for (const key of hostile) {
        session.send({ type: 'reveal-key', key: toBytes(key) });
        await session.settle();
        const { cursor, shown } = session.state;
        assert.deepEqual(cursor?.kind === 'child' ? cursor.name : undefined, key);
        assert.equal(shown, key);
      }
      const leaves = session
        .rows()
        .flatMap((row) => (row.kind === 'child' ? (row.child.leaf?.key ?? []) : []));
      assert.deepEqual(leaves.toSorted(), hostile.toSorted());
      const topLevel = new Set(hostile.map((key) => childOf('', key, separator).path));
      const shown = session.rows().filter((row) => row.kind === 'child' && row.depth === 0);
      const paths = shown.flatMap((row) =>
        row.kind === 'child' ? [row.child.leaf?.key ?? [], row.child.directory?.path ?? []].flat() : [],
      );
      assert.deepEqual(new Set(paths), topLevel);
    });
  }
});

describe('the order of the loaded keys', () => {
  it('is by revision, latest first, directories before them, and says that it is of what is loaded', async () => {
    const session = await sessionOn(['a', 'b', 'c', 'd/x']);
    session.send({ type: 'sort-chosen', by: 'revision' });
    assert.deepEqual(names(session), [' ▸ d/', '   c', '   b', '❯  a']);
    assert.match(session.title(80), /loaded keys by mod revision/);
    session.cluster.put('b');
    await session.settle();
    assert.deepEqual(names(session), [' ▸ d/', '   b', '   c', '❯  a']);
    session.send({ type: 'sort-chosen', by: 'version' });
    assert.deepEqual(names(session), [' ▸ d/', '   b', '❯  a', '   c']);
    assert.match(session.lines()[1] ?? '', /version 2/);
    session.send({ type: 'sort-chosen', by: 'name' });
    assert.deepEqual(names(session), ['❯  a', '   b', '   c', ' ▸ d/']);
  });

  it('has keys of one lease together and those without one last, in packed pages, too', () => {
    const leaves = Array.from({ length: 3_000 }, (_, index): Leaf => {
      const lease = index % 3 === 0 ? 0n : index % 3 === 1 ? 2n ** 62n + 1n : 2n ** 62n;
      const key = `k${String(index).padStart(5, '0')}`;
      return { ...KeyValue.create(), key, lease, modRevision: index, version: 1, changedMs: 0 };
    });
    const draft = noChildren.draft();
    for (const leaf of leaves) draft.set({ name: leaf.key, leaf, directory: undefined });
    const children = draft.finish();
    const all = (by: SortOrder) =>
      leaves.map((_, position) => orderedChildren(children, by).at(position)?.leaf);
    const groups = all('lease').map((leaf) => leaf?.lease);
    assert.deepEqual(
      groups.filter((lease, index) => lease !== groups[index - 1]),
      [2n ** 62n, 2n ** 62n + 1n, 0n],
    );
    assert.deepEqual(
      all('revision').map((leaf) => leaf?.modRevision),
      leaves.map((_, index) => 2_999 - index),
    );
    assert.equal(orderedChildren(children, 'revision').positionOf('k00000'), 2_999);
    assert.equal(orderedChildren(children, 'revision').positionOf('k0'), undefined);
  });
});
