import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';

/** A cluster that can be looked at instead. */
export interface ClusterChoice {
  /** Names it to whoever connects. */
  readonly id: string;
  /** How it is called, in the status line and by confirmations. */
  readonly name: string;
  /** How it is known: `saved`, `kubeadm`, `as started`. */
  readonly source: string;
  /** Where it is, or how it was found. */
  readonly detail: string;
}

export interface ClusterChoices {
  readonly choices: readonly ClusterChoice[];
  /** What could not be read or used, a sentence each. */
  readonly problems: readonly string[];
}

/** What stands over the screen while another cluster is chosen. */
export type ContextsDialog =
  | { readonly kind: 'listing'; readonly wanted: string }
  | ({ readonly kind: 'choosing'; readonly cursor: number } & ClusterChoices)
  | { readonly kind: 'connecting'; readonly choice: ClusterChoice }
  | {
      readonly kind: 'password';
      readonly choice: ClusterChoice;
      readonly user: string;
      /** Shown as bullets only. */
      readonly typed: string;
    }
  | { readonly kind: 'failed'; readonly choice: ClusterChoice; readonly reason: string };

export interface ContextsState {
  readonly dialog: ContextsDialog | undefined;
  /** How often a list or a connection was asked for, so that late answers are known. */
  readonly runs: number;
  readonly currentName: string;
  /** Of the clusters there are, as far as they were asked for. */
  readonly names: readonly string[];
}

export type ContextsEvent =
  | SessionEvent
  /** With a name it is connected to at once; else they are shown to choose from. */
  | { readonly type: 'clusters-wanted'; readonly name: string }
  /** For completion, while a name is typed. */
  | { readonly type: 'names-wanted' }
  | { readonly type: 'names-listed'; readonly names: readonly string[] }
  | { readonly type: 'clusters-listed'; readonly run: number; readonly listed: ClusterChoices }
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'cluster-chosen' }
  | { readonly type: 'password-wanted'; readonly run: number; readonly user: string }
  | { readonly type: 'password-typed'; readonly text: string }
  | { readonly type: 'password-entered' }
  | { readonly type: 'connecting-failed'; readonly run: number; readonly reason: string }
  | { readonly type: 'dialog-left' };

export type ContextsEffect =
  | { readonly type: 'list-clusters'; readonly run: number }
  | { readonly type: 'list-names' }
  /** When it is connected the whole session becomes another, and this domain begins anew. */
  | { readonly type: 'connect'; readonly run: number; readonly id: string }
  | { readonly type: 'give-password'; readonly run: number; readonly password: string }
  | { readonly type: 'stop-connecting'; readonly run: number };

export const initialContexts: ContextsState = { dialog: undefined, runs: 0, currentName: '', names: [] };

type ContextsStep = Step<ContextsState, ContextsEffect>;

function listing(state: ContextsState, wanted: string): ContextsStep {
  const run = state.runs + 1;
  const dialog: ContextsDialog = { kind: 'listing', wanted };
  return step({ ...state, runs: run, dialog }, [{ type: 'list-clusters', run }]);
}

function connecting(state: ContextsState, choice: ClusterChoice): ContextsStep {
  const run = state.runs + 1;
  const dialog: ContextsDialog = { kind: 'connecting', choice };
  return step({ ...state, runs: run, dialog }, [{ type: 'connect', run, id: choice.id }]);
}

function listed(state: ContextsState, { choices, problems }: ClusterChoices): ContextsStep {
  if (state.dialog?.kind !== 'listing') return step(state);
  const { wanted } = state.dialog;
  const named = choices.find(({ name }) => name === wanted);
  if (named !== undefined) return connecting(state, named);
  const unknown = wanted === '' ? [] : [`No cluster is known as ${wanted}.`];
  const current = choices.findIndex(({ name }) => name === state.currentName);
  const dialog: ContextsDialog = {
    kind: 'choosing',
    cursor: Math.max(0, current),
    choices,
    problems: [...unknown, ...problems],
  };
  return step({ ...state, dialog });
}

