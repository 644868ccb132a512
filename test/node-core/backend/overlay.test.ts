import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEntry } from '../../../node-core/backend/engine.js';
import { newestWrite, overlayRange } from '../../../node-core/backend/overlay.js';
import { BufferedBucket, WriteBuffer } from '../../../node-core/backend/write-buffer.js';
import { type ByteString, toByteString } from '../../../node-core/schema/byte-string.js';
import { seededRandom, testSeed } from '../mvcc/seeded-random.js';

function key(text: string): ByteString {
  return toByteString(Buffer.from(text));
}

function bucketOf(writes: Readonly<Record<string, string | undefined>>): BufferedBucket {
  const bucket = new BufferedBucket();
  for (const [name, value] of Object.entries(writes)) {
    bucket.set(key(name), value === undefined ? undefined : Buffer.from(value));
  }
  return bucket;
}

function entriesOf(values: Readonly<Record<string, string>>) {
  return Object.keys(values)
    .sort()
    .map((name) => ({ key: Buffer.from(name), value: Buffer.from(values[name] ?? '') }));
}

function texts(entries: Iterable<EngineEntry>): string[] {
  return [...entries].map((entry) => `${Buffer.from(entry.key)}=${Buffer.from(entry.value)}`);
}

test('writes lie over what is stored, the newest layer on top', () => {
  const stored = entriesOf({ b: 'stored', d: 'stored', f: 'stored', h: 'stored' });
  const older = bucketOf({ b: 'older', c: 'older', f: undefined, g: 'older' });
  const newer = bucketOf({ i: 'newer', a: 'newer', c: undefined, g: 'newer' });
  assert.deepEqual(texts(overlayRange(stored, [newer, older], Buffer.from(''), undefined)), [
    'a=newer',
    'b=older',
    'd=stored',
    'g=newer',
    'h=stored',
    'i=newer',
  ]);
});

test('only writes within the bounds are laid over', () => {
  const layer = bucketOf({ a: '1', b: '2', c: '3' });
  assert.deepEqual(texts(overlayRange([], [layer], Buffer.from('b'), Buffer.from('c'))), ['b=2']);
  assert.deepEqual(texts(overlayRange([], [layer], Buffer.from('c'), Buffer.from('a'))), []);
});

test('writes made during an iteration do not show in it', () => {
  const layer = bucketOf({ a: '1', c: '3' });
  const entries = overlayRange([], [layer], Buffer.from(''), undefined);
  layer.set(key('b'), Buffer.from('2'));
  assert.deepEqual(texts(entries), ['a=1', 'c=3']);
});

test('a deletion and an empty value are both known writes', () => {
  const layers = [bucketOf({ gone: undefined, empty: '' })];
  assert.deepEqual(newestWrite(layers, key('gone')), { known: true, value: undefined });
  assert.deepEqual(newestWrite(layers, key('empty')), { known: true, value: Buffer.alloc(0) });
  assert.deepEqual(newestWrite(layers, key('other')), { known: false, value: undefined });
});

test('absorbing a newer buffer is the same as making its writes here', () => {
  const older = new WriteBuffer();
  const newer = new WriteBuffer();
  older.set('meta', key('a'), Buffer.from('old'));
  older.set('meta', key('b'), Buffer.from('old'));
  newer.set('meta', key('b'), undefined);
  newer.set('lease', key('c'), Buffer.from('new'));
  older.absorb(newer);
  assert.deepEqual(older.bucket('meta').get(key('a')), Buffer.from('old'));
  assert.equal(older.bucket('meta').has(key('b')), true);
  assert.equal(older.bucket('meta').get(key('b')), undefined);
  assert.deepEqual(older.bucket('lease').get(key('c')), Buffer.from('new'));
});

test('a range over random layers is what applying them in order gives', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const names = ['', '\0', 'a', 'aa', 'b', 'c', 'd', 'e', 'f'];
  for (let round = 0; round < 500; round += 1) {
    const truth = new Map<string, string>();
    const stored = new Map<string, string>();
    const layers = [new BufferedBucket(), new BufferedBucket()] as const;
    for (let i = random.below(8); i > 0; i -= 1) {
      stored.set(random.pick(names), `stored ${i}`);
    }
    for (const [name, value] of stored) {
      truth.set(name, value);
    }
    for (const layer of [layers[1], layers[0]]) {
      for (let i = random.below(8); i > 0; i -= 1) {
        const name = random.pick(names);
        if (random.chance(40)) {
          layer.set(key(name), undefined);
          truth.delete(name);
        } else {
          layer.set(key(name), Buffer.from(`written ${i}`));
          truth.set(name, `written ${i}`);
        }
      }
    }
    const expected = texts(entriesOf(Object.fromEntries(truth)));
    const entries = overlayRange(entriesOf(Object.fromEntries(stored)), layers, Buffer.from(''), undefined);
    assert.deepEqual(texts(entries), expected, `TEST_SEED=${seed}`);
  }
});
