import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Backend } from '../../../node-core/backend/types.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import type { Lessor } from '../../../node-core/lease/types.js';
import { openMvccStore } from '../../../node-core/mvcc/store.js';
import type {
  MvccStore,
  PackedKeyValues,
  StoredEvent,
  StoredKeyValue,
} from '../../../node-core/mvcc/types.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { RangeResponse } from '../../../proto/generated/etcdserverpb.js';
import { Event_EventType, KeyValue } from '../../../proto/generated/mvccpb.js';
import { testClock } from '../backend/clocks.js';
import { openIn, temporaryDirectory } from '../backend/temporary-backend.js';
import { bytesOf, textOf } from './byte-strings.js';
import { type NaiveChange, NaiveStore } from './naive-store.js';
import { applyToModel, applyToStore, nextOperation } from './random-operations.js';
import { type SeededRandom, seededRandom, testSeed } from './seeded-random.js';

const operationsPerRun = 600;

const ranges = [
  ['a', ''],
  ['missing', ''],
  ['\0', '\0'],
  ['a', 'b'],
  ['b', 'b0'],
  ['k', '\xff'],
  ['\xff', '\0'],
  ['c', 'a'],
] as const;

test('a store answers as the plainest model does, at every retained revision, across restarts', async (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const model = new NaiveStore();
  const subject = await Subject.open(temporaryDirectory(t));
  t.after(() => subject.close());
  try {
    for (let index = 1; index <= operationsPerRun; index += 1) {
      await step(subject, model, random, index);
    }
  } catch (error) {
    throw new Error(`TEST_SEED=${seed} repeats this failure`, { cause: error });
  }
});

async function step(subject: Subject, model: NaiveStore, random: SeededRandom, index: number): Promise<void> {
  const operation = nextOperation(random, subject);
  const eventsBefore = model.changes.length;
  const compaction = applyToStore(subject, operation, index);
  applyToModel(model, operation);
  assert.deepEqual(subject.takeEvents(), model.changes.slice(eventsBefore));
  assert.equal(subject.store.applied.index, index);
  if (random.chance(50)) {
    await compaction;
  }
  if (random.chance(2)) {
    await subject.reopen();
  }
  if (random.chance(15)) {
    compare(subject, model, random);
  }
}

function compare({ store, lessor }: Subject, model: NaiveStore, random: SeededRandom): void {
  assert.equal(store.revision, model.revision);
  assert.equal(store.compactRevision, model.compactRevision);
  const oldest = Math.max(1, model.compactRevision);
  const revision = oldest + random.below(model.revision - oldest + 1);
  for (const [key, rangeEnd] of ranges) {
    compareRange(store, model, key, rangeEnd, revision, random.below(4));
  }
  for (const lease of lessor.list()) {
    assert.deepEqual(lessor.keysOf(lease).map(textOf), model.keysOfLease(lease));
  }
}

function compareRange(
  store: MvccStore,
  model: NaiveStore,
  key: string,
  rangeEnd: string,
  revision: number,
  limit: number,
): void {
  const expected = model.range(key, rangeEnd, revision);
  const options = { revision, limit, countOnly: false };
  const answer = store.range(bytesOf(key), bytesOf(rangeEnd), options);
  assert.equal(answer.count, expected.length);
  assert.deepEqual(answer.kvs.map(fromStored), limit === 0 ? expected : expected.slice(0, limit));
  for (const keysOnly of [false, true]) {
    const packed = atOnce(store.packRange(bytesOf(key), bytesOf(rangeEnd), { ...options, keysOnly }));
    assert.equal(packed.count, expected.length);
    assert.deepEqual(
      unpacked(packed.kvs),
      keysOnly ? answer.kvs.map(withoutValue) : answer.kvs.map(fromStored),
    );
  }
  const counted = store.range(bytesOf(key), bytesOf(rangeEnd), { ...options, countOnly: true });
  assert.deepEqual(counted, { kvs: [], count: expected.length });
  const from = Math.max(model.compactRevision + 1, model.revision - 10);
  const history = [...store.history(bytesOf(key), bytesOf(rangeEnd), from, model.revision)];
  assert.deepEqual(history.map(fromEvent), model.events(key, rangeEnd, from, model.revision));
}

/** Decoded by the generated code, which shares nothing with the store's own. */
function fromStored(kv: StoredKeyValue): NaiveChange {
  const { key, value, createRevision, modRevision, version, lease } = KeyValue.decode(kv.bytes);
  assert.deepEqual(
    [kv.createRevision, kv.modRevision, kv.version, kv.lease, textOf(kv.key)],
    [createRevision, modRevision, version, lease, textOf(key)],
  );
  return { key: textOf(key), value: textOf(value), createRevision, modRevision, version, lease };
}

function withoutValue(kv: StoredKeyValue): NaiveChange {
  return { ...fromStored(kv), value: '' };
}

/** As a client reads them. */
function unpacked({ parts, byteLength, length, last }: PackedKeyValues): NaiveChange[] {
  const bytes = Buffer.concat(parts);
  const { kvs } = RangeResponse.decode(bytes);
  assert.deepEqual([bytes.length, kvs.length], [byteLength, length]);
  assert.deepEqual(last?.key, kvs.at(-1)?.key);
  return kvs.map((kv) => ({ ...kv, key: textOf(kv.key), value: textOf(kv.value) }));
}

function fromEvent(event: StoredEvent): NaiveChange {
  const change = fromStored(event.kv);
  assert.equal(event.type, change.version === 0 ? Event_EventType.DELETE : Event_EventType.PUT);
  return change;
}

class Subject {
  readonly #directory: string;
  #backend: Backend;
  lessor: Lessor;
  store: MvccStore;
  #events: NaiveChange[] = [];

  static async open(directory: string): Promise<Subject> {
    return new Subject(directory, await openIn(directory));
  }

  constructor(directory: string, backend: Backend) {
    this.#directory = directory;
    this.#backend = backend;
    this.lessor = createLessor(backend);
    this.store = this.#openStore();
  }

  takeEvents(): NaiveChange[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** In the middle of whatever it does behind. */
  async reopen(): Promise<void> {
    await this.close();
    this.#backend = await openIn(this.#directory);
    this.lessor = createLessor(this.#backend);
    this.store = this.#openStore();
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.#backend.close();
  }

  #openStore(): MvccStore {
    const pace = { compaction: { batchRevisions: 3, pauseMs: 1 } };
    const store = openMvccStore(this.#backend, this.lessor, testClock, pace);
    store.onRevision((_, events) => this.#events.push(...events.map(fromEvent)));
    return store;
  }
}
