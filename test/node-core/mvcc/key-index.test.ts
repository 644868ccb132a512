import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyIndex } from '../../../node-core/mvcc/key-index.js';
import { type KeyRange, keyRange } from '../../../node-core/mvcc/key-range.js';
import { RunningSums } from '../../../node-core/mvcc/running-sums.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { type ByteString, toByteString } from '../../../node-core/schema/byte-string.js';
import { bytesOf } from './byte-strings.js';
import { type SeededRandom, seededRandom, testSeed } from './seeded-random.js';

const everything = keyRange(bytesOf(''), bytesOf('\0'));

function name(text: string): ByteString {
  return toByteString(bytesOf(text));
}

function numbered(i: number): string {
  return `key ${String(i).padStart(5, '0')}`;
}

/** Keys that lived at the revision, looked up in parts. */
function keysIn(index: KeyIndex, range: KeyRange, revision: number, most = 7): string[] {
  const keys: string[] = [];
  let next: ByteString | undefined = range.start;
  while (next !== undefined) {
    next = index.visitPuts({ ...range, start: next }, revision, most, (_main, _sub, keyOf) => {
      return keys.push(keyOf()) > 0;
    });
  }
  return keys;
}

function rangeOf(from: string, to: string) {
  return keyRange(bytesOf(from), bytesOf(to));
}

/** Every change of every key, and what compactions have taken. */
class NaiveIndex {
  readonly changes = new Map<string, { revision: number; alive: boolean }[]>();

  note(key: string, revision: number, alive: boolean): void {
    const changes = this.changes.get(key) ?? [];
    changes.push({ revision, alive });
    this.changes.set(key, changes);
  }

  aliveAt(key: string, revision: number): boolean {
    return this.changes.get(key)?.findLast((change) => change.revision <= revision)?.alive ?? false;
  }

  aliveKeys(from: string, to: string, revision: number): string[] {
    return [...this.changes.keys()]
      .filter((key) => key >= from && key < to && this.aliveAt(key, revision))
      .sort();
  }
}

function change(index: KeyIndex, naive: NaiveIndex, random: SeededRandom, revision: number): void {
  const key = numbered(random.below(3000));
  if (naive.aliveAt(key, revision) && random.chance(60)) {
    index.delete(name(key), revision, 0);
    naive.note(key, revision, false);
  } else {
    index.put(name(key), revision, 0);
    naive.note(key, revision, true);
  }
}

function compactAll(index: KeyIndex, revision: number, limit: number): number {
  let dropped = 0;
  let next: ByteString | undefined = name('');
  while (next !== undefined) {
    next = index.compactStep(revision, next, limit, () => {
      dropped += 1;
    });
  }
  return dropped;
}

test('counts and keys of random ranges, at random revisions, through splits and compactions', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const index = new KeyIndex();
  const naive = new NaiveIndex();
  let compacted = 0;
  for (let revision = 1; revision <= 12_000; revision += 1) {
    change(index, naive, random, revision);
    if (revision % 2500 === 0) {
      compacted = revision - random.below(1000);
      compactAll(index, compacted, 1 + random.below(50));
    }
    if (revision % 200 === 0) {
      compare(index, naive, random, compacted, revision, seed);
    }
  }
});

function compare(
  index: KeyIndex,
  naive: NaiveIndex,
  random: SeededRandom,
  compacted: number,
  current: number,
  seed: number,
): void {
  const [from, to] = [numbered(random.below(3200)), numbered(random.below(3200))];
  for (const revision of [current, compacted + random.below(current - compacted + 1)]) {
    const expected = naive.aliveKeys(from, to, revision);
    const found = keysIn(index, rangeOf(from, to), revision, 1 + random.below(900));
    assert.deepEqual(found, expected, `TEST_SEED=${seed}`);
    assert.equal(atOnce(index.count(rangeOf(from, to), revision)), expected.length, `TEST_SEED=${seed}`);
    assert.equal(
      atOnce(index.count(everything, revision)),
      naive.aliveKeys('', '\xff', revision).length,
      `TEST_SEED=${seed}`,
    );
  }
}

