import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createWatchHub, type WatchHubOptions } from '../../../node-core/watch/hub.js';
import type { WatchHub, WatchStream } from '../../../node-core/watch/types.js';
import { WatchCreateRequest_FilterType as FilterType } from '../../../proto/generated/etcdserverpb.js';
import { Event } from '../../../proto/generated/mvccpb.js';
import { ManualClock } from '../backend/clocks.js';
import { bytesOf } from '../mvcc/byte-strings.js';
import { type TemporaryStore, temporaryStore } from '../mvcc/temporary-store.js';
import { describeEvents, LateTelling, NotingSink, promptly, watchOf } from './noting-sink.js';

const anyId = -1n;

type Telling = Omit<WatchHubOptions, 'clock' | 'maxFragmentBytes'>;

interface Fixture {
  readonly s: TemporaryStore;
  readonly hub: WatchHub;
  readonly clock: ManualClock;
}

async function fixture(
  t: TestContext,
  maxFragmentBytes = 1_000_000,
  telling: Telling = promptly,
): Promise<Fixture> {
  const s = await temporaryStore(t);
  const clock = new ManualClock();
  const hub = createWatchHub(s.store, { ...telling, clock, maxFragmentBytes });
  t.after(() => hub.close());
  return { s, hub, clock };
}

test('a watch from now on hears of its keys only, a revision at a time', async (t) => {
  const { s, hub } = await fixture(t);
  s.put('a', 'before');
  const sink = new NotingSink();
  const stream = hub.open(sink);
  const one = stream.create(anyId, watchOf('a'));
  const range = stream.create(anyId, watchOf('b', 'd'));
  const all = stream.create(anyId, watchOf('\0', '\0'));
  assert.deepEqual([one, range, all], [0n, 1n, 2n]);
  s.put('a', '1');
  s.put('c', '1');
  s.put('d', '1');
  s.delete('a', 'z');
  assert.deepEqual(sink.events(0n), ['3:put a=1', '6:delete a']);
  assert.deepEqual(sink.events(1n), ['4:put c=1', '6:delete c']);
  assert.deepEqual(sink.events(2n), [
    '3:put a=1',
    '4:put c=1',
    '5:put d=1',
    '6:delete a',
    '6:delete c',
    '6:delete d',
  ]);
  assert.deepEqual(
    sink.batches
      .filter((batch) => batch.watchId === 2n)
      .map((batch) => [batch.revision, batch.events.length]),
    [
      [3, 1],
      [4, 1],
      [5, 1],
      [6, 3],
    ],
  );
});

test('revisions of one turn are told in one answer, the same to all who get the same', async (t) => {
  const late = new LateTelling();
  const { s, hub, clock } = await fixture(t, 1_000_000, late.options);
  const sinks = Array.from({ length: 4 }, () => new NotingSink());
  const [first, second, third, slow] = sinks as [NotingSink, NotingSink, NotingSink, NotingSink];
  const streams = sinks.map((sink) => hub.open(sink));
  for (const stream of streams) {
    stream.create(1n, watchOf('a', 'c'));
  }
  streams[2]?.create(2n, watchOf('b'));
  slow.patience = 1;
  s.put('a', '0');
  late.finish();
  s.put('a', '1');
  s.put('b', '2');
  s.put('c', '3');
  s.delete('a');
  assert.equal(first.batches.length, 1);
  late.finish();
  const told = ['3:put a=1', '4:put b=2', '6:delete a'];
  assert.deepEqual(first.events(1n), ['2:put a=0', ...told]);
  assert.deepEqual([first.batches.length, first.batches[1]?.revision], [2, 6]);
  assert.equal(first.batches[1], second.batches[1]);
  assert.equal(first.batches[1], third.batches[1]);
  assert.deepEqual(third.events(2n), ['4:put b=2']);
  assert.deepEqual(slow.events(1n), ['2:put a=0'], 'what it was slow at is taken');
  slow.patience = 9;
  streams[3]?.resume();
  clock.advance(10);
  assert.deepEqual(slow.events(1n), ['2:put a=0', ...told]);
});

