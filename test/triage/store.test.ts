import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  initialTriage,
  isOpen,
  problemsIn,
  reduceTriage,
  type TriageEvent,
  type TriageState,
  triageHealth,
} from '../../source/store/triage.js';
import type { ClusterEvidence } from '../../source/triage/evidence.js';
import { judge } from '../../source/triage/judge.js';
import { clusterOf, memberId, memberOf, membersOf, silentMember, withStatus } from './cluster-evidence.js';

function after(events: readonly TriageEvent[], from: TriageState = initialTriage): TriageState {
  return events.reduce((state, event) => reduceTriage(state, event).state, from);
}

const judged = (evidence: ClusterEvidence): TriageEvent => ({
  type: 'cluster-judged',
  evidence,
  findings: judge(evidence),
});

const degraded = clusterOf([memberOf(1), memberOf(2), silentMember(3)]);

test('problems start open, what is unknown starts closed, and each can be turned over', () => {
  const noHandshake = { known: false, why: { reason: 'timeout', message: 'no handshake' } } as const;
  const older = withStatus(2, { version: '3.5.15' });
  const evidence = clusterOf([memberOf(1), older, memberOf(3, { certificate: noHandshake })]);
  const state = after([judged(evidence)]);
  const open = problemsIn(state.findings).map((finding) => [finding.severity, isOpen(state, finding)]);
  assert.deepEqual(open, [
    ['warning', true],
    ['unknown', false],
  ]);
  const [first] = problemsIn(state.findings);
  assert.ok(first);
  const closed = after([{ type: 'finding-toggled' }], state);
  assert.equal(isOpen(closed, first), false);
  assert.equal(isOpen(after([{ type: 'finding-toggled' }], closed), first), true);
});

test('a finding that is closed stays closed in the next look, though its figures changed', () => {
  const closed = after([judged(degraded), { type: 'finding-toggled' }, judged(degraded)]);
  const [first] = problemsIn(closed.findings);
  assert.ok(first);
  assert.equal(isOpen(closed, first), false);
});

test('the cursor stays on its finding when a worse one comes above it', () => {
  const state = after([judged(degraded), { type: 'cursor-moved', by: 1 }]);
  assert.equal(problemsIn(state.findings)[state.cursor]?.rule, 'member-answers');
  const alarms = [{ memberId: memberId(1), alarm: 'NOSPACE' }];
  const worse = clusterOf([withStatus(1, { alarms }), memberOf(2), silentMember(3)]);
  const next = after([judged(worse)], state);
  assert.equal(problemsIn(next.findings)[next.cursor]?.rule, 'member-answers');
  assert.equal(problemsIn(next.findings)[0]?.rule, 'alarms');
});

test('past the last problem the cursor stands on what is well, and no further', () => {
  const state = after([judged(degraded), { type: 'cursor-moved', by: 99 }]);
  assert.equal(state.cursor, problemsIn(state.findings).length);
  assert.equal(after([{ type: 'cursor-moved', by: -99 }], state).cursor, 0);
  assert.equal(after([judged(clusterOf(membersOf(3)))], state).cursor, 0);
});

test('looking again and going to the actions are asked of others', () => {
  assert.deepEqual(reduceTriage(initialTriage, { type: 'look-again' }).intents, [
    { type: 'refresh-members' },
  ]);
  assert.deepEqual(reduceTriage(initialTriage, { type: 'show-actions' }).intents, [
    { type: 'focus', pane: 'actions' },
  ]);
});

test('health is unknown until the checks ran, then the worst there is', () => {
  assert.equal(triageHealth(initialTriage), 'unknown');
  assert.equal(triageHealth(after([judged(clusterOf(membersOf(3)))])), 'ok');
  assert.equal(triageHealth(after([judged(degraded)])), 'warning');
});
