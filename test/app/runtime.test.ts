import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Runtime } from '../../source/app/runtime.js';
import type { Services } from '../../source/effects/services.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { FakeClock } from '../screens/fake-clock.js';
import { startMs } from '../screens/harness.js';

function open() {
  const client = new FakeClient(demoCluster);
  const clock = new FakeClock(startMs);
  const ending = new AbortController();
  const services: Services = {
    client,
    signal: ending.signal,
    environment: {},
    nowMs: clock.nowMs,
    after: (delayMs, callback) => clock.after(delayMs, callback),
  };
  const runtime = new Runtime(services);
  return { client, clock, runtime };
}

const facts = { contextName: 'prod-a', source: 'flags', writable: false, endpoints: [] };

describe('the runtime', () => {
  it('has applied an event, and told everyone, when dispatch returns', () => {
    const { runtime } = open();
    const seen: string[] = [];
    runtime.subscribe(() => seen.push(runtime.getState().ui.focus));
    runtime.dispatch({ to: 'ui', event: { type: 'focus', pane: 'members' } });
    assert.equal(runtime.getState().ui.focus, 'members');
    assert.deepEqual(seen, ['members']);
    runtime.stop();
  });

  it('keeps the order of events that listeners send', () => {
    const { runtime } = open();
    const stop = runtime.subscribe(() => {
      stop();
      runtime.dispatch({ to: 'ui', event: { type: 'focus', pane: 'watch' } });
    });
    runtime.dispatch({ to: 'ui', event: { type: 'focus', pane: 'members' } });
    assert.equal(runtime.getState().ui.focus, 'watch');
    runtime.stop();
  });

  it('tells about the connection as it changes', () => {
    const { client, clock, runtime } = open();
    runtime.start(facts);
    assert.equal(runtime.getState().ui.connection.kind, 'connecting');
    client.up();
    assert.equal(runtime.getState().ui.connection.kind, 'ready');
    client.down(clock.nowMs());
    assert.equal(runtime.getState().ui.connection.kind, 'down');
    runtime.stop();
  });

  it('tells the time on every full second', () => {
    const { clock, runtime } = open();
    runtime.start(facts);
    const until = startMs + 3_400;
    while (clock.runNext(until));
    assert.equal(runtime.getState().ui.nowMs, startMs + 3_000);
    runtime.stop();
  });

  it('is silent once it is stopped', () => {
    const { client, runtime } = open();
    runtime.start(facts);
    let told = 0;
    runtime.subscribe(() => {
      told += 1;
    });
    runtime.stop();
    client.up();
    runtime.dispatch({ to: 'ui', event: { type: 'focus', pane: 'watch' } });
    assert.equal(told, 0);
    assert.equal(runtime.getState().ui.focus, 'keys');
  });
});
