import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseInputError } from '../../../node-core/bbolt/errors.js';
import { writeDatabase } from '../../../node-core/bbolt/writer.js';
import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import { bytesOf, entriesOf, entry, numbered, openBytes, shown } from './databases.js';

test('what is written is read back, whatever the number and size of the entries', async () => {
  const shapes = [
    [],
    [entry('a', '')],
    numbered(10),
    numbered(30, 40),
    numbered(1000),
    numbered(20_000, 8),
    numbered(50, 5000),
    numbered(3, 100_000),
    [entry('a', 'x'.repeat(200_000)), ...numbered(5), entry('z'.repeat(32_768), 'y')],
    Array.from({ length: 40 }, (_, i) => entry(`${String(i).padStart(2, '0')}${'w'.repeat(30_000)}`, `${i}`)),
  ];
  for (const pageBytes of [1024, 4096, 65_536]) {
    for (const entries of shapes) {
      const bytes = await bytesOf([{ name: 'b', entries }], { pageBytes });
      const db = await openBytes(bytes);
      assert.equal(db.pageBytes, pageBytes);
      assert.equal(db.sizeBytes, bytes.length);
      assert.deepEqual(shown(await entriesOf(await db.bucket('b'))), shown(entries));
    }
  }
});

test('many buckets of all sizes stand side by side', async () => {
  const buckets = Array.from({ length: 300 }, (_, i) => ({
    name: `bucket ${String(i).padStart(3, '0')}`,
    entries: numbered((i * i) % 700),
  }));
  const db = await openBytes(await bytesOf(buckets));
  assert.deepEqual(
    (await db.bucketNames()).map((name) => Buffer.from(name).toString()),
    buckets.map(({ name }) => name),
  );
  for (const { name, entries } of buckets) {
    assert.equal((await entriesOf(await db.bucket(name))).length, entries.length, name);
  }
});

test('a database without buckets is valid and empty', async () => {
  const db = await openBytes(await bytesOf([]));
  assert.deepEqual(await db.bucketNames(), []);
  assert.equal(await db.bucket('key'), undefined);
});

test('entries may come asynchronously', async () => {
  async function* slowly() {
    for (const each of numbered(2000)) {
      await Promise.resolve();
      yield each;
    }
  }
  const db = await openBytes(await bytesOf([{ name: 'b', entries: slowly() }]));
  assert.deepEqual(shown(await entriesOf(await db.bucket('b'))), shown(numbered(2000)));
});

test('what bbolt cannot hold is refused', async () => {
  const refused = [
    [{ name: 'b', entries: [entry('b', ''), entry('a', '')] }],
    [{ name: 'b', entries: [entry('a', ''), entry('a', '')] }],
    [{ name: 'b', entries: [entry('', 'x')] }],
    [{ name: 'b', entries: [entry('k'.repeat(32_769), 'x')] }],
    [{ name: '', entries: [] }],
    [
      { name: 'b', entries: [] },
      { name: 'a', entries: [] },
    ],
  ];
  for (const buckets of refused) {
    await assert.rejects(bytesOf(buckets), DatabaseInputError);
  }
  await assert.rejects(bytesOf([], { pageBytes: 5000 }), DatabaseInputError);
});

test('memory stays bounded: pages leave in order, the metas last and behind a sync', async () => {
  const disk = new SimulatedDisk(new SimulatedEntropy(1));
  await disk.makeDirectory('/data');
  const file = await disk.open('/data/db', 'create');
  const operations: string[] = [];
  const writes: { offset: number; length: number }[] = [];
  const recording = {
    ...file,
    write: (offset: number, bytes: Uint8Array) => {
      operations.push('write');
      writes.push({ offset, length: bytes.length });
      return file.write(offset, bytes);
    },
    sync: () => {
      operations.push('sync');
      return file.sync();
    },
  };
  const size = await writeDatabase(recording, [{ name: 'b', entries: numbered(40_000, 100) }]);
  assert.ok(size > 4_000_000);
  assert.ok(writes.every(({ length }) => length < 1_100_000));
  assert.deepEqual(operations.slice(-3), ['sync', 'write', 'sync']);
  assert.deepEqual(writes.at(-1), { offset: 0, length: 8192 });
  const body = writes.slice(0, -1);
  body.reduce((end, { offset, length }) => {
    assert.equal(offset, end);
    return offset + length;
  }, 8192);
});