test('a huge revision is told in steps: what comes meanwhile waits for it, who leaves gets nothing', async (t) => {
  const late = new LateTelling();
  const { s, hub } = await fixture(t, 1_000_000, late.options);
  const sinks = [new NotingSink(), new NotingSink(), new NotingSink()] as const;
  const [stays, leaves, comes] = sinks.map((sink) => hub.open(sink)) as [
    WatchStream,
    WatchStream,
    WatchStream,
  ];
  stays.create(1n, watchOf('k', 'l'));
  leaves.create(1n, watchOf('k', 'l'));
  const writes = s.store.beginWrite(s.nextEntry());
  for (let i = 0; i < 1_000; i += 1) {
    writes.put(bytesOf(`k${i}`), bytesOf('v'), 0n);
  }
  writes.end();
  let steps = 0;
  for (; steps < 4; steps += 1) {
    late.step();
  }
  leaves.cancel(1n);
  comes.create(1n, watchOf('k', 'l'));
  comes.requestProgress();
  s.put('k', 'last');
  for (; late.step(); steps += 1) {
    assert.ok(steps < 1_000);
  }
  assert.ok(steps > 10, `${steps} steps`);
  assert.equal(sinks[0].events(1n).length, 1_001);
  assert.equal(sinks[0].events(1n).at(-1), '3:put k=last');
  assert.deepEqual(sinks[1].batches, []);
  assert.deepEqual(sinks[2].events(1n), ['3:put k=last']);
  assert.deepEqual(sinks[2].notes, ['-1 at 3']);
});

test('ids: the stream counts from 0, past those that are taken; a taken one is refused', async (t) => {
  const { hub } = await fixture(t);
  const stream = hub.open(new NotingSink());
  assert.equal(stream.create(1n, watchOf('a')), 1n);
  assert.equal(stream.create(anyId, watchOf('a')), 0n);
  assert.equal(stream.create(anyId, watchOf('a')), 2n);
  assert.equal(stream.create(1n, watchOf('a')), undefined);
  assert.equal(hub.open(new NotingSink()).create(1n, watchOf('a')), 1n, 'other streams have their own');
  assert.equal(hub.watcherCount, 4);
  assert.equal(stream.cancel(1n), true);
  assert.equal(stream.cancel(1n), false);
  assert.equal(hub.watcherCount, 3);
});

test('a watch from a past revision gets the history, then the present, each event once', async (t) => {
  const { s, hub, clock } = await fixture(t);
  for (const value of ['1', '2', '3']) {
    s.put('a', value);
    s.put('b', value);
  }
  s.delete('a');
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(5n, watchOf('a', '', { startRevision: 4 }));
  stream.create(6n, watchOf('a', 'c', { startRevision: 6 }));
  assert.equal(sink.batches.length, 0, 'nothing before the answer that it was created');
  s.put('a', '4');
  clock.advance(10);
  s.put('a', '5');
  assert.deepEqual(sink.events(5n), ['4:put a=2', '6:put a=3', '8:delete a', '9:put a=4', '10:put a=5']);
  assert.deepEqual(sink.events(6n), ['6:put a=3', '7:put b=3', '8:delete a', '9:put a=4', '10:put a=5']);
  assert.deepEqual(
    sink.batches.filter((batch) => batch.watchId === 6n).map((batch) => batch.revision),
    [9, 10],
  );
});

test('a watch from a future revision sleeps until then', async (t) => {
  const { s, hub } = await fixture(t);
  const sink = new NotingSink();
  hub.open(sink).create(anyId, watchOf('a', '', { startRevision: 4 }));
  s.put('a', '1');
  s.put('a', '2');
  s.put('a', '3');
  s.put('a', '4');
  assert.deepEqual(sink.events(0n), ['4:put a=3', '5:put a=4']);
});

