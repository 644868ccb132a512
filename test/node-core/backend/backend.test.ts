import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BackendClosedError, KeyTooLongError } from '../../../node-core/backend/errors.js';
import type { BackendReader } from '../../../node-core/backend/types.js';
import type { BucketName } from '../../../node-core/schema/buckets.js';
import { openIn, temporaryBackend, temporaryDirectory } from './temporary-backend.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

function contents(reader: BackendReader, bucket: BucketName, start?: string, end?: string): string[] {
  const range = {
    ...(start !== undefined && { start: bytes(start) }),
    ...(end !== undefined && { end: bytes(end) }),
  };
  return [...reader.range(bucket, range)].map(
    ({ key, value }) => `${Buffer.from(key).toString('latin1')}=${Buffer.from(value).toString('latin1')}`,
  );
}

test('writes are read at once, and after a restart', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  backend.put('meta', bytes('a'), bytes('1'));
  backend.put('meta', bytes('b'), bytes(''));
  backend.put('lease', bytes('a'), bytes('other bucket'));
  backend.put('meta', bytes('c'), bytes('3'));
  backend.delete('meta', bytes('c'));
  backend.setConsistent({ index: 5, term: 2 });
  assert.deepEqual(contents(backend, 'meta'), ['a=1', 'b=']);
  assert.deepEqual(backend.get('meta', bytes('b')), bytes(''));
  assert.equal(backend.get('meta', bytes('c')), undefined);
  assert.deepEqual(backend.consistent, { index: 5, term: 2 });
  assert.deepEqual(backend.durable, { index: 0, term: 0 });
  await backend.close();

  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  assert.deepEqual(contents(reopened, 'lease'), ['a=other bucket']);
  assert.deepEqual(reopened.get('meta', bytes('b')), bytes(''));
  assert.deepEqual(reopened.consistent, { index: 5, term: 2 });
  assert.deepEqual(reopened.durable, { index: 5, term: 2 });
});

test('a scan shows every entry as a range does, written or on disk', async (t) => {
  const backend = await temporaryBackend(t);
  const keys = ['\0', 'a', 'ab', 'abc', '\xff\xff'];
  const values = ['', 'v', 'v'.repeat(300), 'v'.repeat(100_000)];
  for (const [i, key] of keys.entries()) {
    backend.put('key', bytes(key), bytes(values[i % values.length] ?? ''));
  }
  const scanned = (): string[] => {
    const seen: string[] = [];
    backend.scan('key', (key, value) => {
      const text = Buffer.from(value).toString('latin1');
      seen.push(`${Buffer.from(key).toString('latin1')}=${text}`);
    });
    return seen;
  };
  const expected = keys.map((key, i) => `${key}=${values[i % values.length]}`);
  assert.deepEqual(scanned(), expected);
  await backend.commit();
  assert.deepEqual(scanned(), expected);
  backend.delete('key', bytes('ab'));
  assert.deepEqual(scanned(), expected.toSpliced(2, 1));
  assert.deepEqual(contents(backend, 'key'), expected.toSpliced(2, 1));
});

test('the consistent point is stored as etcd stores it', async (t) => {
  const backend = await temporaryBackend(t);
  backend.setConsistent({ index: 258, term: 3 });
  await backend.commit();
  assert.deepEqual(contents(backend, 'meta'), [
    'consistent_index=\0\0\0\0\0\0\x01\x02',
    'term=\0\0\0\0\0\0\0\x03',
  ]);
});

test('a commit covers what was written before it, and moves the durable point', async (t) => {
  const backend = await temporaryBackend(t);
  backend.put('key', bytes('k'), bytes('1'));
  backend.setConsistent({ index: 1, term: 1 });
  const first = backend.commit();
  await first;
  assert.equal(backend.durable.index, 1);
  backend.setConsistent({ index: 2, term: 1 });
  backend.put('key', bytes('k'), bytes('2'));
  const [second, third] = [backend.commit(), backend.commit()];
  await Promise.all([second, third]);
  assert.equal(backend.durable.index, 2);
  await backend.commit();
});

