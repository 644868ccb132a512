import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';

test('a simulated clock runs timers in the order they are due, those started on the way too', () => {
  const clock = new SimulatedClock(1_000_000);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name}@${clock.monotonicMs()}`);
  clock.startTimer(30, note('late'));
  clock.startTimer(10, () => {
    note('early')();
    clock.startTimer(5, note('child'));
    clock.startTimer(500, note('never'));
  });
  clock.startTimer(30, note('late too'));
  const cancelled = clock.startTimer(20, note('cancelled'));
  cancelled.cancel();
  cancelled.cancel();
  clock.advance(9);
  assert.deepEqual(seen, []);
  clock.advance(21);
  assert.deepEqual(seen, ['early@10', 'child@15', 'late@30', 'late too@30']);
  assert.equal(clock.monotonicMs(), 30);
  assert.equal(clock.wallMs(), 1_000_030);
  clock.setWall(5);
  assert.equal(clock.wallMs(), 5);
  assert.equal(clock.monotonicMs(), 30);
});

test('the real clock runs a timer and waits with one that is longer than Node can', async () => {
  const fired: string[] = [];
  const centuries = realClock.startTimer(9e12, () => fired.push('centuries'));
  const before = realClock.monotonicMs();
  await new Promise<void>((resolve) => {
    const keepAlive = setTimeout(() => undefined, 60_000);
    realClock.startTimer(5, () => {
      clearTimeout(keepAlive);
      resolve();
    });
  });
  centuries.cancel();
  assert.deepEqual(fired, []);
  assert.ok(realClock.monotonicMs() > before);
  assert.ok(Math.abs(realClock.wallMs() - Date.now()) < 60_000);
});
