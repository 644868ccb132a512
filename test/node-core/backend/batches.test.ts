import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BufferedBackend } from '../../../node-core/backend/buffered-backend.js';
import type { Engine } from '../../../node-core/backend/engine.js';
import { BackendWriteError } from '../../../node-core/backend/errors.js';
import type { WriteBuffer } from '../../../node-core/backend/write-buffer.js';
import { eventually } from '../../support/eventually.js';
import { ManualClock } from './clocks.js';

const bytes = (text: string) => Buffer.from(text);

/** Takes note of batches; fails when told to. */
class NotingEngine implements Engine {
  readonly path = '/nowhere/backend.mdb';
  readonly longestKey = 100;
  readonly sizeBytes = 0;
  readonly sizeInUseBytes = 0;
  readonly batches: string[][] = [];
  failure: Error | undefined;
  duringWrite: () => void = () => undefined;

  async write(batch: WriteBuffer): Promise<void> {
    this.duringWrite();
    if (this.failure !== undefined) {
      throw this.failure;
    }
    this.batches.push(
      [...batch].flatMap(([name, bucket]) => [...bucket.writes()].map(([key]) => `${name}/${key}`)),
    );
  }

  get(): undefined {
    return undefined;
  }

  lend(): number {
    return -1;
  }

  range(): [] {
    return [];
  }

  scan(): void {}

  openView(): never {
    throw new Error('not asked for here');
  }

  async defragment(): Promise<void> {
    if (this.failure !== undefined) {
      throw this.failure;
    }
  }

  async close(): Promise<void> {}
}

function openNoting() {
  const engine = new NotingEngine();
  const clock = new ManualClock();
  const errors: Error[] = [];
  const backend = new BufferedBackend(engine, {
    clock,
    commitIntervalMs: 100,
    commitBytes: 1000,
    onWriteError: (error) => errors.push(error),
  });
  return { engine, clock, errors, backend };
}

test('a batch is written when its oldest write is old enough', async () => {
  const { engine, clock, backend } = openNoting();
  backend.put('meta', bytes('a'), bytes('1'));
  clock.advance(60);
  backend.put('meta', bytes('b'), bytes('1'));
  clock.advance(39);
  await Promise.resolve();
  assert.equal(engine.batches.length, 0);
  clock.advance(1);
  await eventually('a batch', () => engine.batches.length === 1);
  assert.deepEqual(engine.batches, [['meta/a', 'meta/b']]);
});

test('a large batch is written at once, but not in the middle of a turn', async () => {
  const { engine, clock, backend } = openNoting();
  backend.put('key', bytes('a'), Buffer.alloc(5000));
  backend.put('key', bytes('b'), bytes('1'));
  backend.setConsistent({ index: 1, term: 1 });
  assert.equal(engine.batches.length, 0);
  clock.advance(0);
  await eventually('a batch', () => engine.batches.length === 1);
  assert.deepEqual(engine.batches, [['key/a', 'key/b', 'meta/consistent_index', 'meta/term']]);
});

test('the consistent point alone is written too, so that the log can be cut', async () => {
  const { engine, clock, backend } = openNoting();
  backend.setConsistent({ index: 3, term: 1 });
  clock.advance(100);
  await eventually('a durable point', () => backend.durable.index === 3);
  assert.deepEqual(engine.batches, [['meta/consistent_index', 'meta/term']]);
  assert.equal(clock.pendingTimers, 0);
});

test('nothing to write is no batch', async () => {
  const { engine, backend } = openNoting();
  await backend.commit();
  assert.deepEqual(engine.batches, []);
});

test('a batch that fails is kept, read, and tried again with what came after it', async () => {
  const { engine, clock, errors, backend } = openNoting();
  engine.failure = new Error('No space left on device');
  backend.put('meta', bytes('a'), bytes('old'));
  backend.put('meta', bytes('b'), bytes('old'));
  backend.setConsistent({ index: 1, term: 1 });
  engine.duringWrite = () => {
    backend.put('meta', bytes('b'), bytes('new'));
    backend.delete('meta', bytes('c'));
  };
  clock.advance(100);
  await eventually('the failure', () => errors.length === 1);
  assert.ok(errors[0] instanceof BackendWriteError);
  assert.match(errors[0].message, /backend\.mdb: No space left on device/);
  assert.deepEqual(backend.durable, { index: 0, term: 0 });
  assert.deepEqual(
    [...backend.range('meta', {})].map(({ key, value }) => `${key}=${value}`),
    ['a=old', 'b=new', 'consistent_index=\0\0\0\0\0\0\0\x01', 'term=\0\0\0\0\0\0\0\x01'],
  );
  engine.failure = undefined;
  engine.duringWrite = () => undefined;
  clock.advance(100);
  await eventually('a batch', () => engine.batches.length === 1);
  assert.deepEqual(engine.batches, [['meta/a', 'meta/b', 'meta/consistent_index', 'meta/term', 'meta/c']]);
  assert.equal(backend.durable.index, 1);
});

test('who asked for the commit gets the failure', async () => {
  const { engine, backend } = openNoting();
  engine.failure = new Error('Input/output error');
  backend.put('meta', bytes('a'), bytes('1'));
  await assert.rejects(backend.commit(), BackendWriteError);
  await assert.rejects(backend.defragment(), BackendWriteError);
  await assert.rejects(backend.close(), BackendWriteError);
});

test('an entry that is written over many turns reaches the disk whole, after its end', async () => {
  const { engine, backend } = openNoting();
  const release = backend.hold();
  backend.put('key', bytes('a'), bytes('1'));
  const committing = backend.commit();
  await new Promise(setImmediate);
  backend.put('key', bytes('b'), bytes('2'));
  assert.deepEqual(engine.batches, []);
  release();
  await committing;
  assert.deepEqual(engine.batches, [['key/a', 'key/b']]);
});

test('what is held when the backend closes does not reach the disk', async () => {
  const { engine, backend } = openNoting();
  backend.hold();
  backend.put('key', bytes('a'), bytes('1'));
  await Promise.all([backend.commit(), backend.close()]);
  assert.deepEqual(engine.batches, []);
});
