import assert from 'node:assert/strict';
import { test } from 'node:test';
import { revokesPerSecond, spreadDelays } from '../../../node-core/lease/expiry-spread.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { temporaryBackend } from '../backend/temporary-backend.js';

/** Ends in each whole second. */
function perSecond(endsMs: Iterable<number>): number[] {
  const counts: number[] = [];
  for (const end of endsMs) {
    const second = Math.floor(end / 1000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

/** As etcd's own test of a pile-up has it: ten seconds' worth of leases, and as many a second later. */
test('leases that end together are spread over seconds, none with more than can be revoked in it', () => {
  const rate = 10;
  const count = rate * 10;
  const remaining = [...Array<number>(count).fill(10_000), ...Array<number>(count).fill(11_000)];
  const delays = spreadDelays(remaining, rate);
  const counts = perSecond(remaining.map((each, position) => each + (delays[position] ?? 0)));
  assert.ok(
    counts.every((each) => each <= rate),
    counts.join(' '),
  );
  assert.equal(
    counts.reduce((sum, each) => sum + each, 0),
    2 * count,
  );
});

test('leases that do not pile up keep their time', () => {
  const remaining = Array.from({ length: 100 }, (_, position) => position * 200);
  assert.deepEqual(spreadDelays(remaining, 10), Array<number>(100).fill(0));
  assert.deepEqual(spreadDelays([]), []);
});

test('a new leader spreads the ends of thousands of leases, and leaves those of a few alone', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  const endsIn = (withinMs: number) => lessor.expired(withinMs, Number.POSITIVE_INFINITY).length;
  for (let id = 1n; id < BigInt(revokesPerSecond); id += 1n) {
    lessor.grant(id, 5, 0);
  }
  lessor.promote(0, 0);
  assert.equal(endsIn(5_000), revokesPerSecond - 1);
  lessor.demote();
  for (let id = BigInt(revokesPerSecond); id <= 5_000n; id += 1n) {
    lessor.grant(id, 5, 0);
  }
  lessor.promote(0, 0);
  let before = endsIn(4_999);
  assert.equal(before, 0);
  for (let endMs = 6_000; before < 5_000; endMs += 1_000) {
    const ended = endsIn(endMs);
    assert.ok(ended > before && ended - before <= revokesPerSecond, `${ended - before} before ${endMs}`);
    before = ended;
  }
});