test('the previous key-value: of the revision before, none for a creation', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const live = new NotingSink();
  hub.open(live).create(anyId, watchOf('a', 'z', { prevKv: true }));
  s.put('a', '1');
  s.put('a', '2');
  s.delete('a');
  s.put('a', '3');
  s.put('b', '');
  s.put('b', '1');
  const expected = [
    '2:put a=1',
    '3:put a=2 (was 1)',
    '4:delete a (was 2)',
    '5:put a=3',
    '6:put b=',
    '7:put b=1 (was )',
  ];
  assert.deepEqual(live.events(0n), expected);
  const late = new NotingSink();
  hub.open(late).create(anyId, watchOf('a', 'z', { prevKv: true, startRevision: 2 }));
  clock.advance(10);
  assert.deepEqual(late.events(0n), expected);
});

test('a previous key-value that was compacted away is left out', async (t) => {
  const { s, hub, clock } = await fixture(t);
  s.put('a', '1');
  s.put('a', '2');
  s.put('a', '3');
  await s.compact(3);
  const sink = new NotingSink();
  hub.open(sink).create(anyId, watchOf('a', '', { prevKv: true, startRevision: 3 }));
  clock.advance(10);
  assert.deepEqual(sink.events(0n), ['3:put a=2', '4:put a=3 (was 2)']);
});

test('filters drop puts or deletions; when all are dropped nothing is sent', async (t) => {
  const { s, hub, clock } = await fixture(t);
  s.put('a', '0');
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(1n, watchOf('a', '', { filters: [FilterType.NOPUT], startRevision: 1 }));
  stream.create(2n, watchOf('a', '', { filters: [FilterType.NODELETE] }));
  stream.create(3n, watchOf('a', '', { filters: [FilterType.NODELETE, FilterType.NOPUT] }));
  clock.advance(10);
  s.put('a', '1');
  s.delete('a');
  assert.deepEqual(sink.events(1n), ['4:delete a']);
  assert.deepEqual(sink.events(2n), ['3:put a=1']);
  assert.deepEqual(sink.events(3n), []);
  assert.equal(sink.batches.length, 2);
});

test('a deletion shows the key and its revision, and nothing else', async (t) => {
  const { s, hub } = await fixture(t);
  const sink = new NotingSink();
  hub.open(sink).create(anyId, watchOf('a'));
  s.put('a', '1');
  s.delete('a');
  const bytes = Buffer.from(sink.batches[1]?.events[0] ?? '');
  assert.equal(bytes.toString('hex'), '0801' + '1205' + '0a0161' + '1803');
});

test('watchers that get the same get the same bytes, encoded once', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const sinks = Array.from({ length: 3 }, () => new NotingSink());
  for (const [i, sink] of sinks.entries()) {
    hub.open(sink).create(anyId, watchOf('a', i === 0 ? '' : 'b', { prevKv: i === 2 }));
  }
  s.put('a', '1');
  s.put('a', '2');
  const [first, second, third] = sinks.map((sink) => sink.batches.map((batch) => batch.events[0]));
  assert.equal(first?.[1], second?.[1]);
  assert.equal(first?.[0], third?.[0], 'a creation has no previous value to differ by');
  assert.notEqual(first?.[1], third?.[1]);
  const late = [new NotingSink(), new NotingSink()] as const;
  for (const sink of late) {
    hub.open(sink).create(anyId, watchOf('\0', '\0', { startRevision: 2 }));
  }
  clock.advance(10);
  assert.equal(late[0].batches[0]?.events[0], late[1].batches[0]?.events[0]);
});

test('history that is compacted: the watch is told, and ended', async (t) => {
  const { s, hub, clock } = await fixture(t);
  for (const value of ['1', '2', '3', '4']) {
    s.put('a', value);
  }
  await s.compact(4);
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(1n, watchOf('a', '', { startRevision: 3 }));
  stream.create(2n, watchOf('a', '', { startRevision: 4 }));
  clock.advance(10);
  s.put('a', '5');
  assert.deepEqual(sink.notes, ['1 compacted at 4']);
  assert.deepEqual(sink.events(2n), ['4:put a=3', '5:put a=4', '6:put a=5']);
  assert.deepEqual(sink.events(1n), []);
  // As in etcd, its id is free and its stream current when the client has cancelled it.
  stream.requestProgress();
  assert.equal(stream.create(1n, watchOf('a')), undefined);
  assert.equal(stream.cancel(1n), true);
  assert.equal(stream.cancel(1n), false);
  stream.requestProgress();
  assert.deepEqual(sink.notes, ['1 compacted at 4', '-1 at 6']);
  assert.equal(hub.watcherCount, 1);
});

