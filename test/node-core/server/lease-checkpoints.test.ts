import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import { LeaseCheckpoints, leaseCheckpointEveryMs } from '../../../node-core/server/lease-checkpoints.js';
import { LeaseGrantRequest } from '../../../proto/generated/etcdserverpb.js';
import { eventually } from '../../support/eventually.js';
import { temporaryBackend } from '../backend/temporary-backend.js';
import { keepingAlive, startTestMember } from './test-member.js';

const lease = LeaseGrantRequest.create({ id: 7n, ttl: 1_000 });

/** A member's clock, set forward by hand. */
function movableClock() {
  let aheadMs = 0;
  const clock = keepingAlive({ ...realClock, monotonicMs: () => realClock.monotonicMs() + aheadMs });
  const forward = (ms: number) => {
    aheadMs += ms;
  };
  return { clock, forward };
}

for (const leaseCheckpoints of [true, false]) {
  test(`a restart ${leaseCheckpoints ? 'goes on with what is left of a lease' : 'renews a lease without checkpoints'}`, async (t) => {
    const { clock, forward } = movableClock();
    const first = await startTestMember(t, { clock, leaseCheckpoints });
    await first.member.grantLease(lease);
    const before = first.member.appliedIndex();
    forward(leaseCheckpointEveryMs);
    if (leaseCheckpoints) {
      await eventually('the checkpoint is in the log', () => first.member.appliedIndex() > before);
    }
    await first.stop();
    const { member } = await startTestMember(t, { directory: first.directory, leaseCheckpoints });
    const left = (await member.findLease(7n))?.remainingTtlSeconds ?? 0;
    const expected = leaseCheckpoints ? 700 : 1_000;
    assert.ok(left > expected - 5 && left <= expected + 1, `${left} s are left`);
    assert.equal(await member.renewLease(7n), 1_000, 'a renewal gives all of it');
    assert.ok(((await member.findLease(7n))?.remainingTtlSeconds ?? 0) > 995);
  });
}

test('a renewal of a lease past its time is told that it is gone, once it is', async (t) => {
  const { clock, forward } = movableClock();
  const { member } = await startTestMember(t, { clock });
  await member.grantLease(lease);
  forward(1_001_000);
  assert.equal(await member.renewLease(7n), 0);
  assert.equal(await member.findLease(7n), undefined);
});

test('at most a thousand leases go into one entry, one entry at a time', async (t) => {
  const clock = new SimulatedClock();
  const lessor = createLessor(await temporaryBackend(t), { checkpointEveryMs: leaseCheckpointEveryMs });
  lessor.promote(0, 0);
  for (let id = 1n; id <= 1_500n; id += 1n) {
    lessor.grant(id, 1_000, 0);
  }
  const entries: number[] = [];
  const settle: (() => void)[] = [];
  const checkpoints = new LeaseCheckpoints({
    lessor,
    clock,
    propose: (due) => {
      entries.push(due.length);
      return new Promise((resolve) => settle.push(resolve));
    },
  });
  clock.advance(leaseCheckpointEveryMs);
  checkpoints.tick();
  clock.advance(1_000);
  checkpoints.tick();
  assert.deepEqual(entries, [1_000], 'the first is not in the log yet');
  settle[0]?.();
  await new Promise(setImmediate);
  clock.advance(1_000);
  checkpoints.tick();
  assert.deepEqual(entries, [1_000, 500]);
});
