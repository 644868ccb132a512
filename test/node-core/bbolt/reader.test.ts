import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CorruptDatabaseError } from '../../../node-core/bbolt/errors.js';
import { encodeMetaPage, readMeta } from '../../../node-core/bbolt/format.js';
import { readFrom } from '../../../node-core/bbolt/read-at.js';
import { openDatabase } from '../../../node-core/bbolt/reader.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';
import { skip } from '../../support/etcd-binaries.js';
import {
  bytesOf,
  entriesOf,
  entry,
  inTemporaryDirectory,
  numbered,
  openBytes,
  shown,
  writeFileAt,
} from './databases.js';

const pageBytes = 4096;
/** Where the machine keeps files that are too large or not ours to publish. */
const fixture = join(
  process.env['ETCDSCOPE_FIXTURES'] ?? '/work/shared/fixtures',
  'snapshots/kubernetes-2017.db',
);

test('a key is found in a bucket of any size, an absent one is not', async () => {
  for (const count of [1, 10, 5000]) {
    const db = await openBytes(await bytesOf([{ name: 'b', entries: numbered(count) }]));
    const bucket = await db.bucket('b');
    for (const { key, value } of numbered(count)) {
      assert.deepEqual(Buffer.from((await bucket?.get(key)) ?? []), Buffer.from(value));
    }
    for (const absent of ['a', 'k', 'k000000x', 'k9999999', 'z']) {
      assert.equal(await bucket?.get(Buffer.from(absent)), undefined);
    }
  }
});

test('entries can start anywhere, at a key or between two', async () => {
  const entries = numbered(3000);
  const db = await openBytes(await bytesOf([{ name: 'b', entries }]));
  const from = async (start: string) => shown(await entriesOf(await db.bucket('b'), Buffer.from(start)));
  const all = shown(entries);
  assert.deepEqual(await from('a'), all);
  assert.deepEqual(await from('k001500'), all.slice(1500));
  assert.deepEqual(await from('k001500x'), all.slice(1501));
  assert.deepEqual(await from('k002999'), all.slice(2999));
  assert.deepEqual(await from('z'), []);
});

test('the newer valid meta counts, and one damaged meta does no harm', async () => {
  const bytes = await bytesOf([{ name: 'b', entries: numbered(100) }]);
  const older = readMeta(bytes);
  assert.ok(older);
  const stale = Buffer.from(bytes);
  stale.set(encodeMetaPage({ ...older, rootPage: 2, txid: 0n }), 0);
  assert.equal((await entriesOf(await (await openBytes(stale)).bucket('b'))).length, 100);
  for (const page of [0, 1]) {
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, page * pageBytes, page * pageBytes + 200);
    assert.equal((await entriesOf(await (await openBytes(damaged)).bucket('b'))).length, 100);
  }
  const both = Buffer.from(bytes);
  both.fill(0, 0, 2 * pageBytes);
  await assert.rejects(openBytes(both), /damaged at page 0: neither of its first two pages is a valid meta/);
});

test('a file on disk is read as one in memory is', async () => {
  await inTemporaryDirectory(async (directory) => {
    const entries = [...numbered(2000), entry('large', 'v'.repeat(300_000))];
    await writeFileAt(`${directory}/db`, [{ name: 'b', entries }]);
    const file = await realDisk.open(`${directory}/db`, 'read');
    const db = await openDatabase(await readFrom(file));
    assert.deepEqual(shown(await entriesOf(await db.bucket('b'))), shown(entries));
    await file.close();
  });
});

test('files that are not databases, or end early, are errors with the page', async () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(10),
    Buffer.alloc(20_000),
    Buffer.from('not a database'.repeat(999)),
  ]) {
    await assert.rejects(openBytes(bytes), CorruptDatabaseError);
  }
  const whole = await bytesOf([{ name: 'b', entries: numbered(500) }]);
  for (const length of [whole.length - 1, whole.length / 2, 2 * pageBytes]) {
    await assert.rejects(
      openBytes(whole.subarray(0, length)),
      /the file was cut: it has \d+ bytes and should have/,
    );
  }
});

