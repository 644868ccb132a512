import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeaseNotFoundError } from '../../../node-core/lease/errors.js';
import {
  CompactedError,
  DamagedStoreError,
  FutureRevisionError,
  StoreClosedError,
} from '../../../node-core/mvcc/errors.js';
import { openMvccStore } from '../../../node-core/mvcc/store.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { decodeCompactRevision, metaKeys } from '../../../node-core/schema/meta.js';
import { encodeRevisionKey } from '../../../node-core/schema/revision-key.js';
import { RangeResponse } from '../../../proto/generated/etcdserverpb.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';
import { testClock } from '../backend/clocks.js';
import { openIn, temporaryDirectory } from '../backend/temporary-backend.js';
import { bytesOf, textOf } from './byte-strings.js';
import { describe, TemporaryStore, temporaryStore } from './temporary-store.js';

test('an empty store is at revision 1, and its first put makes 2', async (t) => {
  const s = await temporaryStore(t);
  assert.deepEqual([s.store.revision, s.store.compactRevision], [1, -1]);
  assert.deepEqual(s.range('\0', '\0'), { kvs: [], count: 0 });
  assert.equal(s.put('a', '1'), 2);
});

test('a delete of what is not there keeps the revision, and counts as applied', async (t) => {
  const s = await temporaryStore(t);
  s.put('a', '1');
  assert.deepEqual(s.delete('b'), []);
  assert.deepEqual(s.delete('b', 'c'), []);
  assert.equal(s.store.revision, 2);
  assert.equal(s.store.applied.index, 3);
});

test('a transaction makes one revision, sub-revisions in its order, and sees its own changes', async (t) => {
  const s = await temporaryStore(t);
  s.put('a', 'before');
  const options = { revision: 0, limit: 0, countOnly: false };
  const writes = s.store.beginWrite(s.nextEntry());
  assert.deepEqual([writes.nextRevision, writes.changeCount], [3, 0]);
  writes.put(bytesOf('b'), bytesOf('1'), 0n);
  writes.put(bytesOf('c'), bytesOf('1'), 0n);
  const { count, previous } = atOnce(writes.deleteRange(bytesOf('a'), bytesOf('c'), true));
  assert.deepEqual([count, previous.map(describe)], [2, ['a=before', 'b=1']]);
  assert.deepEqual(writes.range(bytesOf('\0'), bytesOf('\0'), options).kvs.map(describe), ['c=1']);
  assert.deepEqual(s.texts('\0', '\0'), ['a=before'], 'a reader outside sees nothing of it yet');
  assert.throws(
    () => writes.range(bytesOf('a'), bytesOf(''), { ...options, revision: 4 }),
    FutureRevisionError,
  );
  assert.equal(writes.end(), 3);
  assert.deepEqual(s.texts('\0', '\0'), ['c=1']);
  const stored = [...s.backend.range('key', {})].map(({ key }) => Buffer.from(key).toString('hex'));
  assert.deepEqual(
    stored,
    [
      encodeRevisionKey(2, 0, false),
      encodeRevisionKey(3, 0, false),
      encodeRevisionKey(3, 1, false),
      encodeRevisionKey(3, 2, true),
      encodeRevisionKey(3, 3, true),
    ].map((key) => Buffer.from(key).toString('hex')),
  );
});

test('ranges: one key, a half-open range, from a key on, everything', async (t) => {
  const s = await temporaryStore(t);
  for (const key of ['\0', 'a', 'a\0', 'ab', 'b']) {
    s.put(key, '1');
  }
  assert.deepEqual(s.texts('a'), ['a=1']);
  assert.deepEqual(s.texts('a', 'b'), ['a=1', 'a\0=1', 'ab=1']);
  assert.deepEqual(s.texts('ab', '\0'), ['ab=1', 'b=1']);
  assert.deepEqual(s.texts('\0', '\0'), ['\0=1', 'a=1', 'a\0=1', 'ab=1', 'b=1']);
  assert.deepEqual(s.texts('b', 'a'), []);
});

