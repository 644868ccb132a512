import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import { AuditError } from '../../source/maintenance/audit.js';
import { planCompact } from '../../source/maintenance/compact-plan.js';
import { planDefragment } from '../../source/maintenance/defragment-plan.js';
import type { MaintenancePlan, Planned } from '../../source/maintenance/plan.js';
import { type RunEvent, runPlan } from '../../source/maintenance/run.js';
import type { ClusterEvidence, MemberStatus } from '../../source/triage/evidence.js';
import {
  clusterId,
  clusterOf,
  memberId,
  memberOf,
  silentMember,
  withStatus,
} from '../triage/cluster-evidence.js';
import { fakePorts } from './fake-ports.js';

function planIn(planned: Planned): MaintenancePlan {
  assert.ok(planned.kind === 'plan');
  return planned.plan;
}

const fragmented = { dbSize: 412e6, dbSizeInUse: 160e6 };
const compacted = { dbSize: 160e6, dbSizeInUse: 160e6 };

/** Three members led by `leader`; `change` is what each says besides. */
function three(leader: number, change: Partial<MemberStatus> = fragmented): ClusterEvidence {
  return clusterOf([1, 2, 3].map((each) => withStatus(each, { ...change, leader: memberId(leader) })));
}

const defragmentPlan = (evidence: ClusterEvidence) =>
  planIn(planDefragment({ evidence, contextName: 'prod-a' }, 'all'));

const never = new AbortController().signal;
const ignore = (): void => {};

test('members are defragmented one after the other, leadership moves before the leader', async () => {
  const plan = defragmentPlan(three(1));
  // Looks before m2, m3 and the move; after it m1 leads for a moment still, then m2 does.
  const ports = fakePorts({ looks: [three(1), three(1), three(1), three(1), three(2)] });
  const result = await runPlan(plan, ports, never, ignore);
  assert.equal(result.message, 'done: Defragment 3 members');
  assert.equal(result.outcome, 'done');
  assert.deepEqual(ports.calls, [
    'audit',
    'defragment https://10.0.0.242:2379',
    'audit',
    'defragment https://10.0.0.243:2379',
    'audit',
    `move-leader https://10.0.0.241:2379 ${memberId(2)}`,
    'audit',
    'pause 1000',
    'defragment https://10.0.0.241:2379',
    'audit',
  ]);
});

test('leadership that has moved by itself is not moved again', async () => {
  const plan = defragmentPlan(three(1));
  const ports = fakePorts({ looks: [three(1), three(1), three(3)] });
  const result = await runPlan(plan, ports, never, ignore);
  assert.equal(result.outcome, 'done');
  assert.equal(result.steps[2]?.message, 'm1 is not the leader any more');
  assert.ok(!ports.calls.some((call) => call.startsWith('move-leader')));
});

test('what a member gave back is told, and stands in the audit log with who, where and what', async () => {
  const plan = planIn(planDefragment({ evidence: three(1), contextName: 'prod-a' }, new Set([memberId(3)])));
  const ports = fakePorts({
    looks: [three(1)],
    onDefragment: () => {
      ports.now = three(1, compacted);
    },
  });
  const result = await runPlan(plan, ports, never, ignore);
  assert.equal(result.steps[0]?.message, 'm3 gave back 252 MB');
  assert.equal(result.auditPath, '/state/etcdscope/audit.log');
  const [confirmed, done] = ports.auditLines.map((line): unknown => JSON.parse(line));
  assert.deepEqual(confirmed, {
    time: '2026-11-21T10:42:07.000Z',
    user: 'root',
    sudo_user: 'alice',
    host: 'master-1',
    pid: 42,
    context: 'prod-a',
    cluster: 'cdf818194e3a8c32',
    action: 'confirm',
    outcome: 'confirmed',
    plan: 'Defragment m3',
    steps: 1,
  });
  assert.deepEqual(done, {
    time: '2026-11-21T10:42:07.000Z',
    user: 'root',
    sudo_user: 'alice',
    host: 'master-1',
    pid: 42,
    context: 'prod-a',
    cluster: 'cdf818194e3a8c32',
    action: 'defragment',
    member: 'm3',
    endpoint: 'https://10.0.0.243:2379',
    outcome: 'done',
    db_size_before: 412e6,
    db_size_after: 160e6,
    duration_ms: 0,
    message: 'm3 gave back 252 MB',
  });
});

test('the next member waits until the last one is well again, and no longer than a minute', async () => {
  const sick = clusterOf([withStatus(1, fragmented), silentMember(2), withStatus(3, fragmented)]);
  const recovers = fakePorts({ looks: [three(1), sick, sick, three(1), three(1), three(2)] });
  assert.equal((await runPlan(defragmentPlan(three(1)), recovers, never, ignore)).outcome, 'done');
  assert.deepEqual(recovers.calls.slice(0, 6), [
    'audit',
    'defragment https://10.0.0.242:2379',
    'audit',
    'pause 1000',
    'pause 1000',
    'defragment https://10.0.0.243:2379',
  ]);

  const stays = fakePorts({ looks: [three(1), sick] });
  const obstacles = new Set<string | undefined>();
  const result = await runPlan(defragmentPlan(three(1)), stays, never, (event) => {
    if (event.type === 'step-checking') obstacles.add(event.obstacle);
  });
  assert.deepEqual([...obstacles], [undefined, 'm2 does not answer']);
  assert.equal(result.outcome, 'failed');
  assert.equal(result.message, 'stopped before step 2: m2 does not answer');
  assert.equal(stays.calls.filter((call) => call.startsWith('defragment')).length, 1);
  assert.equal(stays.calls.filter((call) => call.startsWith('pause')).length, 60);
});

