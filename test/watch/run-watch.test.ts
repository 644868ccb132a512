import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Event, Event_EventType, KeyValue } from '../../proto/generated/mvccpb.js';
import { EtcdError } from '../../source/client/errors.js';
import type { Services } from '../../source/effects/services.js';
import { runWatchEffect } from '../../source/effects/watch.js';
import type { WatchLogView } from '../../source/store/watch-log.js';
import type { LogBeginning, WatchEvent } from '../../source/store/watch-state.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { FakeClock } from '../screens/fake-clock.js';

const cut = new EtcdError('unreachable', 'No member answers.', 'ECONNREFUSED');

function session() {
  const client = new FakeClient(demoCluster);
  const clock = new FakeClock(1_000);
  const services: Services = {
    client,
    signal: new AbortController().signal,
    environment: {},
    nowMs: () => clock.nowMs(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
  };
  const events: WatchEvent[] = [];
  const open = (prefix: string, since?: LogBeginning) =>
    runWatchEffect({ type: 'open-watch', prefix, since }, services, (each) => events.push(each));
  const advance = (ms: number) => {
    const untilMs = clock.nowMs() + ms;
    while (clock.runNext(untilMs));
  };
  const ticks = () => events.filter(({ type }) => type === 'watch-ticked').length;
  const log = (): WatchLogView => {
    const opened = events.findLast((each) => each.type === 'watch-opened');
    assert.ok(opened !== undefined);
    return opened.log;
  };
  const kinds = () => {
    const view = log();
    return Array.from({ length: view.next - view.first }, (_, index) => view.at(view.first + index)?.kind);
  };
  return { client, open, advance, ticks, events, log, kinds };
}

function put(key: string, value: Uint8Array, version = 2): Event {
  const kv = KeyValue.create({ key: Buffer.from(key), value, version, createRevision: 5, modRevision: 9 });
  return Event.create({ type: Event_EventType.PUT, kv });
}

/** What is told in a quiet time is told when all who listen to a message have had it. */
const everybodyHeard = (): Promise<void> => Promise.resolve();

describe('the watch effect', () => {
  it('tells the first change at once, and a flood ten times a second', async () => {
    const { client, open, advance, ticks, log } = session();
    open('');
    const flood = (count: number) => {
      for (let sent = 0; sent < count; sent += 1) {
        client.tell({ kind: 'events', revision: 9, events: [put('k', Uint8Array.of(1))], receivedMs: 0 });
      }
    };
    flood(1);
    await everybodyHeard();
    assert.equal(ticks(), 1);
    for (let step = 0; step < 100; step += 1) {
      flood(100);
      await everybodyHeard();
      advance(10);
    }
    assert.equal(ticks(), 11);
    assert.equal(log().changes, 10_001);
  });

  it('tells what happened before it began as such, and counts it in no rate', async () => {
    const { client, open, log, events } = session();
    const asked: (number | undefined)[] = [];
    const watch = client.watch.bind(client);
    client.watch = (options, listener) => {
      asked.push(options.startRevision);
      return watch(options, listener);
    };
    open('', { revision: 3, newest: 9 });
    assert.deepEqual(asked, [3]);
    client.tell({ kind: 'created', revision: 2, endpoint: 'e' });
    const fresh = put('k', Uint8Array.of(2));
    if (fresh.kv !== undefined) fresh.kv.modRevision = 10;
    const told = [put('k', Uint8Array.of(1)), fresh];
    client.tell({ kind: 'events', revision: 10, events: told, receivedMs: 0 });
    await everybodyHeard();
    const entries = [0, 1, 2].map((number) => log().at(number));
    assert.deepEqual(
      entries.map((each) =>
        each?.kind === 'started' ? each.since : each?.kind === 'change' && each.isReplayed,
      ),
      [3, true, undefined],
    );
    const opened = events.find((each) => each.type === 'watch-opened');
    const [row] = opened?.rates.table('kind', 10, 10_000, 'events').rows ?? [];
    assert.equal(
      row?.history.reduce((sum, each) => sum + each, 0),
      1,
    );
    assert.deepEqual([log().changes, log().replayed], [2, 1]);
  });

  it('keeps a copy of the beginning of a value, not the message it came in', () => {
    const { client, open, log } = session();
    open('');
    const message = Buffer.alloc(100_000, 7);
    client.tell({ kind: 'events', revision: 9, events: [put('k', message.subarray(10), 1)], receivedMs: 5 });
    message.fill(0);
    const entry = log().at(0);
    assert.ok(entry?.kind === 'change');
    assert.deepEqual([entry.type, entry.size, entry.head.length, entry.head[0]], ['created', 99_990, 256, 7]);
    assert.notEqual(entry.head.buffer, message.buffer);
  });

  it('keeps what a key was and is, copied, and asks for it', () => {
    const { client, open, log } = session();
    open('/registry/');
    const message = Buffer.from('old valuenew value');
    const event = put('/registry/pods/default/web-1', message.subarray(9));
    const prevKv = KeyValue.create({ key: event.kv?.key ?? Buffer.of(), value: message.subarray(0, 9) });
    client.tell({ kind: 'events', revision: 9, events: [{ ...event, prevKv }], receivedMs: 5 });
    message.fill(0);
    const entry = log().at(0);
    assert.ok(entry?.kind === 'change');
    assert.equal(Buffer.from(entry.before ?? []).toString(), 'old value');
    assert.equal(Buffer.from(entry.after ?? []).toString(), 'new value');
    assert.equal(entry.noise, undefined);
  });

  it('says which changes are noise', () => {
    const { client, open, log } = session();
    open('');
    const events = [put('/registry/leases/kube-node-lease/n1', Uint8Array.of(1))];
    client.tell({ kind: 'events', revision: 9, events, receivedMs: 5 });
    const entry = log().at(0);
    assert.ok(entry?.kind === 'change');
    assert.equal(entry.noise, 'leases');
  });

  it('draws a cut, the return and a hole', () => {
    const { client, open, kinds } = session();
    open('');
    client.tell({ kind: 'created', revision: 8, endpoint: 'http://m1' });
    client.tell({ kind: 'interrupted', error: cut, nextRevision: 9 });
    client.tell({ kind: 'created', revision: 8, endpoint: 'http://m2' });
    client.tell({ kind: 'hole', fromRevision: 9, toRevision: 20 });
    assert.deepEqual(kinds(), ['started', 'cut', 'reconnected', 'hole']);
  });

  it('says why it does not begin, and writes no line for every attempt', async () => {
    const { client, open, kinds, events } = session();
    open('');
    client.tell({ kind: 'interrupted', error: cut, nextRevision: 0 });
    await everybodyHeard();
    assert.deepEqual(kinds(), []);
    const last = events.at(-1);
    assert.ok(last?.type === 'watch-ticked' && last.stream.kind === 'cut');
    assert.equal(last.stream.reason, cut.message);
  });

  it('watches another prefix with a log of its own, and the one before no more', () => {
    const { client, open, log, kinds, advance } = session();
    open('');
    const before = log();
    open('/config/');
    for (const key of ['/config/a', '/registry/b']) {
      client.tell({ kind: 'events', revision: 9, events: [put(key, Uint8Array.of(1))], receivedMs: 0 });
    }
    advance(1_000);
    assert.equal(before.next, 0);
    assert.deepEqual(kinds(), ['change']);
  });
});