test('a tree that leads back to itself, too deep or to pages that are not there ends in an error', async () => {
  const smallPage = 1024;
  const bytes = await bytesOf([{ name: 'b', entries: numbered(20_000, 8) }], { pageBytes: smallPage });
  const pages = bytes.length / smallPage;
  const branches = Array.from({ length: pages }, (_, id) => id).filter(
    (id) => id > 2 && bytes.readUInt16LE(id * smallPage + 8) === 1,
  );
  const root = branches.at(-1) ?? 0;
  assert.ok(branches.length >= 3, `${branches.length} branches`);
  const childOf = (element: number) => root * smallPage + 16 + element * 16 + 8;
  const read = async (damaged: Buffer) => entriesOf(await (await openBytes(damaged)).bucket('b'));

  const cycle = Buffer.from(bytes);
  cycle.writeBigUInt64LE(BigInt(root), childOf(0));
  await assert.rejects(read(cycle), (error: unknown) => {
    assert.ok(error instanceof CorruptDatabaseError);
    assert.equal(error.page, root);
    return true;
  });
  const twice = Buffer.from(bytes);
  twice.writeBigUInt64LE(twice.readBigUInt64LE(childOf(0)), childOf(1));
  await assert.rejects(read(twice), /key 0 is not behind the one before it/);
  for (const absent of [0n, 1n, BigInt(pages), 2n ** 63n]) {
    const outside = Buffer.from(bytes);
    outside.writeBigUInt64LE(absent, childOf(1));
    await assert.rejects(read(outside), CorruptDatabaseError);
  }
  const greedy = Buffer.from(bytes);
  greedy.writeUInt32LE(0xffff_ffff, root * smallPage + 12);
  await assert.rejects(read(greedy), new RegExp(`page ${root}: it claims \\d+ bytes`));
});

test('whatever bytes are changed, reading ends, with the entries or a CorruptDatabaseError', async () => {
  const bytes = await bytesOf([
    { name: 'a', entries: numbered(3) },
    { name: 'b', entries: numbered(2000, 8) },
    { name: 'c', entries: numbered(3, 6000) },
  ]);
  const random = new SimulatedEntropy(2024);
  let errors = 0;
  for (let round = 0; round < 1500; round += 1) {
    const damaged = Buffer.from(bytes);
    for (let change = 0; change <= random.below(3); change += 1) {
      const page = 2 + random.below(bytes.length / pageBytes - 2);
      const within = random.below(2) === 0 ? random.below(64) : random.below(pageBytes);
      damaged[page * pageBytes + within] = random.below(256);
    }
    try {
      const db = await openBytes(damaged);
      for (const name of await db.bucketNames()) {
        const bucket = await db.bucket(name);
        await entriesOf(bucket);
        await bucket?.get(Buffer.from('k000500'));
      }
    } catch (error) {
      assert.ok(
        error instanceof CorruptDatabaseError,
        `round ${round}: ${error instanceof Error ? error.stack : error}`,
      );
      errors += 1;
    }
  }
  assert.ok(errors > 300, `${errors} errors`);
});

test('a snapshot that a Kubernetes of 2017 left is read', async (t) => {
  if (!existsSync(fixture)) {
    skip(t, `no ${fixture} on this machine`);
    return;
  }
  const db = await openBytes(await readFile(fixture));
  const stored = await entriesOf(await db.bucket('key'));
  const keys = stored.map(({ value }) => Buffer.from(KeyValue.decode(value).key).toString());
  assert.ok(keys.length > 0);
  assert.ok(
    keys.every((key) => key.startsWith('/') || key.startsWith('compact_rev_key')),
    keys.join(' '),
  );
});
