import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createWatchHub } from '../../../node-core/watch/hub.js';
import type { WatchHub, WatchSpec, WatchStream } from '../../../node-core/watch/types.js';
import { WatchCreateRequest_FilterType as FilterType } from '../../../proto/generated/etcdserverpb.js';
import { ManualClock } from '../backend/clocks.js';
import { textOf } from '../mvcc/byte-strings.js';
import { type NaiveChange, NaiveStore } from '../mvcc/naive-store.js';
import { applyToModel, applyToStore, nextOperation } from '../mvcc/random-operations.js';
import { type SeededRandom, seededRandom, testSeed } from '../mvcc/seeded-random.js';
import { temporaryStore } from '../mvcc/temporary-store.js';
import { LateTelling, NotingSink, promptly, watchOf } from './noting-sink.js';

const steps = 900;

/** A stream with one watch, and what the watch asked for. */
interface Watched {
  readonly sink: NotingSink;
  readonly stream: WatchStream;
  readonly spec: WatchSpec;
  /** First revision the watch should hear of. */
  readonly from: number;
}

for (const telling of ['at once', 'late and in steps'] as const) {
  test(`no watch loses, doubles or reorders an event, however slow its reader: told ${telling}`, (t) =>
    play(t, telling === 'at once' ? undefined : new LateTelling()));
}

async function play(t: TestContext, late: LateTelling | undefined): Promise<void> {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const s = await temporaryStore(t);
  const model = new NaiveStore();
  const clock = new ManualClock();
  const hub = createWatchHub(s.store, { ...(late?.options ?? promptly), clock, maxFragmentBytes: 200 });
  t.after(() => hub.close());
  const watched: Watched[] = [];
  for (let index = 1; index <= steps; index += 1) {
    const operation = nextOperation(random, s);
    const compaction = applyToStore(s, operation, index);
    applyToModel(model, operation);
    await compaction;
    act(random, hub, clock, model, watched);
    for (let left = late === undefined ? 0 : random.below(4); left > 0; left -= 1) {
      late?.step();
    }
  }
  late?.finish();
  for (const { stream } of watched) {
    stream.resume();
  }
  clock.advance(1000);
  late?.finish();
  for (const one of watched) {
    compare(one, model, seed);
  }
  const compacted = watched.filter(({ sink }) => sink.notes.length > 0).length;
  t.diagnostic(`${watched.length} watches, ${compacted} overtaken by compaction`);
  assert.ok(compacted < watched.length);
}

function act(
  random: SeededRandom,
  hub: WatchHub,
  clock: ManualClock,
  model: NaiveStore,
  watched: Watched[],
): void {
  if (random.chance(4)) {
    watched.push(openWatch(random, hub, model));
  }
  for (const { sink, stream } of watched) {
    if (random.chance(3)) {
      sink.patience = 1 + random.below(5);
    }
    if (random.chance(15)) {
      sink.patience = Math.max(sink.patience, 1 + random.below(10));
      stream.resume();
    }
  }
  if (random.chance(40)) {
    clock.advance(random.below(2));
  }
}

function openWatch(random: SeededRandom, hub: WatchHub, model: NaiveStore): Watched {
  const [key, rangeEnd] = random.pick([
    ['a', ''],
    ['b', ''],
    ['\0', '\0'],
    ['a', 'b'],
    ['b', '\xff'],
    ['b/1', 'b0'],
  ] as const);
  const oldest = Math.max(1, model.compactRevision);
  const startRevision = random.chance(40) ? 0 : oldest + random.below(model.revision - oldest + 5);
  const spec = watchOf(key, rangeEnd, {
    startRevision,
    fragment: random.chance(30),
    prevKv: random.chance(30),
    filters: random.chance(15) ? [random.pick([FilterType.NOPUT, FilterType.NODELETE])] : [],
  });
  const sink = new NotingSink();
  const stream = hub.open(sink);
  stream.create(1n, spec);
  return { sink, stream, spec, from: startRevision === 0 ? model.revision + 1 : startRevision };
}

function compare({ sink, spec, from }: Watched, model: NaiveStore, seed: number): void {
  const expected = model
    .events(textOf(spec.key), textOf(spec.rangeEnd), from, model.revision)
    .filter((change) => isWanted(change, spec))
    .map((change) => describe(change, model, spec));
  const received = sink.events(1n);
  // One that compaction overtook has everything up to there.
  const due = sink.notes.length > 0 ? expected.slice(0, received.length) : expected;
  assert.deepEqual(received.map(withoutPrevious), due.map(withoutPrevious), `TEST_SEED=${seed}`);
  for (const [i, event] of received.entries()) {
    if (event.includes(' (was ')) {
      assert.equal(event, due[i], `TEST_SEED=${seed}`);
    }
  }
}

function isWanted(change: NaiveChange, spec: WatchSpec): boolean {
  return !spec.filters.includes(change.version === 0 ? FilterType.NODELETE : FilterType.NOPUT);
}

function describe(change: NaiveChange, model: NaiveStore, spec: WatchSpec): string {
  const previous = spec.prevKv ? model.at(change.key, change.modRevision - 1) : undefined;
  const what = change.version === 0 ? `delete ${change.key}` : `put ${change.key}=${change.value}`;
  return `${change.modRevision}:${what}${previous === undefined ? '' : ` (was ${previous.value})`}`;
}

/** A previous value may be compacted by the time a slow reader's event is encoded. */
function withoutPrevious(event: string): string {
  return event.replace(/ \(was .*/, '');
}
