import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCompact } from '../../source/maintenance/compact-plan.js';
import { planDefragment } from '../../source/maintenance/defragment-plan.js';
import { type MaintenancePlan, mayRun, type Planned } from '../../source/maintenance/plan.js';
import type { ClusterEvidence } from '../../source/triage/evidence.js';
import {
  clusterOf,
  memberId,
  memberOf,
  membersOf,
  silentMember,
  withStatus,
} from '../triage/cluster-evidence.js';

function planIn(planned: Planned): MaintenancePlan {
  assert.equal(planned.kind, 'plan', planned.kind === 'refused' ? planned.reason : '');
  assert.ok(planned.kind === 'plan');
  return planned.plan;
}

const defragment = (evidence: ClusterEvidence, members: 'all' | ReadonlySet<bigint> = 'all') =>
  planDefragment({ evidence, contextName: 'prod-a' }, members);

const compactAt = (evidence: ClusterEvidence, revision: number) =>
  planCompact(
    { evidence, oldestRevision: { known: true, value: 29_000_000 }, contextName: 'prod-a' },
    { kind: 'revision', revision },
  );

/** Enough that a member's pause is worth it. */
const fragmented = { dbSize: 412e6, dbSizeInUse: 160e6 };

const failedIn = (plan: MaintenancePlan) =>
  plan.checks.filter(({ result }) => result === 'failed').map(({ text }) => text);

test('compaction says what is dropped and what stays, and the same by hand', () => {
  const plan = planIn(compactAt(clusterOf(membersOf(3)), 29_243_467));
  assert.equal(plan.title, 'Compact at revision 29,243,467');
  assert.match(plan.happens[0] ?? '', /from revision 29,000,000 to 29,243,466 is dropped: 243,467 revisions/);
  assert.deepEqual(plan.sameAs, ['etcdctl --endpoints=https://10.0.0.241:2379 compact 29243467 --physical']);
  assert.equal(plan.confirmation, 'prod-a');
  assert.ok(mayRun(plan));
});

test('compaction is refused where history does not reach, or where that is not known', () => {
  assert.equal(compactAt(clusterOf(membersOf(3)), 29_000_000).kind, 'refused');
  assert.equal(compactAt(clusterOf([silentMember(1)]), 29_100_000).kind, 'refused');
  const unknown = planCompact(
    {
      evidence: clusterOf(membersOf(3)),
      oldestRevision: { known: false, why: { reason: 'not-permitted', message: 'permission denied' } },
      contextName: 'prod-a',
    },
    { kind: 'keep', revisions: 10 },
  );
  assert.ok(unknown.kind === 'refused' && /not known: permission denied/.test(unknown.reason));
});

test('compaction does not run without a quorum, nor under a CORRUPT alarm', () => {
  const timeout = { known: false, why: { reason: 'timeout', message: 'no answer' } } as const;
  const noQuorum = planIn(compactAt(clusterOf(membersOf(3), { quorumRead: timeout }), 29_243_467));
  assert.deepEqual(failedIn(noQuorum), ['no linearizable read: no answer']);
  assert.ok(!mayRun(noQuorum));
  const alarms = [{ memberId: memberId(2), alarm: 'CORRUPT' }];
  const corrupt = planIn(compactAt(clusterOf([withStatus(1, { alarms }), memberOf(2)]), 29_243_467));
  assert.ok(!mayRun(corrupt));
});

test('defragmentation goes followers first, moves leadership away, and takes the old leader last', () => {
  const members = [1, 2, 3].map((ordinal) => withStatus(ordinal, fragmented));
  const plan = planIn(defragment(clusterOf(members)));
  const order = plan.steps.map((step) =>
    step.kind === 'defragment' ? step.member.name : step.kind === 'move-leader' ? `→${step.to.name}` : '',
  );
  assert.deepEqual(order, ['m2', 'm3', '→m2', 'm1']);
  assert.equal(plan.happens[0], 'm2, then m3, then the leader m1 after leadership moves to m2.');
  assert.ok(plan.happens.includes('Comes back, at least: m2 252 MB, m3 252 MB, m1 252 MB.'));
  assert.deepEqual(plan.sameAs, [
    'etcdctl --endpoints=https://10.0.0.242:2379 --command-timeout=60s defrag',
    'etcdctl --endpoints=https://10.0.0.243:2379 --command-timeout=60s defrag',
    'etcdctl --endpoints=https://10.0.0.241:2379 move-leader 8e9e05c52164694f',
    'etcdctl --endpoints=https://10.0.0.241:2379 --command-timeout=60s defrag',
  ]);
  assert.ok(mayRun(plan));
});

