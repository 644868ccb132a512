import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Services } from '../../source/effects/services.js';
import { sharedTicks } from '../../source/effects/shared-ticks.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { FakeClock } from '../screens/fake-clock.js';

test('all who have something to tell tell it at the same moment', async () => {
  const clock = new FakeClock(1_000);
  const services: Services = {
    client: new FakeClient(demoCluster),
    signal: new AbortController().signal,
    environment: {},
    nowMs: () => clock.nowMs(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
  };
  const ticks = sharedTicks(services);
  const told: string[] = [];
  const tree = () => told.push(`tree ${clock.nowMs()}`);
  const log = () => told.push(`log ${clock.nowMs()}`);
  ticks.soon(tree);
  ticks.soon(log);
  await Promise.resolve();
  assert.deepEqual(told, ['tree 1000', 'log 1000']);
  ticks.soon(log);
  await Promise.resolve();
  while (clock.runNext(1_040));
  ticks.soon(tree);
  ticks.soon(tree);
  ticks.forget(log);
  await Promise.resolve();
  while (clock.runNext(2_000));
  assert.deepEqual(told.slice(2), ['tree 1100']);
});
