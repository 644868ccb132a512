import { type CompactTarget, parseCompactTarget } from '../maintenance/compact-target.js';
import { type MaintenancePlan, mayRun, type Planned } from '../maintenance/plan.js';
import type { RunEvent, RunResult } from '../maintenance/run.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import { type ActionsDialog, newRun, type RunningDialog, type StepProgress } from './actions-dialog.js';
import { type ActionId, actionItems } from './actions-list.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';

export interface ActionsState {
  /** What a confirmation asks to be typed. */
  readonly contextName: string;
  /** false: nothing that changes the cluster is started. */
  readonly isWritable: boolean;
  /** The past is looked at: nothing is started from there. */
  readonly isPast: boolean;
  readonly evidence: ClusterEvidence | undefined;
  readonly cursor: number;
  readonly dialog: ActionsDialog | undefined;
  /** Runs of this session, oldest first. */
  readonly past: readonly RunResult[];
}

export type ActionsEvent =
  | SessionEvent
  | Extract<Intent, { type: 'cluster-judged' | 'confirm-plan' }>
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'action-chosen' }
  /** A key in the dialog's text field: the text it has now. */
  | { readonly type: 'text-typed'; readonly text: string }
  | { readonly type: 'text-entered' }
  | { readonly type: 'secrets-toggled' }
  | { readonly type: 'planned'; readonly action: ActionId; readonly planned: Planned }
  | { readonly type: 'run-told'; readonly event: RunEvent }
  | { readonly type: 'run-ended'; readonly result: RunResult }
  /** esc: leaves the dialog, or stops a run after the step under way. */
  | { readonly type: 'dialog-left' };

export type ActionsEffect =
  | { readonly type: 'plan-compact'; readonly target: CompactTarget; readonly contextName: string }
  | { readonly type: 'plan-defragment'; readonly contextName: string }
  | { readonly type: 'run-plan'; readonly plan: MaintenancePlan }
  /** Ends the plan's run between two steps. */
  | { readonly type: 'stop-run'; readonly plan: MaintenancePlan };

export const initialActions: ActionsState = {
  contextName: '',
  isWritable: false,
  isPast: false,
  evidence: undefined,
  cursor: 0,
  dialog: undefined,
  past: [],
};

type ActionsStep = Step<ActionsState, ActionsEffect>;

const pastMax = 20;

export const reduceActions: Reduce<ActionsState, ActionsEvent, ActionsEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
      return step({ ...state, contextName: event.facts.contextName, isWritable: event.facts.writable });
    case 'moment-chosen':
      return step({ ...state, isPast: event.moment !== undefined });
    case 'cluster-judged':
      return step({ ...state, evidence: event.evidence });
    case 'cursor-moved':
      return step({
        ...state,
        cursor: Math.max(0, Math.min(actionItems.length - 1, state.cursor + event.by)),
      });
    case 'action-chosen':
      return choose(state);
    case 'text-typed':
      return step({ ...state, dialog: withText(state.dialog, event.text) });
    case 'text-entered':
      return enter(state);
    case 'confirm-plan':
      return asked(state, event.plan);
    case 'secrets-toggled':
      return step({ ...state, dialog: withSecrets(state.dialog) });
    case 'planned':
      return afterPlanning(state, event.action, event.planned);
    case 'run-told':
      return step({ ...state, dialog: withProgress(state.dialog, event.event) });
    case 'run-ended':
      return afterRun(state, event.result);
    case 'dialog-left':
      return leave(state);
    case 'connection-changed':
    case 'second-passed':
      return step(state);
  }
};

const suggestedTarget = 'keep 10,000';

function choose(state: ActionsState): ActionsStep {
  const chosen = actionItems[state.cursor];
  const isOff = !state.isWritable || state.isPast;
  if (isOff || state.dialog !== undefined || chosen === undefined) return step(state);
  switch (chosen.id) {
    case 'compact':
      return step({ ...state, dialog: { kind: 'target', text: suggestedTarget, problem: undefined } });
    case 'defragment':
      return planning(state, 'defragment', { type: 'plan-defragment', contextName: state.contextName });
  }
}

function planning(state: ActionsState, action: ActionId, effect: ActionsEffect): ActionsStep {
  return step({ ...state, dialog: { kind: 'planning', action } }, [effect]);
}