test('leadership goes to the follower that has most of the log, never to a learner', () => {
  const members = [
    withStatus(1, fragmented),
    withStatus(2, { ...fragmented, raftIndex: 31_204_110 }),
    withStatus(3, fragmented),
    { ...withStatus(4, { ...fragmented, isLearner: true }), isLearner: true },
  ];
  const plan = planIn(defragment(clusterOf(members)));
  const move = plan.steps.find((step) => step.kind === 'move-leader');
  assert.equal(move?.to.name, 'm3');
  const first = plan.steps[0];
  assert.ok(first?.kind === 'defragment' && first.member.name === 'm4');
});

test('one member of three can be chosen; a member that does not answer cannot', () => {
  const members = [1, 2, 3].map((ordinal) => withStatus(ordinal, fragmented));
  const plan = planIn(defragment(clusterOf(members), new Set([memberId(3)])));
  assert.equal(plan.title, 'Defragment m3');
  assert.equal(plan.steps.length, 1);
  const silent = clusterOf([memberOf(1), memberOf(2), silentMember(3)]);
  assert.equal(defragment(silent, new Set([memberId(3)])).kind, 'refused');
  assert.equal(defragment(silent, new Set([memberId(1), memberId(3)])).kind, 'refused');
});

test('defragmentation does not run while a member is silent, lags, or holds other data', () => {
  const refusals = (evidence: ClusterEvidence) => failedIn(planIn(defragment(evidence)));
  assert.deepEqual(refusals(clusterOf([memberOf(1), memberOf(2), silentMember(3)])), [
    'm3 does not answer',
    'no member may be missing now',
  ]);
  const late = withStatus(3, { raftIndex: 31_204_118 - 2_000 });
  assert.match(refusals(clusterOf([memberOf(1), memberOf(2), late]))[0] ?? '', /m3 is 2,000 entries behind/);
  const alarms = [{ memberId: memberId(2), alarm: 'CORRUPT' }];
  assert.match(
    refusals(clusterOf([withStatus(1, { alarms }), memberOf(2), memberOf(3)]))[0] ?? '',
    /CORRUPT/,
  );
});

test('NOSPACE does not stand in the way: defragmentation is the way out of it', () => {
  const alarms = [{ memberId: memberId(1), alarm: 'NOSPACE' }];
  const plan = planIn(defragment(clusterOf([1, 2, 3].map((each) => withStatus(each, { alarms })))));
  assert.ok(mayRun(plan));
});

test('a single member may be defragmented, and the plan says that everything stands still', () => {
  const plan = planIn(defragment(clusterOf([withStatus(1, fragmented)])));
  assert.ok(mayRun(plan));
  assert.deepEqual(
    plan.checks.filter(({ result }) => result === 'caution').map(({ text }) => text),
    ['the whole cluster stands still meanwhile'],
  );
  assert.equal(plan.steps.length, 1);
});

test('a version that a crash while defragmenting can corrupt is a caution', () => {
  const members = [1, 2, 3].map((ordinal) => withStatus(ordinal, { ...fragmented, version: '3.5.4' }));
  const plan = planIn(defragment(clusterOf(members)));
  assert.ok(plan.checks.some(({ result, text }) => result === 'caution' && /fixed in 3\.5\.6/.test(text)));
});

test('a cluster without a name is confirmed by its id, so that return alone is never enough', () => {
  const plan = planIn(planDefragment({ evidence: clusterOf(membersOf(3)), contextName: ' ' }, 'all'));
  assert.equal(plan.confirmation, 'cdf818194e3a8c32');
});

test('endpoints from the cluster cannot act on a terminal', () => {
  const evil = memberOf(1, { endpoint: 'https://x\u001b[2J:2379', name: 'm\u202e1' });
  const plan = planIn(defragment(clusterOf([evil])));
  const shown = [plan.title, ...plan.happens, ...plan.sameAs].join('');
  assert.doesNotMatch(shown, /[\u001b\u202e]/);
});
