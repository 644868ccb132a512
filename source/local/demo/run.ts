import type { EtcdClient } from '../../client/api.js';
import { type DemoChange, type DemoState, initialPods, nextTick } from './life.js';
import { initialEntries, podEntry } from './objects.js';

const tickMs = 1_000;
/** Seconds; the lease ends soon after the demo does. */
const leaseTtlSeconds = 15;
const renewEveryTicks = 5;

export interface Demo {
  readonly state: DemoState;
  /** Held by `/locks/leader-election/scheduler` for as long as the demo lives. */
  readonly leaseId: bigint;
}

/** Writes the demo registry. */
export async function fillDemo(client: EtcdClient, nowMs: number): Promise<Demo> {
  const state = initialPods(nowMs);
  const entries = [...initialEntries(nowMs), ...state.pods.map(podEntry)];
  for (const { key, value } of entries) {
    await client.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
  }
  const lease = await client.lease.grant({ ttl: leaseTtlSeconds });
  await client.kv.put({
    key: Buffer.from('/locks/leader-election/scheduler'),
    value: Buffer.from('n1'),
    lease: lease.id,
  });
  return { state, leaseId: lease.id };
}

/**
 * Keeps a few keys changing until `signal` fires. A write that fails is not repeated: the registry
 * may be read-only for a while, because it is there to be experimented with.
 */
export async function liveDemo(
  client: EtcdClient,
  demo: Demo,
  signal: AbortSignal,
  now: () => number,
): Promise<void> {
  let { state } = demo;
  while (await pause(signal)) {
    const { state: next, changes } = nextTick(state, now());
    state = next;
    if (state.ticks % renewEveryTicks === 0) {
      await client.lease.keepAliveOnce(demo.leaseId, { signal }).catch(() => undefined);
    }
    for (const change of changes) {
      await write(client, change, signal).catch(() => undefined);
    }
  }
}

function write(client: EtcdClient, change: DemoChange, signal: AbortSignal): Promise<unknown> {
  return 'put' in change
    ? client.kv.put({ key: Buffer.from(change.put.key), value: Buffer.from(change.put.value) }, { signal })
    : client.kv.deleteRange({ key: Buffer.from(change.remove) }, { signal });
}

/** @returns false once the signal has fired. */
function pause(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(done, signal.aborted ? 0 : tickMs);
    signal.addEventListener('abort', done);
  });
}