test('keys of any bytes, many the beginning of others, put and deleted in any order', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const anyKey = () => Array.from({ length: random.below(8) }, () => '\0aÿ'[random.below(3)]).join('');
  const index = new KeyIndex();
  const keys = new Set<string>();
  for (let revision = 1; revision <= 4_000; revision += 1) {
    const key = anyKey();
    if (keys.delete(key)) {
      index.delete(key as ByteString, revision, 0);
    } else {
      keys.add(key);
      index.put(key as ByteString, revision, 0);
    }
    if (revision % 500 === 0) {
      compactAll(index, revision + 1, 100);
      const range = { start: anyKey() as ByteString, end: undefined, single: false };
      const expected = [...keys].filter((alive) => alive >= range.start).sort();
      assert.deepEqual(keysIn(index, range, revision), expected, `TEST_SEED=${seed}`);
      assert.ok([...keys].every((alive) => index.find(alive as ByteString)?.alive === true));
    }
  }
});

test('what is compacted away leaves no record, and each dropped change is told once', () => {
  const index = new KeyIndex();
  for (let i = 0; i < 2000; i += 1) {
    index.put(name(numbered(i)), 1, i);
    index.put(name(numbered(i)), 2, i);
    if (i % 4 !== 0) {
      index.delete(name(numbered(i)), 3, i);
    }
  }
  assert.equal(compactAll(index, 2, 7), 2000);
  assert.equal(compactAll(index, 2, 7), 0);
  assert.equal(keysIn(index, everything, 2).length, 2000);
  assert.equal(compactAll(index, 4, 7), 3000);
  assert.equal(keysIn(index, everything, 4).length, 500);
  assert.equal(atOnce(index.count(everything, 4)), 500);
  assert.equal(index.find(name(numbered(1))), undefined);
  assert.deepEqual(index.find(name(numbered(4)))?.putAt(4)?.main, 2);
});

test('an empty index', () => {
  const index = new KeyIndex();
  assert.equal(atOnce(index.count(everything, 5)), 0);
  assert.equal(index.find(name('a')), undefined);
  assert.deepEqual(keysIn(index, everything, 5), []);
  assert.equal(compactAll(index, 5, 10), 0);
});

test('ranges: one key, to the end, empty', () => {
  const index = new KeyIndex();
  for (const key of ['a', 'a\0', 'b']) {
    index.put(name(key), 1, 0);
  }
  assert.equal(atOnce(index.count(rangeOf('a', ''), 1)), 1);
  assert.equal(atOnce(index.count(rangeOf('a\0', '\0'), 1)), 2);
  assert.equal(atOnce(index.count(rangeOf('b', 'a'), 1)), 0);
  assert.equal(atOnce(index.count(rangeOf('a', 'a'), 1)), 0);
  assert.equal(atOnce(index.count(rangeOf('\0', '\0'), 1)), 3);
});

test('running sums over any part, after changes', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i * 7) % 11);
  const sums = new RunningSums(values);
  const sumOf = (from: number, to: number) => values.slice(from, to).reduce((sum, value) => sum + value, 0);
  const compareAll = () => {
    for (const [from, to] of [
      [0, 100],
      [0, 1],
      [99, 100],
      [3, 77],
      [50, 50],
    ] as const) {
      assert.equal(sums.sum(from, to), sumOf(from, to));
    }
  };
  compareAll();
  for (const [i, change] of [
    [0, 5],
    [63, -2],
    [99, 100],
  ] as const) {
    sums.add(i, change);
    values[i] = (values[i] ?? 0) + change;
    compareAll();
  }
  assert.equal(sums.sum(5, 2), 0);
  assert.equal(new RunningSums([]).sum(0, 0), 0);
});
