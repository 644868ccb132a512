import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Expiring, ExpiryQueue } from '../../../node-core/lease/expiry-queue.js';
import { seededRandom, testSeed } from '../mvcc/seeded-random.js';

interface Item extends Expiring {
  readonly name: number;
}

function item(name: number): Item {
  return { name, expiresAtMs: 0, queuePosition: -1 };
}

test('what is due comes soonest first, and stays in', () => {
  const queue = new ExpiryQueue<Item>();
  for (const [name, expiresAtMs] of [30, 10, 20, 40, 10].entries()) {
    queue.set(item(name), expiresAtMs);
  }
  const times = (nowMs: number, limit: number) => queue.due(nowMs, limit).map((due) => due.expiresAtMs);
  assert.deepEqual(times(9, 10), []);
  assert.deepEqual(times(30, 10), [10, 10, 20, 30]);
  assert.deepEqual(times(30, 3), [10, 10, 20]);
  assert.deepEqual(times(100, 10), [10, 10, 20, 30, 40]);
});

test('moved, taken out and cleared like a sorted list, at random', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const items = Array.from({ length: 40 }, (_, name) => item(name));
  const queue = new ExpiryQueue<Item>();
  const queued = new Set<Item>();
  for (let step = 0; step < 5000; step += 1) {
    const chosen = random.pick(items);
    if (random.chance(30)) {
      queue.delete(chosen);
      queued.delete(chosen);
    } else {
      queue.set(chosen, random.below(1000));
      queued.add(chosen);
    }
    if (random.chance(1)) {
      queue.clear();
      queued.clear();
    }
    const nowMs = random.below(1000);
    const expected = [...queued]
      .map(({ expiresAtMs }) => expiresAtMs)
      .filter((expiresAtMs) => expiresAtMs <= nowMs)
      .sort((a, b) => a - b)
      .slice(0, 7);
    assert.deepEqual(
      queue.due(nowMs, 7).map(({ expiresAtMs }) => expiresAtMs),
      expected,
      `TEST_SEED=${seed}`,
    );
  }
});