test('a slow reader gets nothing more until it resumes, and then all of it, in order', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const slow = new NotingSink();
  const other = new NotingSink();
  const stream = hub.open(slow);
  stream.create(1n, watchOf('a', 'z'));
  stream.create(2n, watchOf('b'));
  hub.open(other).create(1n, watchOf('a', 'z'));
  slow.patience = 1;
  s.put('a', '1');
  s.put('b', '2');
  s.put('a', '3');
  clock.advance(10);
  assert.deepEqual(slow.batches.flatMap(describeEvents), ['2:put a=1'], 'the batch it was slow at is taken');
  assert.deepEqual(other.events(1n), ['2:put a=1', '3:put b=2', '4:put a=3']);
  slow.patience = Number.POSITIVE_INFINITY;
  stream.resume();
  s.put('b', '4');
  clock.advance(10);
  s.put('a', '5');
  assert.deepEqual(slow.events(1n), ['2:put a=1', '3:put b=2', '4:put a=3', '5:put b=4', '6:put a=5']);
  assert.deepEqual(slow.events(2n), ['3:put b=2', '5:put b=4']);
});

test('a slow reader whose history is compacted meanwhile is told when it resumes', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const sink = new NotingSink();
  sink.patience = 1;
  const stream = hub.open(sink);
  stream.create(1n, watchOf('a'));
  for (const value of ['1', '2', '3', '4']) {
    s.put('a', value);
  }
  clock.advance(10);
  await s.compact(5);
  clock.advance(10);
  assert.deepEqual(sink.notes, []);
  stream.resume();
  clock.advance(10);
  assert.deepEqual(sink.notes, ['1 compacted at 5']);
});

test('a long history comes in slices between other work, whole revisions each', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const writes = 2000;
  for (let i = 0; i < writes; i += 1) {
    const transaction = s.store.beginWrite(s.nextEntry());
    transaction.put(bytesOf('a'), bytesOf(String(i)), 0n);
    transaction.put(bytesOf('b'), bytesOf(String(i)), 0n);
    transaction.put(bytesOf('c'), bytesOf(String(i)), 0n);
    transaction.end();
  }
  const sink = new NotingSink();
  hub.open(sink).create(1n, watchOf('a', 'd', { startRevision: 1 }));
  clock.advance(0);
  assert.equal(sink.events(1n).length, writes * 3);
  const lasts = sink.batches.map((batch) => [batch.revision, batch.revisions.at(-1)]);
  assert.ok(lasts.every(([revision, last]) => revision === last));
  assert.deepEqual(
    sink.batches.map((batch) => batch.events.length),
    [1002, 1002, 1002, 1002, 1002, 990],
  );
});

test('fragments: as many as the size needs, all but the last marked, only for who asked', async (t) => {
  const { s, hub } = await fixture(t, 1000);
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(1n, watchOf('k', 'l', { fragment: true }));
  stream.create(2n, watchOf('k', 'l'));
  const transaction = s.store.beginWrite(s.nextEntry());
  for (let i = 0; i < 7; i += 1) {
    transaction.put(bytesOf(`k${i}`), Buffer.alloc(i === 6 ? 3000 : 300, 'v'), 0n);
  }
  transaction.end();
  const parts = sink.batches.filter((batch) => batch.watchId === 1n);
  assert.deepEqual(
    parts.map((part) => [part.revision, part.events.length, part.fragment]),
    [
      [2, 2, true],
      [2, 2, true],
      [2, 2, true],
      [2, 1, false],
    ],
  );
  const whole = sink.batches.filter((batch) => batch.watchId === 2n);
  assert.deepEqual(
    whole.map((part) => [part.events.length, part.fragment]),
    [[7, false]],
  );
  assert.deepEqual(
    parts.flatMap((part) => part.events.map((bytes) => Event.decode(bytes).kv?.key)),
    whole.flatMap((part) => part.events.map((bytes) => Event.decode(bytes).kv?.key)),
  );
});