function chosen(state: ContextsState): ContextsStep {
  const { dialog } = state;
  if (dialog?.kind === 'failed') return connecting(state, dialog.choice);
  const choice = dialog?.kind === 'choosing' ? dialog.choices[dialog.cursor] : undefined;
  return choice === undefined ? step(state) : connecting(state, choice);
}

function moved(state: ContextsState, by: number): ContextsStep {
  const { dialog } = state;
  if (dialog?.kind !== 'choosing') return step(state);
  const cursor = Math.max(0, Math.min(dialog.choices.length - 1, dialog.cursor + by));
  return step({ ...state, dialog: { ...dialog, cursor } });
}

/** The password is passed on and forgotten. */
function passwordEntered(state: ContextsState): ContextsStep {
  const { dialog, runs } = state;
  if (dialog?.kind !== 'password') return step(state);
  const next: ContextsDialog = { kind: 'connecting', choice: dialog.choice };
  return step({ ...state, dialog: next }, [{ type: 'give-password', run: runs, password: dialog.typed }]);
}

/** Back to the list from what failed or is under way; the session that runs is untouched all the time. */
function left(state: ContextsState): ContextsStep {
  const { dialog, runs } = state;
  const isUnderWay = dialog?.kind === 'connecting' || dialog?.kind === 'password';
  const stopped: readonly ContextsEffect[] = isUnderWay ? [{ type: 'stop-connecting', run: runs }] : [];
  if (!isUnderWay && dialog?.kind !== 'failed') return step({ ...state, dialog: undefined });
  const relisted = listing(state, '');
  return step(relisted.state, [...stopped, ...relisted.effects]);
}

/** What a list or a connection tells; that of one that was given up is late. */
type RunEvent = Extract<ContextsEvent, { readonly run: number }>;

function told(state: ContextsState, event: RunEvent): ContextsStep {
  if (event.run !== state.runs) return step(state);
  const { dialog } = state;
  switch (event.type) {
    case 'clusters-listed':
      return listed(state, event.listed);
    case 'password-wanted':
      return dialog?.kind === 'connecting'
        ? step({ ...state, dialog: { kind: 'password', choice: dialog.choice, user: event.user, typed: '' } })
        : step(state);
    case 'connecting-failed':
      return dialog?.kind === 'connecting' || dialog?.kind === 'password'
        ? step({ ...state, dialog: { kind: 'failed', choice: dialog.choice, reason: event.reason } })
        : step(state);
  }
}

export const reduceContexts: Reduce<ContextsState, ContextsEvent, ContextsEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
      return step({ ...state, currentName: event.facts.contextName });
    case 'connection-changed':
    case 'second-passed':
    case 'moment-chosen':
      return step(state);
    case 'clusters-wanted':
      return listing(state, event.name);
    case 'names-wanted':
      return step(state, [{ type: 'list-names' }]);
    case 'names-listed':
      return step({ ...state, names: event.names });
    case 'clusters-listed':
    case 'password-wanted':
    case 'connecting-failed':
      return told(state, event);
    case 'cursor-moved':
      return moved(state, event.by);
    case 'cluster-chosen':
      return chosen(state);
    case 'password-typed':
      return step(
        state.dialog?.kind === 'password'
          ? { ...state, dialog: { ...state.dialog, typed: event.text } }
          : state,
      );
    case 'password-entered':
      return passwordEntered(state);
    case 'dialog-left':
      return left(state);
  }
};

/** What is told once another cluster is looked at. */
export function switchedNotice(name: string, isWritable: boolean): Extract<Intent, { type: 'notify' }> {
  const actions = isWritable ? `; actions are on, and ask for ${name}` : '';
  return { type: 'notify', tone: isWritable ? 'warning' : 'ok', text: `This is ${name} now${actions}.` };
}
