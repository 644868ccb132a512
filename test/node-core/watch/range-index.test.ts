import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ByteString, toByteString } from '../../../node-core/schema/byte-string.js';
import { RangeIndex } from '../../../node-core/watch/range-index.js';
import { bytesOf } from '../mvcc/byte-strings.js';
import { type SeededRandom, seededRandom, testSeed } from '../mvcc/seeded-random.js';

interface Range {
  readonly start: ByteString;
  readonly end: ByteString | undefined;
}

function name(text: string): ByteString {
  return toByteString(bytesOf(text));
}

function containing(index: RangeIndex<number>, key: string): number[] {
  const found: number[] = [];
  index.forEachContaining(name(key), (member) => found.push(member));
  return found.sort((a, b) => a - b);
}

test('ranges that hold a key: nested, equal, open-ended, touching', () => {
  const index = new RangeIndex<number>();
  index.add(name('a'), name('z'), 1);
  index.add(name('b'), name('d'), 2);
  index.add(name('b'), name('d'), 3);
  index.add(name('d'), name('e'), 4);
  index.add(name('c'), undefined, 5);
  index.add(name('\0'), undefined, 6);
  assert.deepEqual(containing(index, 'a'), [1, 6]);
  assert.deepEqual(containing(index, 'c'), [1, 2, 3, 5, 6]);
  assert.deepEqual(containing(index, 'd'), [1, 4, 5, 6], 'the end is not in');
  assert.deepEqual(containing(index, '\xff'), [5, 6]);
  index.delete(name('b'), name('d'), 2);
  index.delete(name('c'), undefined, 5);
  index.delete(name('c'), undefined, 99);
  assert.deepEqual(containing(index, 'c'), [1, 3, 6]);
});

test('the same as asking each range, at random, with thousands of them', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const index = new RangeIndex<number>();
  const ranges = new Map<number, Range>();
  for (let member = 0; member < 3000; member += 1) {
    const range = randomRange(random);
    index.add(range.start, range.end, member);
    ranges.set(member, range);
    const victim = random.below(member + 1);
    const gone = random.chance(30) ? ranges.get(victim) : undefined;
    if (gone !== undefined) {
      index.delete(gone.start, gone.end, victim);
      ranges.delete(victim);
    }
    if (member % 10 === 0) {
      const key = numbered(random.below(1000));
      const expected = [...ranges]
        .filter(([, { start, end }]) => start <= key && (end === undefined || key < end))
        .map(([found]) => found);
      assert.deepEqual(containing(index, key), expected, `TEST_SEED=${seed}`);
    }
  }
});

function randomRange(random: SeededRandom): Range {
  const start = random.below(1000);
  const end = start + 1 + (random.chance(5) ? random.below(1000) : random.below(10));
  return { start: name(numbered(start)), end: random.chance(3) ? undefined : name(numbered(end)) };
}

function numbered(i: number): string {
  return `k${String(i).padStart(4, '0')}`;
}