function withText(dialog: ActionsDialog | undefined, text: string): ActionsDialog | undefined {
  switch (dialog?.kind) {
    case 'target':
      return { ...dialog, text, problem: undefined };
    case 'confirm':
      return { ...dialog, typed: text };
    default:
      return dialog;
  }
}

function confirming(plan: MaintenancePlan): ActionsDialog {
  return { kind: 'confirm', plan, typed: '', showsSecrets: false };
}

/** Another pane made the plan; it does not take the place of one that is open. */
function asked(state: ActionsState, plan: MaintenancePlan): ActionsStep {
  if (!state.isWritable || state.dialog !== undefined) return step(state, [], [{ type: 'write-left' }]);
  return step({ ...state, dialog: confirming(plan) });
}

function withSecrets(dialog: ActionsDialog | undefined): ActionsDialog | undefined {
  return dialog?.kind === 'confirm' ? { ...dialog, showsSecrets: !dialog.showsSecrets } : dialog;
}

const isWrite = ({ action }: MaintenancePlan): boolean => action === 'put' || action === 'delete';

/** Return, in the field that is being typed into. */
function enter(state: ActionsState): ActionsStep {
  const { dialog, contextName } = state;
  switch (dialog?.kind) {
    case 'target': {
      const parsed = parseCompactTarget(dialog.text);
      return parsed.kind === 'refused'
        ? step({ ...state, dialog: { ...dialog, problem: parsed.reason } })
        : planning(state, 'compact', { type: 'plan-compact', target: parsed.target, contextName });
    }
    case 'confirm':
      return confirm(state, dialog.plan, dialog.typed);
    default:
      return step(state);
  }
}

/** Only the whole name, typed as it is, starts anything. */
function confirm(state: ActionsState, plan: MaintenancePlan, typed: string): ActionsStep {
  if (!state.isWritable || state.isPast || !mayRun(plan) || typed.trim() !== plan.confirmation)
    return step(state);
  return step({ ...state, dialog: newRun(plan) }, [{ type: 'run-plan', plan }]);
}

/** A plan that was left before it came is not shown in place of another one. */
function afterPlanning(state: ActionsState, action: ActionId, planned: Planned): ActionsStep {
  if (state.dialog?.kind !== 'planning' || state.dialog.action !== action) return step(state);
  const dialog: ActionsDialog =
    planned.kind === 'plan' ? confirming(planned.plan) : { kind: 'refused', action, reason: planned.reason };
  return step({ ...state, dialog });
}

function withProgress(dialog: ActionsDialog | undefined, event: RunEvent): ActionsDialog | undefined {
  if (dialog?.kind !== 'running') return dialog;
  const steps = dialog.steps.map((each, index) => (index === event.step ? progressOf(event) : each));
  return { ...dialog, steps };
}

function progressOf(event: RunEvent): StepProgress {
  switch (event.type) {
    case 'step-checking':
      return { kind: 'checking', obstacle: event.obstacle };
    case 'step-started':
      return { kind: 'working', sinceMs: event.atMs };
    case 'step-ended':
      return { kind: 'over', result: event.result };
  }
}

function afterRun(state: ActionsState, result: RunResult): ActionsStep {
  const past = [...state.past, result].slice(-pastMax);
  const { dialog: before } = state;
  if (before?.kind !== 'running') return step({ ...state, past }, [], [{ type: 'refresh-members' }]);
  if (!isWrite(before.plan)) {
    return step(
      { ...state, past, dialog: { kind: 'ended', plan: before.plan, result } },
      [],
      [{ type: 'refresh-members' }],
    );
  }
  // Who made the plan shows what came in between.
  const isConflict = result.steps.some(({ write }) => write?.kind === 'conflict');
  const dialog: ActionsDialog | undefined = isConflict
    ? undefined
    : { kind: 'ended', plan: before.plan, result };
  return step({ ...state, past, dialog }, [], [{ type: 'write-ended', result }]);
}

function leave(state: ActionsState): ActionsStep {
  return state.dialog?.kind === 'running'
    ? stopRun(state, state.dialog)
    : step(
        { ...state, dialog: undefined },
        [],
        state.dialog?.kind === 'confirm' && isWrite(state.dialog.plan) ? [{ type: 'write-left' }] : [],
      );
}

function stopRun(state: ActionsState, dialog: RunningDialog): ActionsStep {
  if (dialog.isStopping) return step(state);
  return step({ ...state, dialog: { ...dialog, isStopping: true } }, [
    { type: 'stop-run', plan: dialog.plan },
  ]);
}
