import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import { atOnce, type Steps, Turns } from '../../../node-core/ports/turns.js';

/** Counts to `steps`, a millisecond each. */
function* counting(steps: number, clock: SimulatedClock): Steps<number> {
  for (let done = 0; done < steps; done += 1) {
    clock.advance(1);
    yield;
  }
  return steps;
}

test('short work is done at once; long work lets others in every few milliseconds', async () => {
  const clock = new SimulatedClock();
  const turns: (() => void)[] = [];
  const scheduler = new Turns(clock, (action) => turns.push(action));
  assert.equal(scheduler.run(counting(1, clock)), 1);
  const long = scheduler.run(counting(50, clock));
  const idleAtMs: number[] = [];
  for (let next = turns.shift(); next !== undefined; next = turns.shift()) {
    idleAtMs.push(clock.monotonicMs());
    next();
    await Promise.resolve();
    await Promise.resolve();
  }
  assert.equal(await long, 50);
  assert.ok(idleAtMs.length >= 10, `others came in at ${idleAtMs.join(', ')} ms`);
  assert.ok(idleAtMs.every((ms, i) => ms - (idleAtMs[i - 1] ?? 0) <= 5));
});

test('of several long works one has a slice in each turn, and what came first is done first', async () => {
  const clock = new SimulatedClock();
  const turns: (() => void)[] = [];
  const scheduler = new Turns(clock, (action) => turns.push(action));
  const done: string[] = [];
  const note = (name: string) => () => done.push(name);
  const works = [
    Promise.resolve(scheduler.run(counting(25, clock))).then(note('first')),
    Promise.resolve(scheduler.run(counting(300, clock))).then(note('endless')),
    Promise.resolve(scheduler.run(counting(20, clock))).then(note('last')),
  ];
  for (let next = turns.shift(); next !== undefined; next = turns.shift()) {
    assert.equal(turns.length, 0, 'one slice at a time');
    const beganMs = clock.monotonicMs();
    next();
    assert.ok(clock.monotonicMs() - beganMs <= 4);
    await Promise.resolve();
    await Promise.resolve();
  }
  await Promise.all(works);
  assert.deepEqual(done, ['first', 'last', 'endless']);
});

test('a failure of long work rejects, and work is done to its end while everybody waits when that is asked', async () => {
  const clock = new SimulatedClock();
  const failing = function* (): Steps<never> {
    yield* counting(20, clock);
    throw new Error('the last step');
  };
  await assert.rejects(async () => new Turns(clock, setImmediate).run(failing()), /the last step/);
  assert.equal(atOnce(counting(20, clock)), 20);
});
