import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget } from '../../source/tree/budget.js';

function clockOf() {
  const clock = {
    now: 0,
    slept: 0,
    nowMs: () => clock.now,
    sleep: (delayMs: number) => {
      clock.now += delayMs;
      clock.slept += delayMs;
      return Promise.resolve();
    },
  };
  return clock;
}

describe('budget', () => {
  const rates = { requestsPerSecond: 10, keysPerSecond: 1_000, savedSeconds: 2 };

  it('lets through what was saved up, then paces requests', async () => {
    const clock = clockOf();
    const budget = new Budget(rates, clock);
    for (let count = 0; count < 20; count += 1) await budget.admit(undefined);
    assert.equal(clock.slept, 0);
    for (let count = 0; count < 10; count += 1) await budget.admit(undefined);
    assert.equal(clock.slept, 1_000);
  });

  it('makes up for a request that cost more than was left', async () => {
    const clock = clockOf();
    const budget = new Budget(rates, clock);
    await budget.admit(undefined);
    budget.spend(5_000);
    await budget.admit(undefined);
    assert.equal(clock.slept, 3_000);
  });

  it('saves up no more than it says', async () => {
    const clock = clockOf();
    const budget = new Budget(rates, clock);
    clock.now = 3_600_000;
    budget.spend(2_500);
    assert.equal(budget.waitMs, 500);
  });
});
