import assert from 'node:assert/strict';
import { it } from 'node:test';
import { statusLine } from '../../source/app/status-line.js';
import { BudgetMeter } from '../../source/effects/budget-meter.js';
import { rowText, rowWidth } from '../../source/presentation/rows.js';
import { initialApp } from '../../source/store/app.js';
import { initialKeys, reduceKeys } from '../../source/store/keys.js';
import { Budget } from '../../source/tree/budget.js';
import { FakeClock } from '../screens/fake-clock.js';
import { VersionedCluster } from './versioned-cluster.js';

it('what is used of the budget is told as it changes, until all of it is back', () => {
  const clock = new FakeClock(0);
  const told: number[] = [];
  const rates = { requestsPerSecond: 10, keysPerSecond: 1_000, savedSeconds: 2 };
  const budget = new Budget(rates, { nowMs: clock.nowMs, sleep: () => Promise.resolve() }, () =>
    meter.note(),
  );
  const services = {
    client: new VersionedCluster(),
    signal: new AbortController().signal,
    environment: {},
    nowMs: clock.nowMs,
    after: (delayMs: number, callback: () => void) => clock.after(delayMs, callback),
  };
  const meter = new BudgetMeter(budget, services, (percent) => told.push(percent));

  budget.spend(1_250);
  budget.spend(250);
  // 1,500 of 2,000 are spent, and 1,000 come back each second.
  while (clock.runNext(10_000));
  assert.deepEqual(told, [63, 13, 0]);
  budget.spend(1_000);
  while (clock.runNext(20_000));
  assert.deepEqual(told, [63, 13, 0, 38, 0]);
});

it('the status line says it, at any width', () => {
  const lineOf = (percent: number, columns: number): string => {
    const keys = reduceKeys(initialKeys, { type: 'budget-used', percent }).state;
    const row = statusLine({ ...initialApp, keys }, columns);
    assert.equal(rowWidth(row), columns);
    return rowText(row);
  };
  assert.doesNotMatch(lineOf(0, 120), /budget/u);
  assert.match(lineOf(4, 120), /read budget {3}4 % {2}RO/u);
  assert.doesNotMatch(lineOf(4, 80), /budget/u);
  assert.match(lineOf(100, 80), /budget 100 % {2}RO/u);
});
