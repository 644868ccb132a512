import { progressBar } from '../../components/progress-bar.js';
import { columnWidth } from '../../components/table.js';
import type { Binding } from '../../keymap/binding.js';
import { failedChecks, type MaintenancePlan, mayRun, type PlanStep } from '../../maintenance/plan.js';
import type { RunResult } from '../../maintenance/run.js';
import { fit, fitRight, wrap } from '../../presentation/cells.js';
import { duration, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { ActionsEvent, ActionsState } from '../../store/actions.js';
import type { ActionsDialog, RunningDialog, StepProgress } from '../../store/actions-dialog.js';
import { type ActionId, actionItems } from '../../store/actions-list.js';
import { answering } from '../../triage/answers.js';
import type { Dialog, PaneSize, ViewContext } from '../pane.js';
import { labelled, paragraph, planRows, previewRows, resultRows, sizeText, stepSign } from './sections.js';

type ActionsDialogView = Dialog<ActionsState, ActionsEvent>;

/** The dialog as it is drawn; undefined while none is open. */
export function dialogView(
  state: ActionsState,
  { columns }: PaneSize,
  { nowMs }: ViewContext,
): ActionsDialogView | undefined {
  const { dialog } = state;
  switch (dialog?.kind) {
    case undefined:
      return undefined;
    case 'target':
      return targetView(dialog, state, columns);
    case 'planning':
      return planningView(dialog.action);
    case 'refused':
      return refusedView(dialog.action, dialog.reason, columns);
    case 'confirm':
      return confirmView(dialog, columns);
    case 'running':
      return runningView(dialog, columns, nowMs);
    case 'ended':
      return endedView(dialog.plan, dialog.result, columns);
  }
}

const leaveWith = (hint: string, description: string): Binding<ActionsState, ActionsEvent> => ({
  keys: ['escape'],
  action: 'actions.leave',
  description,
  hint,
  run: () => [{ type: 'dialog-left' }],
});

/** While a text field has the keys these are hints only: `typing` takes them first. */
const enterWith = (hint: string, description: string): Binding<ActionsState, ActionsEvent> => ({
  keys: ['return'],
  action: 'actions.enter',
  description,
  hint,
  run: () => [{ type: 'text-entered' }],
});

const cancel = leaveWith('cancel', 'leave, nothing is done');
const close = leaveWith('close', 'close');

/** A hint as well: the field has every key that types. */
const reveal: Binding<ActionsState, ActionsEvent> = {
  keys: ['tab'],
  action: 'actions.reveal',
  description: 'show what changes in a secret, or hide it again',
  hint: 'show secret',
  run: () => [{ type: 'secrets-toggled' }],
};

function nameOf(action: ActionId): string {
  return actionItems.find(({ id }) => id === action)?.name ?? action;
}

const keptInExample = 10_000;

/** The newest revision is no example: whoever takes it as it stands drops all history. */
function exampleText(newest: number | undefined): string {
  const keep = `keep ${grouped(keptInExample)}   or a revision`;
  const isOlder = newest !== undefined && newest > keptInExample;
  return isOlder ? `${keep}, such as ${grouped(newest - keptInExample)}` : keep;
}

function targetView(
  { text, problem }: Extract<ActionsDialog, { kind: 'target' }>,
  { evidence }: ActionsState,
  width: number,
): ActionsDialogView {
  const revisions = evidence === undefined ? [] : answering(evidence).map(({ status }) => status.revision);
  const newest = revisions.length === 0 ? undefined : Math.max(...revisions);
  return {
    title: [span('Compact')],
    tone: problem === undefined ? 'plain' : 'warning',
    lines: [
      ...paragraph(
        'Drops old revisions of every key up to a revision; the newest value of each key stays. Say how many of the newest revisions to keep readable, or up to which revision to drop.',
        width,
      ),
      [],
      ...labelled('Newest revision', [newest === undefined ? 'not known' : grouped(newest)], width),
      ...labelled('For example', [exampleText(newest)], width, 'dim'),
      ...(problem === undefined ? [] : [[], ...paragraph(problem, width, 'warning')]),
    ],
    prompt: { label: 'Compact:', text },
    bindings: [enterWith('plan', 'look at the cluster and show the plan'), cancel],
  };
}

function planningView(action: ActionId): ActionsDialogView {
  return {
    title: [span(nameOf(action))],
    tone: 'plain',
    lines: [[span('Asking every member, checking what is safe now…')]],
    bindings: [cancel],
  };
}

function refusedView(action: ActionId, reason: string, width: number): ActionsDialogView {
  return {
    title: [span(`${nameOf(action)}: not now`)],
    tone: 'warning',
    lines: [...paragraph(reason, width, 'warning'), [], [span('Nothing was done.', 'dim')]],
    bindings: [close],
  };
}

/** First of all: the checks themselves stand below a plan that may be longer than the screen. */
function obstacleRows({ checks }: MaintenancePlan, width: number): readonly Row[] {
  const obstacles = failedChecks(checks).map(({ text }) => `✖ ${text}`);
  return ['This cannot be started now:', ...obstacles].flatMap((text) => paragraph(text, width, 'critical'));
}

function confirmView(
  { plan, typed, showsSecrets }: Extract<ActionsDialog, { kind: 'confirm' }>,
  width: number,
): ActionsDialogView {
  const may = mayRun(plan);
  const refusal = may ? [] : [...obstacleRows(plan, width), []];
  return {
    title: [span(plan.title, 'plain', true)],
    tone: may ? 'warning' : 'critical',
    lines: [...refusal, ...planRows(plan, width), ...previewRows(plan.preview, showsSecrets, width)],
    ...(may ? { prompt: { label: `Type ${safeText(plan.confirmation)} to go on:`, text: typed } } : {}),
    bindings: may
      ? [
          enterWith('start', 'start, once the whole name is typed'),
          ...(plan.preview?.isSecret === true ? [reveal] : []),
          cancel,
        ]
      : [close],
  };
}

const stopAfterStep = leaveWith('stop after this step', 'stop after the step under way');
const stopNow = leaveWith('stop', 'stop, no step is under way');

const barWidth = 24;

function runningView(
  { plan, steps, isStopping }: RunningDialog,
  width: number,
  nowMs: number,
): ActionsDialogView {
  const names = plan.steps.map(stepName);
  const nameWidth = columnWidth(names, 4, 28);
  const rows = plan.steps.map((step, index) => [
    span(`${fit(names[index] ?? '', nameWidth)}  `),
    ...progressRow(step, steps[index] ?? { kind: 'waiting' }, nowMs),
  ]);
  const isWorking = steps.some(({ kind }) => kind === 'working');
  const ending = isStopping
    ? 'Stopping: the step under way is finished first.'
    : 'Each step begins only when all members are well again.';
  return {
    title: [span(plan.title, 'plain', true), span(isStopping ? ' ─ stopping' : ' ─ running', 'dim')],
    tone: 'plain',
    lines: [...rows, [], ...paragraph(ending, width, 'dim')],
    bindings: isStopping ? [] : [isWorking ? stopAfterStep : stopNow],
  };
}

function stepName(step: PlanStep): string {
  switch (step.kind) {
    case 'compact':
      return `compact at ${grouped(step.revision)}`;
    case 'defragment':
      return step.member.name;
    case 'move-leader':
      return `leadership to ${step.to.name}`;
    case 'write':
      return step.value === undefined ? 'delete' : 'put';
  }
}

/** The server tells no progress: the bar is time against the estimate, and never full before the answer. */
function progressRow(step: PlanStep, progress: StepProgress, nowMs: number): Row {
  switch (progress.kind) {
    case 'waiting':
      return [...progressBar(0, barWidth), span('  waiting', 'dim')];
    case 'checking':
      return progress.obstacle === undefined
        ? [...progressBar(0, barWidth), span('  checking the cluster', 'dim')]
        : [...progressBar(0, barWidth), span(`  waiting: ${progress.obstacle}`, 'warning')];
    case 'working': {
      const elapsedMs = Math.max(0, nowMs - progress.sinceMs);
      if (step.kind !== 'defragment') return [span(`working, ${duration(elapsedMs)}`)];
      const ratio = Math.min(0.95, elapsedMs / step.pauseMs);
      const left = step.pauseMs - elapsedMs;
      const leftText = left > 0 ? `about ${duration(left)} left` : 'longer than estimated';
      return [...progressBar(ratio, barWidth), span(`  ${fitRight(duration(elapsedMs), 9)}, ${leftText}`)];
    }
    case 'over': {
      const { message, durationMs } = progress.result;
      return [stepSign(progress.result), span(` ${message}`), span(`  ${duration(durationMs)}`, 'dim')];
    }
  }
}

const outcomes = {
  done: { title: 'done', tone: 'plain', text: 'ok' },
  stopped: { title: 'stopped', tone: 'warning', text: 'warning' },
  failed: { title: 'failed', tone: 'critical', text: 'critical' },
} as const;

/** Seen on idle members: bbolt counts a page as free only once a later transaction has begun. */
const freedLater = 'Members count freed pages with their next write: less may be in use soon.';

function endedView(plan: MaintenancePlan, result: RunResult, width: number): ActionsDialogView {
  const { title, tone, text } = outcomes[result.outcome];
  const sizes = result.steps.flatMap((step) => step.sizes.map(sizeText));
  const lastLine = result.steps.at(-1)?.auditLine;
  return {
    title: [span(plan.title, 'plain', true), span(` ─ ${title}`, text)],
    tone,
    lines: [
      ...resultRows(result, width),
      [],
      ...(sizes.length === 0 ? [] : labelled('Sizes', sizes, width)),
      ...(plan.action === 'compact' ? labelled('', [freedLater], width, 'dim') : []),
      ...labelled('Audit log', [safeText(result.auditPath)], width),
      ...(lastLine === undefined ? [] : wrap(safeText(lastLine), width).map((line) => [span(line, 'dim')])),
    ],
    bindings: [{ ...close, keys: ['escape', 'return'] }],
  };
}
