import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import type { ProposalOutcome } from '../../../node-core/raft/types.js';
import { RequestError } from '../../../node-core/server/errors.js';
import { decodeProposal } from '../../../node-core/server/proposal-codec.js';
import { Proposals } from '../../../node-core/server/proposals.js';
import { RequestIds } from '../../../node-core/server/request-ids.js';

const timeoutMs = 7_000;
const acknowledged = { leaseRevoke: { applied: true } } as const;

function proposalsWith(outcome: ProposalOutcome = 'accepted') {
  const clock = new SimulatedClock();
  const submitted: bigint[] = [];
  const proposals = new Proposals({
    ids: new RequestIds(0x1234n, clock),
    clock,
    maxRequestBytes: 100,
    timeoutMs,
    submit: (data) => {
      submitted.push(decodeProposal(data).id);
      return outcome;
    },
  });
  return { clock, proposals, submitted };
}

const body = Buffer.from([8, 5]);

test('each request gets the answer of its own entry', async () => {
  const { proposals, submitted } = proposalsWith();
  const first = proposals.propose('leaseRevoke', body);
  const second = proposals.propose('leaseRevoke', body);
  const [firstId, secondId] = submitted;
  assert.ok(firstId !== undefined && secondId !== undefined && firstId < secondId);
  assert.equal(firstId >> 48n, 0x1234n);
  assert.equal(proposals.pendingCount, 2);
  proposals.settle(secondId, { answers: acknowledged });
  assert.deepEqual(await second, { applied: true });
  proposals.settle(firstId, { error: new RequestError('no-space') });
  await assert.rejects(first, { failure: 'no-space' });
  assert.equal(proposals.pendingCount, 0);
  proposals.settle(99n, { answers: acknowledged });
});

test('what is too large, or what Raft refuses, never waits', async () => {
  const { proposals, submitted } = proposalsWith();
  await assert.rejects(proposals.propose('put', Buffer.alloc(101)), { failure: 'request-too-large' });
  assert.deepEqual(submitted, []);
  const expected = [
    ['no-leader', 'no-leader'],
    ['too-much-uncommitted', 'too-many-requests'],
  ] as const;
  for (const [outcome, failure] of expected) {
    const refusing = proposalsWith(outcome).proposals;
    await assert.rejects(refusing.propose('put', body), { failure });
    assert.equal(refusing.pendingCount, 0);
    assert.equal(refusing.failedCount, 1);
  }
});

test('what has waited too long is given up, oldest first', async () => {
  const { clock, proposals, submitted } = proposalsWith();
  const first = assert.rejects(proposals.propose('leaseRevoke', body), { failure: 'timeout' });
  clock.advance(timeoutMs - 1);
  const second = proposals.propose('leaseRevoke', body);
  proposals.expire();
  assert.equal(proposals.pendingCount, 2);
  clock.advance(1);
  proposals.expire();
  await first;
  assert.equal(proposals.pendingCount, 1);
  assert.equal(proposals.failedCount, 1);
  proposals.settle(submitted[0] ?? 0n, { answers: acknowledged });
  proposals.settle(submitted[1] ?? 0n, { answers: acknowledged });
  await second;
});

test('a member that stops tells all who wait', async () => {
  const { proposals } = proposalsWith();
  const waiting = [proposals.propose('put', body), proposals.propose('put', body)];
  const rejected = waiting.map((proposal) => assert.rejects(proposal, { failure: 'stopped' }));
  proposals.failAll('stopped');
  await Promise.all(rejected);
});
