import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { openIn, temporaryBackend, temporaryDirectory } from '../backend/temporary-backend.js';

const everyMs = 300_000;

test('what is left of a long lease is due once in an interval, and again when the log has it', async (t) => {
  const lessor = createLessor(await temporaryBackend(t), { checkpointEveryMs: everyMs });
  lessor.promote(0, 0);
  lessor.grant(1n, 1_000, 0);
  lessor.grant(2n, 300, 0);
  assert.deepEqual(lessor.dueCheckpoints(everyMs - 1, 10), []);
  const [first, ...more] = lessor.dueCheckpoints(everyMs, 10);
  assert.deepEqual(first, { id: 1n, remainingTtlSeconds: 700 });
  assert.deepEqual(more, [], 'a lease that ends before the next checkpoint needs none');
  assert.deepEqual(lessor.dueCheckpoints(10 * everyMs, 10), [], 'not before the log has the first');
  assert.ok(first !== undefined);
  lessor.checkpoint(first, everyMs);
  assert.deepEqual(lessor.dueCheckpoints(2 * everyMs, 10), [{ id: 1n, remainingTtlSeconds: 400 }]);
});

test('parts of a second count whole, and a lease with all of its time has nothing to tell', async (t) => {
  const lessor = createLessor(await temporaryBackend(t), { checkpointEveryMs: everyMs });
  lessor.promote(0, 0);
  lessor.grant(1n, 1_000, 0);
  lessor.grant(2n, 1_000, 0);
  lessor.renew(1n, everyMs);
  assert.deepEqual(lessor.dueCheckpoints(everyMs + 500, 10), [{ id: 2n, remainingTtlSeconds: 700 }]);
});

test('a restart goes on with what the checkpoint left; a renewal clears it first', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  const lessor = createLessor(backend, { checkpointEveryMs: everyMs });
  lessor.promote(0, 0);
  lessor.grant(1n, 1_000, 0);
  lessor.checkpoint({ id: 1n, remainingTtlSeconds: 700 }, everyMs);
  await backend.close();
  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  const restored = createLessor(reopened, { checkpointEveryMs: everyMs });
  restored.promote(0, 0);
  assert.deepEqual(restored.find(1n, 0), { id: 1n, grantedTtlSeconds: 1_000, remainingTtlSeconds: 700 });
  assert.equal(restored.needsClearing(1n), true);
  restored.checkpoint({ id: 1n, remainingTtlSeconds: 0 }, 0);
  assert.equal(restored.renew(1n, 0).remainingTtlSeconds, 1_000);
});

test('without checkpoints none is due; one of a lease that is gone changes nothing', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.promote(0, 0);
  lessor.grant(1n, 1_000, 0);
  assert.deepEqual(lessor.dueCheckpoints(900_000, 10), []);
  lessor.checkpoint({ id: 5n, remainingTtlSeconds: 3 }, 0);
  assert.deepEqual(lessor.list(), [1n]);
});

test('a lease that was granted by quicker elections gets the shortest TTL there is now', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  createLessor(backend).grant(1n, 1, 0);
  await backend.close();
  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  assert.equal(createLessor(reopened, { minTtlSeconds: 2 }).find(1n, 0)?.grantedTtlSeconds, 2);
});
