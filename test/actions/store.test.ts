import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planDefragment } from '../../source/maintenance/defragment-plan.js';
import type { MaintenancePlan } from '../../source/maintenance/plan.js';
import type { RunResult, StepResult } from '../../source/maintenance/run.js';
import {
  type ActionsEffect,
  type ActionsEvent,
  type ActionsState,
  initialActions,
  reduceActions,
} from '../../source/store/actions.js';
import { clusterOf, membersOf, silentMember, withStatus } from '../triage/cluster-evidence.js';

function after(events: readonly ActionsEvent[], from: ActionsState = initialActions) {
  let state = from;
  const effects: ActionsEffect[] = [];
  for (const event of events) {
    const next = reduceActions(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const session = (writable: boolean): ActionsEvent => ({
  type: 'session-started',
  facts: { contextName: 'prod-a', source: 'flags', writable, endpoints: [] },
  nowMs: 0,
});

const choose: ActionsEvent = { type: 'action-chosen' };
const enter: ActionsEvent = { type: 'text-entered' };
const leave: ActionsEvent = { type: 'dialog-left' };
const typed = (text: string): ActionsEvent => ({ type: 'text-typed', text });

function planOf(members = membersOf(3)): MaintenancePlan {
  const planned = planDefragment({ evidence: clusterOf(members), contextName: 'prod-a' }, 'all');
  assert.ok(planned.kind === 'plan');
  return planned.plan;
}

const planned = (plan: MaintenancePlan): ActionsEvent => ({
  type: 'planned',
  action: 'defragment',
  planned: { kind: 'plan', plan },
});
const chooseDefragment: readonly ActionsEvent[] = [session(true), { type: 'cursor-moved', by: 1 }, choose];

const stepDone: StepResult = {
  outcome: 'done',
  message: 'm2 gave back 252 MB',
  sizes: [],
  durationMs: 900,
  auditLine: '{}',
};
const runDone: RunResult = {
  outcome: 'done',
  message: 'done: Defragment 3 members',
  steps: [stepDone],
  auditPath: '/state/audit.log',
};

test('read-only, nothing can be planned, let alone run', () => {
  const { state, effects } = after([session(false), choose, { type: 'cursor-moved', by: 1 }, choose]);
  assert.equal(state.dialog, undefined);
  assert.deepEqual(effects, []);
  const forged = {
    ...state,
    dialog: { kind: 'confirm', plan: planOf(), typed: 'prod-a', showsSecrets: false },
  } as const;
  assert.deepEqual(after([enter], forged).effects, []);
});

test('compaction asks for its target first; what is no target is refused on the spot', () => {
  const { state } = after([session(true), choose, typed('yesterday'), enter]);
  assert.ok(state.dialog?.kind === 'target' && state.dialog.problem !== undefined);
  const { state: next, effects } = after([typed('keep 500'), enter], state);
  assert.deepEqual(effects, [
    { type: 'plan-compact', target: { kind: 'keep', revisions: 500 }, contextName: 'prod-a' },
  ]);
  assert.equal(next.dialog?.kind, 'planning');
});

test('a plan runs only when the whole name is typed', () => {
  const plan = planOf();
  const { state } = after([...chooseDefragment, planned(plan)]);
  assert.equal(state.dialog?.kind, 'confirm');
  for (const text of ['', 'prod', 'prod-b', 'PROD-A', 'yes']) {
    assert.deepEqual(after([typed(text), enter], state).effects, [], text);
  }
  const { state: running, effects } = after([typed('prod-a'), enter], state);
  assert.deepEqual(effects, [{ type: 'run-plan', plan }]);
  assert.equal(running.dialog?.kind, 'running');
  assert.deepEqual(after([enter, enter], running).effects, [], 'it runs once');
});

test('a plan with a failed check cannot be started, whatever is typed', () => {
  const [one, two] = membersOf(2);
  assert.ok(one && two);
  const { state } = after([...chooseDefragment, planned(planOf([one, two, silentMember(3)]))]);
  assert.deepEqual(after([typed('prod-a'), enter], state).effects, []);
});

test('escape leaves every dialog; a plan that comes after that opens none', () => {
  const { state } = after([...chooseDefragment, leave]);
  assert.equal(state.dialog, undefined);
  assert.equal(after([planned(planOf())], state).state.dialog, undefined);
  const target: ActionsEvent[] = [{ type: 'cursor-moved', by: -1 }, choose, enter];
  const compacting = after(target, state).state;
  assert.equal(after([planned(planOf())], compacting).state.dialog?.kind, 'planning');
  assert.equal(after([...chooseDefragment, planned(planOf()), leave]).state.dialog, undefined);
});

test('a refusal is shown with its reason', () => {
  const refused: ActionsEvent = {
    type: 'planned',
    action: 'defragment',
    planned: { kind: 'refused', reason: 'no member answers' },
  };
  const { state } = after([...chooseDefragment, refused]);
  assert.deepEqual(state.dialog, { kind: 'refused', action: 'defragment', reason: 'no member answers' });
});

test('a run tells its steps; escape stops it once, and the dialog stays until it has ended', () => {
  const plan = planOf([1, 2, 3].map((each) => withStatus(each, {})));
  const { state } = after([
    ...chooseDefragment,
    planned(plan),
    typed('prod-a'),
    enter,
    { type: 'run-told', event: { type: 'step-checking', step: 0, obstacle: undefined } },
    { type: 'run-told', event: { type: 'step-ended', step: 0, result: stepDone } },
    { type: 'run-told', event: { type: 'step-started', step: 1, atMs: 3_000 } },
  ]);
  assert.ok(state.dialog?.kind === 'running');
  assert.deepEqual(
    state.dialog.steps.map(({ kind }) => kind),
    ['over', 'working', 'waiting', 'waiting'],
  );
  const { state: stopping, effects } = after([leave, leave], state);
  assert.deepEqual(effects, [{ type: 'stop-run', plan }]);
  assert.ok(stopping.dialog?.kind === 'running' && stopping.dialog.isStopping);
  const ended = reduceActions(stopping, { type: 'run-ended', result: runDone });
  assert.equal(ended.state.dialog?.kind, 'ended');
  assert.deepEqual(ended.state.past, [runDone]);
  assert.deepEqual(ended.intents, [{ type: 'refresh-members' }]);
});