test('a limit cuts what is returned, never the count', async (t) => {
  const s = await temporaryStore(t);
  for (const key of ['a', 'b', 'c', 'd']) {
    s.put(key, '1');
  }
  s.delete('b');
  assert.deepEqual(s.texts('\0', '\0', 0, 2), ['a=1', 'c=1']);
  assert.equal(s.range('\0', '\0', 0, 2).count, 3);
  assert.equal(s.range('\0', '\0', 5, 1).count, 4);
});

test('create and mod revision, version and lease follow the life of a key', async (t) => {
  const s = await temporaryStore(t);
  s.lessor.grant(7n, 60, 0);
  s.put('a', '1');
  s.put('a', '2', 7n);
  s.put('b', '1');
  s.put('a', '3');
  s.delete('a');
  s.put('a', '4');
  const seen = [2, 3, 5, 7].map((revision) => {
    const [kv] = s.range('a', '', revision).kvs;
    return [kv?.createRevision, kv?.modRevision, kv?.version, kv?.lease];
  });
  assert.deepEqual(seen, [
    [2, 2, 1, 0n],
    [2, 3, 2, 7n],
    [2, 5, 3, 0n],
    [7, 7, 1, 0n],
  ]);
  assert.deepEqual(s.texts('a', '', 6), []);
});

test('the compacted revision can be read, one below it not; the future cannot', async (t) => {
  const s = await temporaryStore(t);
  for (const value of ['1', '2', '3', '4']) {
    s.put('a', value);
  }
  await s.compact(4);
  assert.deepEqual(s.texts('a', '', 4), ['a=3']);
  assert.throws(() => s.range('a', '', 3), CompactedError);
  assert.throws(() => s.range('a', '', 6), FutureRevisionError);
  await assert.rejects(s.store.hashKv(3), CompactedError);
  await assert.rejects(s.store.hashKv(6), FutureRevisionError);
});

test('compacting at or below the compacted revision, and above the current one, is refused', async (t) => {
  const s = await temporaryStore(t);
  s.put('a', '1');
  s.put('a', '2');
  await s.compact(2);
  assert.throws(() => s.compact(2), CompactedError);
  assert.throws(() => s.compact(1), CompactedError);
  assert.throws(() => s.compact(4), FutureRevisionError);
  assert.equal(s.store.applied.index, 6, 'a refused entry is applied too');
  await s.compact(3);
});

test('a compaction leaves on disk what etcd leaves, and says so in the meta bucket', async (t) => {
  const s = await temporaryStore(t);
  s.put('kept', '1');
  s.put('twice', '1');
  s.put('twice', '2');
  s.put('gone', '1');
  s.delete('gone');
  s.put('late', '1');
  s.delete('late');
  const done = s.compact(8);
  assert.equal(decodeCompactRevision(s.backend.get('meta', metaKeys.scheduledCompaction)), 8);
  await done;
  assert.equal(decodeCompactRevision(s.backend.get('meta', metaKeys.finishedCompaction)), 8);
  assert.equal(s.backend.durable.index, s.store.applied.index, 'done means: on disk');
  const left = [...s.backend.range('key', {})].map(({ key }) => Buffer.from(key).toString('hex'));
  assert.deepEqual(
    left,
    [encodeRevisionKey(2, 0, false), encodeRevisionKey(4, 0, false), encodeRevisionKey(8, 0, true)].map(
      (key) => Buffer.from(key).toString('hex'),
    ),
  );
});

