import { dialogRoom, dialogRows } from '../components/dialog-box.js';
import type { KeyPress } from '../keymap/binding.js';
import { keyLabel } from '../keymap/labels.js';
import type { PlanStep } from '../maintenance/plan.js';
import { wrap } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import type { ActionsState } from '../store/actions.js';
import type { AppEvent, AppState } from '../store/app.js';
import type { LeavingEvent } from '../store/ui-leaving.js';

const toUi = (event: LeavingEvent): AppEvent => ({ to: 'ui', event });

/** What quitting leads to: it asks first while an action runs, and leaves at once when told again. */
export function quit({ ui, actions }: AppState): readonly AppEvent[] {
  const asks = actions.dialog?.kind === 'running' && ui.leaving === undefined;
  return [toUi({ type: asks ? 'quit-questioned' : 'quit' })];
}

function doerOf(step: PlanStep): string {
  switch (step.kind) {
    case 'defragment':
      return step.member.name;
    case 'move-leader':
      return step.from.name;
    case 'compact':
    case 'write':
      return 'the cluster';
  }
}

/** Who works on a step now; undefined between two steps and when nothing runs. */
function workingOn({ dialog }: ActionsState): string | undefined {
  if (dialog?.kind !== 'running') return undefined;
  const index = dialog.steps.findIndex(({ kind }) => kind === 'working');
  const step = dialog.plan.steps[index];
  return step === undefined ? undefined : doerOf(step);
}

function question(actions: ActionsState): string {
  const doer = workingOn(actions);
  return doer === undefined
    ? 'An action is under way, between two of its steps. Leaving ends it here; the steps that are done stay done.'
    : `A step is under way on ${doer}. Leaving now does not stop it: ${doer} goes on with it, and the audit log cannot tell how it ended.`;
}

const answers = [
  { keys: ['return'], text: 'leave after this step', events: stopAndWait },
  { keys: ['ctrl+c'], text: 'leave now', events: () => [toUi({ type: 'quit' })] },
  { keys: ['escape'], text: 'stay', events: () => [toUi({ type: 'quit-dropped' })] },
] as const;

function stopAndWait(): readonly AppEvent[] {
  return [toUi({ type: 'quit-when-over' }), { to: 'actions', event: { type: 'dialog-left' } }];
}

/** What one key does while the question stands: nothing else than to answer it. */
export function inQuestion(press: KeyPress): readonly AppEvent[] {
  return answers.find(({ keys: [key] }) => key === press.name)?.events() ?? [];
}

const hints = answers.map(({ keys: [key], text }) => ({ key: keyLabel(key), text }));

/** The question as it lies over the screen; undefined while nothing is asked. */
export function questionBox({ ui, actions }: AppState): readonly Row[] | undefined {
  if (ui.leaving !== 'asked') return undefined;
  const lines = wrap(question(actions), dialogRoom(ui).columns).map((line) => [span(line)]);
  return dialogRows(
    { title: [span('Leave while an action runs?')], tone: 'warning', lines, prompt: undefined, hints },
    0,
    ui,
  );
}

/** As a screen reader says it. */
export function spokenQuestion({ ui, actions }: AppState): readonly string[] {
  if (ui.leaving !== 'asked') return [];
  return [question(actions), `Keys: ${hints.map(({ key, text }) => `${key} ${text}`).join(', ')}`];
}

/** What the operator is told after leaving while a step was under way; undefined when none was. */
export function unfinishedSentence({ actions }: AppState): string | undefined {
  const doer = workingOn(actions);
  return doer === undefined
    ? undefined
    : `A step was under way on ${doer} when etcdscope ended: it goes on there, and the audit log cannot tell how it ended; look at it with etcdscope status.`;
}