test('reads see a batch while it is being written, under what was written since', async (t) => {
  const backend = await temporaryBackend(t);
  backend.put('key', bytes('a'), bytes('1'));
  backend.put('key', bytes('b'), bytes('1'));
  const commit = backend.commit();
  await Promise.resolve();
  await Promise.resolve();
  backend.put('key', bytes('b'), bytes('2'));
  assert.deepEqual(contents(backend, 'key'), ['a=1', 'b=2']);
  await commit;
  assert.deepEqual(contents(backend, 'key'), ['a=1', 'b=2']);
});

test('keys and values of any bytes, in byte order, with bounds', async (t) => {
  const backend = await temporaryBackend(t);
  const keys = ['\0', '\0\0', 'a', 'a\0', 'a\xff', '\x80', '\xff', '\xff\xff'];
  for (const key of keys.toReversed()) {
    backend.put('key', bytes(key), bytes(key.repeat(2)));
  }
  for (const _ of ['gathered', 'committed']) {
    assert.deepEqual(
      contents(backend, 'key'),
      keys.map((key) => `${key}=${key.repeat(2)}`),
    );
    assert.deepEqual(contents(backend, 'key', 'a', '\x80'), ['a=aa', 'a\0=a\0a\0', 'a\xff=a\xffa\xff']);
    assert.deepEqual(contents(backend, 'key', 'b', 'b'), []);
    assert.deepEqual(contents(backend, 'key', '\xff\0'), ['\xff\xff=\xff\xff\xff\xff']);
    await backend.commit();
  }
});

test('a value of several megabytes, and a batch of many', async (t) => {
  const backend = await temporaryBackend(t);
  const large = Buffer.alloc(3 * 1024 * 1024, 'x');
  backend.put('key', bytes('large'), large);
  for (let i = 0; i < 20; i += 1) {
    backend.put('key', bytes(`k${i}`), Buffer.alloc(500_000, i));
  }
  await backend.commit();
  assert.ok(Buffer.compare(backend.get('key', bytes('large')) ?? bytes(''), large) === 0);
  assert.ok(Buffer.compare(backend.get('key', bytes('k7')) ?? bytes(''), Buffer.alloc(500_000, 7)) === 0);
  assert.ok(backend.sizeBytes > 13_000_000 && backend.sizeBytes < 20_000_000, String(backend.sizeBytes));
});

test('what a read returned does not change with later reads and writes', async (t) => {
  const backend = await temporaryBackend(t);
  backend.put('key', bytes('a'), Buffer.alloc(100, 'a'));
  backend.put('key', bytes('b'), Buffer.alloc(100, 'b'));
  await backend.commit();
  const [first, second] = [backend.get('key', bytes('a')), backend.get('key', bytes('b'))];
  const entries = [...backend.range('key', {})];
  backend.put('key', bytes('a'), Buffer.alloc(100, 'c'));
  await backend.commit();
  backend.get('key', bytes('a'));
  assert.deepEqual(first, Buffer.alloc(100, 'a'));
  assert.deepEqual(second, Buffer.alloc(100, 'b'));
  assert.deepEqual(
    entries.map((entry) => entry.value),
    [Buffer.alloc(100, 'a'), Buffer.alloc(100, 'b')],
  );
});