test('a slow reader still gets the other fragments of the same answer', async (t) => {
  const { s, hub } = await fixture(t, 500);
  const sink = new NotingSink();
  sink.patience = 1;
  hub.open(sink).create(1n, watchOf('k', 'l', { fragment: true }));
  const transaction = s.store.beginWrite(s.nextEntry());
  for (let i = 0; i < 4; i += 1) {
    transaction.put(bytesOf(`k${i}`), Buffer.alloc(300, 'v'), 0n);
  }
  transaction.end();
  assert.deepEqual(
    sink.batches.map((batch) => batch.fragment),
    [true, true, true, false],
  );
});

test('asked for progress, the stream answers once when every watch has caught up, else not at all', async (t) => {
  const { s, hub, clock } = await fixture(t);
  s.put('a', '1');
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.requestProgress();
  assert.deepEqual(sink.notes, [], 'no watch, no answer');
  stream.create(1n, watchOf('a'));
  stream.create(2n, watchOf('b'));
  stream.requestProgress();
  assert.deepEqual(sink.notes, ['-1 at 2']);
  stream.create(3n, watchOf('a', '', { startRevision: 1 }));
  stream.requestProgress();
  assert.deepEqual(sink.notes, ['-1 at 2'], 'one watch is behind');
  clock.advance(10);
  stream.requestProgress();
  assert.deepEqual(sink.notes, ['-1 at 2', '-1 at 2']);
  stream.create(4n, watchOf('a', '', { startRevision: 9 }));
  stream.requestProgress();
  assert.equal(sink.notes.length, 2, 'one watch starts later');
});

test('periodic progress: for who asked, unless an event came since the last', async (t) => {
  const { s, hub, clock } = await fixture(t);
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(1n, watchOf('a', '', { progressNotify: true }));
  stream.create(2n, watchOf('b', '', { progressNotify: true }));
  stream.create(3n, watchOf('c'));
  stream.create(4n, watchOf('d', '', { progressNotify: true, startRevision: 1 }));
  hub.notifyProgress();
  assert.deepEqual(sink.notes, ['1 at 1', '2 at 1'], 'the one that is behind is not told');
  clock.advance(10);
  s.put('a', '1');
  hub.notifyProgress();
  assert.deepEqual(sink.notes.slice(2), ['2 at 2', '4 at 2']);
  hub.notifyProgress();
  assert.deepEqual(sink.notes.slice(4), ['1 at 2', '2 at 2', '4 at 2']);
});

test('nothing comes after cancel, after the stream closed, after the hub closed', async (t) => {
  const { s, hub, clock } = await fixture(t);
  s.put('a', '0');
  const sinks = [new NotingSink(), new NotingSink(), new NotingSink()] as const;
  const streams = sinks.map((sink) => hub.open(sink));
  for (const stream of streams) {
    stream.create(1n, watchOf('a'));
    stream.create(2n, watchOf('a', 'b', { startRevision: 1 }));
  }
  streams[0]?.cancel(1n);
  streams[0]?.cancel(2n);
  streams[1]?.close();
  assert.equal(hub.watcherCount, 2);
  clock.advance(10);
  s.put('a', '1');
  assert.deepEqual(
    sinks.map((sink) => sink.batches.length),
    [0, 0, 3],
  );
  hub.close();
  s.put('a', '2');
  assert.equal(hub.watcherCount, 0);
  assert.equal(sinks[2].batches.length, 3);
});

test('a watch canceled from within a delivery gets nothing of the same revision', async (t) => {
  const { s, hub } = await fixture(t);
  const sink = new NotingSink();
  const stream = hub.open({
    deliver: (batch) => {
      stream.cancel(batch.watchId === 1n ? 2n : 1n);
      return sink.deliver(batch);
    },
    compacted: () => undefined,
    progress: () => undefined,
  });
  stream.create(1n, watchOf('a'));
  stream.create(2n, watchOf('a'));
  s.put('a', '1');
  assert.equal(sink.batches.length, 1);
});