test('a run that is stopped finishes the step under way and begins no other', async () => {
  const stop = new AbortController();
  const ports = fakePorts({ looks: [three(1)], onDefragment: () => stop.abort() });
  const result = await runPlan(defragmentPlan(three(1)), ports, stop.signal, ignore);
  assert.equal(result.outcome, 'stopped');
  assert.equal(result.message, 'stopped as asked, after 1 of 4 steps');
  assert.equal(result.steps.length, 1);
  assert.equal(ports.auditLines.length, 2);

  const early = new AbortController();
  const untouched = fakePorts({ looks: [three(1)] });
  const before = await runPlan(defragmentPlan(three(1)), untouched, early.signal, (event) => {
    if (event.type === 'step-checking') early.abort();
  });
  assert.equal(before.message, 'stopped as asked, before anything was done');
});

test('a step that fails ends the run, and the failure is audited', async () => {
  const ports = fakePorts({
    looks: [three(1)],
    onDefragment: (endpoint) => {
      throw new EtcdError('timeout', `defragment at ${endpoint} got no answer`, '', endpoint);
    },
  });
  const result = await runPlan(defragmentPlan(three(1)), ports, never, ignore);
  assert.equal(result.outcome, 'failed');
  assert.match(result.message, /10\.0\.0\.242:2379 got no answer/);
  assert.equal(result.steps.length, 1);
  const last: unknown = JSON.parse(ports.auditLines.at(-1) ?? '');
  assert.ok(typeof last === 'object' && last !== null && 'outcome' in last && last.outcome === 'failed');
});

test('nothing is done when the audit log cannot be written', async () => {
  const auditError = new AuditError('the audit log /state/etcdscope/audit.log cannot be written');
  const ports = fakePorts({ looks: [three(1)], auditError });
  const result = await runPlan(defragmentPlan(three(1)), ports, never, ignore);
  assert.equal(result.outcome, 'failed');
  assert.match(result.message, /cannot be written/);
  assert.deepEqual(ports.calls, []);
});

test('a step that was done and cannot be audited is told as such, and ends the run', async () => {
  const ports = fakePorts({ looks: [three(1)] });
  const { append } = ports.audit;
  const audit = {
    ...ports.audit,
    append: (line: string) =>
      line.includes('confirmed') ? append(line) : Promise.reject(new AuditError('the audit log is full')),
  };
  const result = await runPlan(defragmentPlan(three(1)), { ...ports, audit }, never, ignore);
  assert.equal(result.outcome, 'failed');
  assert.equal(result.message, 'm2 gave back 0 B, but the audit log is full');
  assert.equal(result.steps.length, 1);
  assert.equal(ports.calls.filter((call) => call.startsWith('defragment')).length, 1);
});

test('nothing is done to another cluster, nor to a member that has become leader', async () => {
  const plan = defragmentPlan(three(1));
  const other = fakePorts({ looks: [{ ...three(1), clusterId: clusterId + 1n }] });
  const elsewhere = await runPlan(plan, other, never, ignore);
  assert.match(elsewhere.message, /another cluster answers/);
  assert.ok(!other.calls.some((call) => call.startsWith('defragment')));

  const silent = fakePorts({ looks: [{ ...three(1), clusterId: undefined }] });
  const unheard = await runPlan(plan, silent, never, ignore);
  assert.match(unheard.message, /no member answers/);
  assert.ok(!silent.calls.some((call) => call.startsWith('defragment')));

  const moved = fakePorts({ looks: [three(2)] });
  const result = await runPlan(plan, moved, never, ignore);
  assert.match(result.message, /m2 is the leader now: plan again/);
  assert.ok(!moved.calls.some((call) => call.startsWith('defragment')));
});

test('nothing is done when the endpoint of a member now reaches another one', async () => {
  const evidence = clusterOf([memberOf(1, { ...withStatus(1, fragmented), id: memberId(1) })]);
  const plan = defragmentPlan(evidence);
  const replaced = clusterOf([memberOf(1, withStatus(1, { ...fragmented, memberId: memberId(7) }))]);
  const ports = fakePorts({ looks: [replaced] });
  const result = await runPlan(plan, ports, never, ignore);
  assert.equal(result.outcome, 'failed');
  assert.match(result.message, /now reaches member .*nothing was done to it/);
  assert.ok(!ports.calls.some((call) => call.startsWith('defragment')));
});

test('a plan whose checks do not pass is not run', async () => {
  const plan = defragmentPlan(clusterOf([withStatus(1, {}), withStatus(2, {}), silentMember(3)]));
  const ports = fakePorts({ looks: [three(1)] });
  assert.equal((await runPlan(plan, ports, never, ignore)).outcome, 'failed');
  assert.deepEqual(ports.calls, []);
});

test('compaction waits for the work to be done, and tells its progress', async () => {
  const planned = planCompact(
    { evidence: three(1), oldestRevision: { known: true, value: 29_000_000 }, contextName: 'prod-a' },
    { kind: 'revision', revision: 29_243_467 },
  );
  const ports = fakePorts({ looks: [three(1)] });
  const events: RunEvent['type'][] = [];
  const result = await runPlan(planIn(planned), ports, never, ({ type }) => events.push(type));
  assert.equal(result.outcome, 'done');
  assert.ok(ports.calls.includes('compact 29243467 physical'));
  assert.deepEqual(events, ['step-checking', 'step-started', 'step-ended']);
  assert.equal(result.steps[0]?.sizes.length, 3);
});
