import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { ListingRun } from '../../source/effects/keys-listing.js';
import type { KeysEffect, KeysEvent } from '../../source/store/keys.js';
import { Budget } from '../../source/tree/budget.js';
import { FakeRange, portsOf } from '../tree/fake-range.js';

const listing: Extract<KeysEffect, { type: 'list-directory' }> = {
  type: 'list-directory',
  path: '/d/',
  separator: '/',
  listing: 1,
  total: undefined,
  revision: undefined,
  isPast: false,
  children: 100,
};

const notEnded = new AbortController().signal;

function told(events: readonly KeysEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'children-told'
      ? event.told.flatMap((each) => (each.kind === 'leaf' ? [each.found.key] : []))
      : [],
  );
}

const readings = (events: readonly KeysEvent[]) =>
  events.flatMap((event) => (event.type === 'children-told' ? [event.reading] : []));

describe('a directory being read', () => {
  it('says so when it waits for its budget', async () => {
    let nowMs = 0;
    const clock = {
      nowMs: () => nowMs,
      sleep: (delayMs: number) => {
        nowMs += delayMs;
        return Promise.resolve();
      },
    };
    const budget = new Budget({ requestsPerSecond: 100, keysPerSecond: 1_000, savedSeconds: 1 }, clock);
    const fake = new FakeRange(Array.from({ length: 3_000 }, (_, index) => `/d/${index}`));
    const events: KeysEvent[] = [];
    const ports = { ...portsOf(fake.range), budget };
    await new ListingRun(listing, ports, notEnded, (event) => events.push(event)).read(5_000);
    assert.ok(readings(events).some((each) => each.kind === 'reading' && each.isPaced === true));
    assert.deepEqual(readings(events).at(-1), { kind: 'done' });
    assert.ok(nowMs >= 2_000, `3,000 keys were visited in ${nowMs} ms, at 1,000 a second`);
  });

  it('takes its questions back when it is stopped while it pauses, and asks them again', async () => {
    const fake = new FakeRange(
      'abcdefgh'
        .split('')
        .flatMap((first) => Array.from({ length: 30 }, (_, index) => `/d/${first}${index}`)),
    );
    const out = new Set<AbortSignal | undefined>();
    let isSlow = false;
    const ports = portsOf((request, { signal }) => {
      if (!isSlow) return fake.range(request, {});
      const never = Promise.withResolvers<RangeResponse>();
      out.add(signal);
      signal?.addEventListener('abort', () => never.reject(new Error('aborted')), { once: true });
      return never.promise;
    });
    const events: KeysEvent[] = [];
    const run = new ListingRun(listing, ports, notEnded, (event) => events.push(event));
    await run.read(40);
    assert.deepEqual(readings(events).at(-1), { kind: 'paused' });
    isSlow = true;
    const stopped = run.read(1_000);
    await new Promise(setImmediate);
    run.stop();
    await stopped;
    assert.ok(out.size > 0 && [...out].every((signal) => signal?.aborted === true));
    isSlow = false;
    await run.read(1_000);
    assert.deepEqual(readings(events).at(-1), { kind: 'done' });
    assert.deepEqual(told(events), fake.keys);
  });
});
