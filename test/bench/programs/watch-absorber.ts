/**
 * Takes a flood of changes for some seconds and tells what that took, as one line of JSON.
 *
 *   watch-absorber ENDPOINT SECONDS raw|log [FILTER]
 *
 * `raw` counts the events of a bare watch; `log` is the inspector's log, ticks, filter and view, without a
 * terminal, its heap bounded as the inspector's is.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { EtcdClient } from '../../../source/client/api.js';
import { createEtcdClient } from '../../../source/client/client.js';
import { systemEnvironment } from '../../../source/client/environment.js';
import { localConnection } from '../../../source/commands/connection.js';
import type { Services } from '../../../source/effects/services.js';
import { runWatchEffect } from '../../../source/effects/watch.js';
import { boundHeap } from '../../../source/heap-bounds.js';
import { watchPane } from '../../../source/panes/watch/pane.js';
import { reduceWatch } from '../../../source/store/watch.js';
import { initialWatch, type WatchEffect, type WatchEvent } from '../../../source/store/watch-state.js';
import type { Absorbed } from '../watch-absorb.js';

const [endpoint = '', seconds = '', mode = '', filter = ''] = process.argv.slice(2);
const client = createEtcdClient(localConnection(endpoint), systemEnvironment);

function countRaw(client: EtcdClient): () => Pick<Absorbed, 'events' | 'behind'> {
  let events = 0;
  client.watch({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0), prevKv: true }, (message) => {
    if (message.kind === 'events') events += message.events.length;
  });
  return () => ({ events, behind: 0 });
}

function countLogged(client: EtcdClient): () => Pick<Absorbed, 'events' | 'behind'> {
  const services: Services = {
    client,
    signal: new AbortController().signal,
    environment: {},
    nowMs: Date.now,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
  let state = initialWatch;
  const run = (effect: WatchEffect): void => runWatchEffect(effect, services, dispatch);
  function dispatch(event: WatchEvent): void {
    const { state: next, effects } = reduceWatch(state, event);
    state = next;
    watchPane.view(state, { columns: 118, rows: 36 }, { focused: true, nowMs: Date.now() });
    effects.forEach(run);
  }
  dispatch({ type: 'watch-resized', rows: 36 });
  run({ type: 'open-watch', prefix: '', since: undefined });
  if (filter !== '') {
    dispatch({ type: 'filter-typed', text: filter });
    dispatch({ type: 'filter-entered' });
  }
  setInterval(() => dispatch({ type: 'second-passed', nowMs: Date.now() }), 1_000);
  return () => ({ events: state.log?.changes ?? 0, behind: state.sieve?.behind ?? 0 });
}

if (mode === 'log') boundHeap();
const count = mode === 'raw' ? countRaw(client) : countLogged(client);
// The log fills its window, and the compiler has seen what it needs to.
await pause(3_000);
globalThis.gc?.();
const delay = monitorEventLoopDelay({ resolution: 1 });
const before = { ...count(), cpu: process.cpuUsage(), rss: process.memoryUsage.rss(), ms: performance.now() };
delay.enable();
await pause(Number(seconds) * 1_000);
delay.disable();
const cpu = process.cpuUsage(before.cpu);
const { events, behind } = count();
const told: Absorbed = {
  events: events - before.events,
  behind,
  seconds: (performance.now() - before.ms) / 1_000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  grownBytes: process.memoryUsage.rss() - before.rss,
  delayP99Ms: delay.percentile(99) / 1e6,
};
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exit(0);
