import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CompactedError } from '../../../node-core/mvcc/errors.js';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import { AutoCompaction, type AutoCompactionRule } from '../../../node-core/server/auto-compaction.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A store whose revision a test moves, and the compactions that were asked of it. */
class Subject {
  readonly clock = new SimulatedClock();
  readonly compactions: number[] = [];
  /** An empty store's. */
  revision = 1;
  isLeading = true;
  failure: Error | undefined;
  readonly compaction: AutoCompaction;

  constructor(rule: AutoCompactionRule) {
    this.compaction = new AutoCompaction({
      rule,
      clock: this.clock,
      log: () => undefined,
      revision: () => this.revision,
      isLeading: () => this.isLeading,
      compact: async ({ revision }) => {
        this.compactions.push(revision);
        if (this.failure !== undefined) {
          throw this.failure;
        }
      },
    });
  }

  /** So many steps of the clock; the revision is one higher at each, as in etcd's own tests. */
  async advance(steps: number, stepMs: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      this.revision += 1;
      this.clock.advance(stepMs);
      this.compaction.tick();
      await turn();
    }
  }
}

test('hourly: what was current an hour ago goes, first after an hour and then each hour', async () => {
  const subject = new Subject({ mode: 'periodic', periodMs: hourMs });
  await subject.advance(9, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [], 'not before the first hour is over');
  await subject.advance(1, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [1], 'the revision that was noted at the start');
  await subject.advance(10, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [1, 10]);
  await subject.advance(10, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [1, 10, 20]);
});

test('ten minutes: a tenth of it is the step', async () => {
  const subject = new Subject({ mode: 'periodic', periodMs: 10 * minuteMs });
  await subject.advance(30, minuteMs);
  assert.deepEqual(subject.compactions, [1, 10, 20]);
});

test('a day: nothing for a day, then each hour what was current a day ago', async () => {
  const subject = new Subject({ mode: 'periodic', periodMs: 24 * hourMs });
  await subject.advance(239, 6 * minuteMs);
  assert.deepEqual(subject.compactions, []);
  await subject.advance(1, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [1]);
  await subject.advance(20, 6 * minuteMs);
  assert.deepEqual(subject.compactions, [1, 10, 20]);
});

test('a failure is tried again at the next step; one that is done already counts as success', async () => {
  const subject = new Subject({ mode: 'periodic', periodMs: 10 * minuteMs });
  subject.failure = new Error('no leader');
  await subject.advance(11, minuteMs);
  assert.deepEqual(subject.compactions, [1, 1]);
  subject.failure = new CompactedError(2, 2);
  await subject.advance(1, minuteMs);
  assert.deepEqual(subject.compactions, [1, 1, 2]);
  subject.failure = undefined;
  await subject.advance(9, minuteMs);
  assert.deepEqual(subject.compactions, [1, 1, 2], 'a whole period after the success');
});

test('by number: every five minutes, all but the newest so many', async () => {
  const subject = new Subject({ mode: 'revision', revisions: 10 });
  subject.revision = 99;
  await subject.advance(1, 5 * minuteMs);
  assert.deepEqual(subject.compactions, [90]);
  subject.clock.advance(5 * minuteMs);
  subject.compaction.tick();
  assert.deepEqual(subject.compactions, [90], 'nothing was written since');
  subject.revision = 199;
  await subject.advance(1, 5 * minuteMs);
  assert.deepEqual(subject.compactions, [90, 190]);
});

test('by number: fewer revisions than are kept leave nothing to do', async () => {
  const subject = new Subject({ mode: 'revision', revisions: 1_000 });
  await subject.advance(5, 5 * minuteMs);
  assert.deepEqual(subject.compactions, []);
});

test('only a leader compacts', async () => {
  const subject = new Subject({ mode: 'revision', revisions: 10 });
  subject.revision = 100;
  subject.isLeading = false;
  await subject.advance(3, 5 * minuteMs);
  assert.deepEqual(subject.compactions, []);
});
