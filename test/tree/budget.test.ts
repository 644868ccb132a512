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

  it('says how much is used up, of what is scarcer, and tells when something is', async () => {
    const clock = clockOf();
    let uses = 0;
    const budget = new Budget(rates, clock, () => {
      uses += 1;
    });
    assert.equal(budget.usedShare, 0);
    for (let count = 0; count < 5; count += 1) await budget.admit(undefined);
    assert.equal(budget.usedShare, 0.25);
    budget.spend(1_000);
    assert.equal(budget.usedShare, 0.5);
    budget.spend(9_000);
    assert.equal(budget.usedShare, 1);
    assert.equal(uses, 7);
    // 10,000 of 2,000 are spent: after nine seconds half of what may be saved is there again.
    clock.now = 9_000;
    assert.equal(budget.usedShare, 0.5);
  });

  it('saves up no more than it says', async () => {
    const clock = clockOf();
    const budget = new Budget(rates, clock);
    clock.now = 3_600_000;
    budget.spend(2_500);
    assert.equal(budget.waitMs, 500);
  });
});
