import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planDefragment } from '../../source/maintenance/defragment-plan.js';
import type { MaintenancePlan } from '../../source/maintenance/plan.js';
import type { StepResult } from '../../source/maintenance/run.js';
import { actionsPane } from '../../source/panes/actions/pane.js';
import { rowText } from '../../source/presentation/rows.js';
import { type ActionsState, initialActions } from '../../source/store/actions.js';
import type { ActionsDialog, StepProgress } from '../../source/store/actions-dialog.js';
import { clusterOf, withStatus } from '../triage/cluster-evidence.js';

const size = { columns: 74, rows: 18 };
const context = { focused: true, nowMs: 10_000 };

/** 2.5 s of pause each: 250 MB in use. */
const members = [1, 2, 3].map((each) => withStatus(each, { dbSize: 412e6, dbSizeInUse: 250e6 }));

function planOf(): MaintenancePlan {
  const planned = planDefragment({ evidence: clusterOf(members), contextName: 'prod-a' }, 'all');
  assert.ok(planned.kind === 'plan');
  return planned.plan;
}

function linesOf(dialog: ActionsDialog): readonly string[] {
  const state: ActionsState = { ...initialActions, isWritable: true, dialog };
  const view = actionsPane.dialog?.(state, size, context);
  assert.ok(view);
  return [rowText(view.title), ...view.lines.map(rowText)];
}

const done: StepResult = {
  outcome: 'done',
  message: 'm2 gave back 162 MB',
  sizes: [{ member: 'm2', before: { dbSize: 412e6, inUse: 250e6 }, after: { dbSize: 250e6, inUse: 250e6 } }],
  durationMs: 2_900,
  auditLine: '{"action":"defragment"}',
};

function running(steps: readonly StepProgress[], isStopping = false): readonly string[] {
  return linesOf({ kind: 'running', plan: planOf(), steps, isStopping });
}

test('a run shows a bar per member: what is over, elapsed and left, what waits', () => {
  const [title, ...lines] = running([
    { kind: 'over', result: done },
    { kind: 'working', sinceMs: 9_000 },
    { kind: 'waiting' },
    { kind: 'waiting' },
  ]);
  assert.equal(title, 'Defragment 3 members ─ running');
  assert.match(lines[0] ?? '', /^m2 +✔ m2 gave back 162 MB {2}2\.9 s$/);
  assert.match(lines[1] ?? '', /^m3 +█{9}▌?░+ +1\.0 s, about 1\.5 s left$/);
  assert.match(lines[2] ?? '', /^leadership to m2 +░{24} {2}waiting$/);
});

test('a bar is never full before the member has answered', () => {
  const waiting: StepProgress = { kind: 'waiting' };
  const [, line = ''] = running([{ kind: 'working', sinceMs: -90_000 }, waiting, waiting, waiting]);
  assert.match(line, /░ +1 m 40 s, longer than estimated$/);
});

test('what is stopped is the step under way, where one is', () => {
  const hintsAt = (first: StepProgress) => {
    const steps = [first, ...Array.from({ length: 3 }, (): StepProgress => ({ kind: 'waiting' }))];
    const dialog: ActionsDialog = { kind: 'running', plan: planOf(), steps, isStopping: false };
    const view = actionsPane.dialog?.({ ...initialActions, dialog }, size, context);
    return view?.bindings.map(({ hint }) => hint);
  };
  assert.deepEqual(hintsAt({ kind: 'working', sinceMs: 9_000 }), ['stop after this step']);
  assert.deepEqual(hintsAt({ kind: 'checking', obstacle: 'm2 does not answer' }), ['stop']);
});

test('stopping says what it waits for, and offers no second stop', () => {
  const waiting: StepProgress = { kind: 'waiting' };
  const steps: readonly StepProgress[] = [{ kind: 'working', sinceMs: 9_000 }, waiting, waiting, waiting];
  assert.ok(running(steps, true).some((line) => line.includes('the step under way is finished first')));
  const dialog: ActionsDialog = { kind: 'running', plan: planOf(), steps, isStopping: true };
  const view = actionsPane.dialog?.({ ...initialActions, dialog }, size, context);
  assert.deepEqual(view?.bindings, []);
});

test('the end tells what each member gave back, and the line in the audit log', () => {
  const result = { outcome: 'done', message: 'done', steps: [done], auditPath: '/state/audit.log' } as const;
  const text = linesOf({ kind: 'ended', plan: planOf(), result }).join('\n');
  assert.match(text, /✔ m2 gave back 162 MB {2}2\.9 s/);
  assert.match(text, /m2: file 412 MB → 250 MB, in use 250 MB → 250 MB/);
  assert.match(text, /\/state\/audit\.log/);
  assert.match(text, /\{"action":"defragment"\}/);
});

test('a run that stopped says why, once', () => {
  const failed: StepResult = { ...done, outcome: 'failed', message: 'm2 refused', sizes: [] };
  const failure = { outcome: 'failed', message: 'm2 refused', steps: [failed], auditPath: '/a' } as const;
  const text = linesOf({ kind: 'ended', plan: planOf(), result: failure }).join('\n');
  assert.equal(text.split('m2 refused').length, 2);
  const stopped = { ...failure, outcome: 'stopped', message: 'stopped as asked', steps: [done] } as const;
  assert.match(linesOf({ kind: 'ended', plan: planOf(), result: stopped }).join('\n'), /stopped as asked/);
});

test('typing: text goes into the field, backspace and ctrl+u take it out, return and escape leave it', () => {
  const dialog: ActionsDialog = { kind: 'target', text: 'keep 5', problem: undefined };
  const type = actionsPane.typing({ ...initialActions, isWritable: true, dialog });
  assert.ok(type);
  const press = (name: string, text = '') => type({ name, text });
  assert.deepEqual(press('0', '0'), [{ type: 'text-typed', text: 'keep 50' }]);
  assert.deepEqual(press('backspace'), [{ type: 'text-typed', text: 'keep ' }]);
  assert.deepEqual(press('ctrl+u'), [{ type: 'text-typed', text: '' }]);
  assert.deepEqual(press('up'), []);
  assert.deepEqual(press('return'), [{ type: 'text-entered' }]);
  assert.deepEqual(press('escape'), [{ type: 'dialog-left' }]);
  assert.equal(actionsPane.typing(initialActions), null);
});