test('a compaction in many steps, with writes in between', async (t) => {
  const s = await temporaryStore(t);
  for (let i = 0; i < 300; i += 1) {
    s.put(`k${i % 50}`, String(i));
  }
  let isDone = false;
  const done = s.compact(301).then(() => {
    isDone = true;
  });
  let between = 0;
  while (!isDone) {
    between += 1;
    s.put(`k${between % 60}`, 'between');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  assert.ok(between > 10, `${between} writes came in between`);
  assert.equal(s.range('k', 'l', 301).count, 50);
  assert.equal(s.texts('k49', '', 301)[0], 'k49=299');
  assert.equal([...s.backend.range('key', {})].length, 50 + between);
});

test('where an older etcd compacted the newest revision away, the store still goes on after it', async (t) => {
  const directory = temporaryDirectory(t);
  const first = new TemporaryStore(await openIn(directory));
  first.put('a', '1');
  first.delete('a');
  await first.compact(3);
  first.backend.delete('key', encodeRevisionKey(3, 0, true));
  await first.store.close();
  await first.backend.close();
  const second = new TemporaryStore(await openIn(directory));
  t.after(async () => {
    await second.store.close();
    await second.backend.close();
  });
  assert.equal([...second.backend.range('key', {})].length, 0);
  assert.deepEqual([second.store.revision, second.store.compactRevision], [3, 3]);
  assert.equal(second.put('c', '1'), 4);
});

test('a compaction that a stop cut short is finished by the next start', async (t) => {
  const directory = temporaryDirectory(t);
  const first = new TemporaryStore(await openIn(directory));
  for (let i = 0; i < 100; i += 1) {
    first.put('a', String(i));
  }
  first.put('b', '1');
  first.delete('b');
  const done = first.compact(103);
  await Promise.all([first.store.close(), assert.rejects(done, StoreClosedError)]);
  await first.backend.close();
  const second = new TemporaryStore(await openIn(directory));
  t.after(async () => {
    await second.store.close();
    await second.backend.close();
  });
  assert.equal(second.store.compactRevision, 103);
  assert.throws(() => second.range('a', '', 50), CompactedError);
  await second.store.hashKv(0);
  assert.equal([...second.backend.range('key', {})].length, 2, 'the last put, and the deletion at 103');
  assert.deepEqual(second.texts('\0', '\0'), ['a=99']);
});

test('events come in order, whole revisions, before end returns; history tells them again', async (t) => {
  const s = await temporaryStore(t);
  const heard: string[] = [];
  const stop = s.store.onRevision((revision, events) => {
    heard.push(`${revision}: ${events.map((event) => `${event.type} ${textOf(event.kv.key)}`).join(', ')}`);
  });
  s.put('a', '1');
  s.put('b', '1');
  s.delete('a', 'c');
  s.delete('a', 'c');
  assert.deepEqual(heard, ['2: 0 a', '3: 0 b', '4: 1 a, 1 b']);
  stop();
  s.put('a', '2');
  assert.equal(heard.length, 3);
  const told = (key: string, rangeEnd: string, from: number, to: number) =>
    [...s.store.history(bytesOf(key), bytesOf(rangeEnd), from, to)].map(
      (event) => `${event.type} ${textOf(event.kv.key)}@${event.kv.modRevision}`,
    );
  assert.deepEqual(told('a', 'c', 2, 5), ['0 a@2', '0 b@3', '1 a@4', '1 b@4', '0 a@5']);
  assert.deepEqual(told('a', '', 3, 4), ['1 a@4']);
  assert.deepEqual(told('b', '\0', 4, 5), ['1 b@4']);
  assert.deepEqual(told('c', '', 1, 5), []);
});

test('a lease holds its keys: attached by a put, detached by a put without it, a move, a deletion', async (t) => {
  const s = await temporaryStore(t);
  const keysOf = (lease: bigint) => s.lessor.keysOf(lease).map(textOf);
  s.lessor.grant(1n, 60, 0);
  s.lessor.grant(2n, 60, 0);
  s.put('b', '1', 1n);
  s.put('a', '1', 1n);
  s.put('c', '1', 1n);
  assert.deepEqual(keysOf(1n), ['a', 'b', 'c']);
  s.put('a', '2');
  s.put('b', '2', 2n);
  s.put('c', '2', 1n);
  assert.deepEqual([keysOf(1n), keysOf(2n)], [['c'], ['b']]);
  s.delete('b', 'd');
  assert.deepEqual([keysOf(1n), keysOf(2n)], [[], []]);
});

test('a put under a lease that is not there writes nothing', async (t) => {
  const s = await temporaryStore(t);
  assert.throws(() => s.put('a', '1', 9n), LeaseNotFoundError);
  assert.deepEqual([s.range('\0', '\0').count, s.store.revision], [0, 1]);
});

test('leases find their keys again after a restart, by the newest put of each', async (t) => {
  const directory = temporaryDirectory(t);
  const first = new TemporaryStore(await openIn(directory));
  first.lessor.grant(1n, 60, 0);
  first.lessor.grant(2n, 60, 0);
  first.put('a', '1', 1n);
  first.put('b', '1', 1n);
  first.put('c', '1', 1n);
  first.put('b', '2', 2n);
  first.delete('c');
  await first.store.close();
  await first.backend.close();
  const second = new TemporaryStore(await openIn(directory));
  t.after(async () => {
    await second.store.close();
    await second.backend.close();
  });
  assert.deepEqual(second.lessor.keysOf(1n).map(textOf), ['a']);
  assert.deepEqual(second.lessor.keysOf(2n).map(textOf), ['b']);
});

test('a database that lacks what its index refers to is called damaged', async (t) => {
  const s = await temporaryStore(t);
  s.put('a', '1');
  s.backend.delete('key', encodeRevisionKey(2, 0, false));
  assert.throws(() => s.range('a'), DamagedStoreError);
  s.backend.put('key', bytesOf('\0\0bad'), bytesOf(''));
  assert.throws(() => openMvccStore(s.backend, s.lessor, testClock), /0000626164, which is no revision/);
});

/** Whatever kind of array holds the bytes. */
function copied(kv: KeyValue): object {
  return { ...kv, key: textOf(kv.key), value: textOf(kv.value) };
}

test('key-values of every size are packed as they are stored, from the buffer and from the disk', async (t) => {
  const s = await temporaryStore(t);
  const sizes = [0, 1, 127, 128, 5_000, 70_000, 3, 16_384, 200_000, 64];
  const lease = 0x1234n;
  s.lessor.grant(lease, 60, 0);
  for (const [i, size] of sizes.entries()) {
    s.put(`k${i}`, 'v'.repeat(size), i % 2 === 0 ? lease : 0n);
  }
  const packed = (limit: number, keysOnly: boolean) => {
    const options = { revision: 0, limit, countOnly: false, keysOnly };
    const { kvs, count } = atOnce(s.store.packRange(bytesOf('k'), bytesOf('l'), options));
    assert.equal(count, sizes.length);
    return RangeResponse.decode(Buffer.concat(kvs.parts)).kvs;
  };
  for (const place of ['buffer', 'disk']) {
    const whole = s.range('k', 'l').kvs.map(({ bytes }) => KeyValue.decode(bytes));
    assert.deepEqual(packed(0, false).map(copied), whole.map(copied), place);
    assert.deepEqual(packed(6, false).map(copied), whole.slice(0, 6).map(copied), place);
    const named = whole.map((kv) => ({ ...kv, value: Buffer.alloc(0) }));
    assert.deepEqual(packed(0, true).map(copied), named.map(copied), place);
    await s.backend.commit();
  }
});

test('a view reads its moment to the end, whatever is written and compacted meanwhile', async (t) => {
  const s = await temporaryStore(t);
  for (let i = 0; i < 300; i += 1) {
    s.put(`k${String(i).padStart(3, '0')}`, 'before');
  }
  const view = s.store.openView();
  const options = { revision: 0, limit: 0, countOnly: false };
  const reading = view.rangeInSteps(bytesOf('k'), bytesOf('l'), options);
  reading.next();
  for (let i = 0; i < 300; i += 1) {
    s.put(`k${String(i).padStart(3, '0')}`, 'after');
  }
  s.delete('k', 'k200');
  let isCompacted = false;
  const compacting = s.compact(s.store.revision).then(() => {
    isCompacted = true;
  });
  // Time enough for a compaction that does not wait.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { kvs, count } = atOnce(reading);
  assert.deepEqual([count, kvs.length, isCompacted], [300, 300, false]);
  assert.ok(kvs.every((kv) => describe(kv).endsWith('=before')));
  view.close();
  await compacting;
  assert.throws(() => s.range('k', 'l', view.revision), /compacted/);
});