test('a snapshot stays as it was, while writers and a defragmentation go on', async (t) => {
  const backend = await temporaryBackend(t);
  for (let i = 0; i < 5000; i += 1) {
    backend.put('key', bytes(`k${String(i).padStart(5, '0')}`), Buffer.alloc(200, 'v'));
  }
  backend.setConsistent({ index: 7, term: 1 });
  const snapshot = await backend.snapshot();
  const entries = snapshot.range('key', {})[Symbol.iterator]();
  entries.next();
  for (let i = 0; i < 4990; i += 1) {
    backend.delete('key', bytes(`k${String(i).padStart(5, '0')}`));
  }
  backend.put('meta', bytes('new'), bytes('1'));
  backend.setConsistent({ index: 8, term: 1 });
  await backend.defragment();
  let rest = 0;
  for (let next = entries.next(); next.done !== true; next = entries.next()) {
    rest += 1;
  }
  assert.equal(rest, 4999);
  assert.deepEqual(snapshot.consistent, { index: 7, term: 1 });
  assert.equal(snapshot.get('meta', bytes('new')), undefined);
  assert.equal(contents(backend, 'key').length, 10);
  snapshot.close();
  snapshot.close();
  assert.throws(() => snapshot.get('key', bytes('k1')), BackendClosedError);
});

test('defragmentation gives freed space back and keeps every write, also those made meanwhile', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  for (let i = 0; i < 10_000; i += 1) {
    backend.put('key', bytes(`k${i}`), Buffer.alloc(300, 'v'));
  }
  await backend.commit();
  const full = backend.sizeBytes;
  for (let i = 0; i < 9_000; i += 1) {
    backend.delete('key', bytes(`k${i}`));
  }
  await backend.commit();
  await backend.commit();
  assert.ok(backend.sizeBytes >= full);
  assert.ok(backend.sizeInUseBytes < full / 4, `${backend.sizeInUseBytes} of ${full}`);
  const defragmentation = backend.defragment();
  backend.put('key', bytes('meanwhile'), bytes('1'));
  backend.delete('key', bytes('k9999'));
  assert.equal(contents(backend, 'key').length, 1000);
  await defragmentation;
  assert.ok(backend.sizeBytes < full / 4, `${backend.sizeBytes} of ${full}`);
  assert.ok(backend.sizeInUseBytes <= backend.sizeBytes);
  assert.equal(contents(backend, 'key').length, 1000);
  await backend.defragment();
  await backend.close();
  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  assert.equal(contents(reopened, 'key').length, 1000);
  assert.deepEqual(reopened.get('key', bytes('meanwhile')), bytes('1'));
});

test('what a cut-short defragmentation left behind is removed at the next start', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  backend.put('key', bytes('a'), bytes('1'));
  await backend.close();
  writeFileSync(join(directory, 'backend.mdb.defrag.1'), 'half a copy');
  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  assert.deepEqual(contents(reopened, 'key'), ['a=1']);
  assert.deepEqual(readdirSync(directory).sort(), ['backend.mdb', 'backend.mdb-lock']);
});

test('only its own user may read the database', { skip: process.platform === 'win32' }, async (t) => {
  const directory = join(temporaryDirectory(t), 'made');
  const backend = await openIn(directory);
  t.after(() => backend.close());
  await backend.defragment();
  const modes = ['.', 'backend.mdb'].map((name) => statSync(join(directory, name)).mode & 0o777);
  assert.deepEqual(modes, [0o700, 0o600]);
});

test('a key that the format cannot hold is refused, by name', async (t) => {
  const backend = await temporaryBackend(t);
  backend.put('authUsers', Buffer.alloc(1978, 'u'), bytes('1'));
  await backend.commit();
  assert.throws(() => backend.put('authUsers', Buffer.alloc(1979, 'u'), bytes('1')), KeyTooLongError);
});

test('a closed backend refuses everything, and closes once', async (t) => {
  const backend = await openIn(temporaryDirectory(t));
  const snapshot = await backend.snapshot();
  await Promise.all([backend.close(), backend.close()]);
  assert.throws(() => backend.get('key', bytes('a')), BackendClosedError);
  assert.throws(() => backend.put('key', bytes('a'), bytes('1')), BackendClosedError);
  assert.throws(() => backend.setConsistent({ index: 1, term: 1 }), BackendClosedError);
  assert.throws(() => snapshot.get('key', bytes('a')), BackendClosedError);
  for (const refused of [backend.commit(), backend.snapshot(), backend.defragment()]) {
    await assert.rejects(refused, BackendClosedError);
  }
});
