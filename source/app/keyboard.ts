import type { Binding, KeyPress } from '../keymap/binding.js';
import { findBinding } from '../keymap/press.js';
import {
  type AppEvent,
  type AppState,
  type DomainEvents,
  type DomainStates,
  paneEvent,
} from '../store/app.js';
import { type PaneId, paneIds } from '../store/intent.js';
import { dismiss, globalBindings } from './bindings.js';
import { dialogOf, type PaneOf, panes } from './panes.js';

/** Dialogs are asked here only for what their keys do; how much room they have changes nothing. */
const anySize = { columns: 80, rows: 20 };

/** The pane whose dialog is open, if one is. */
export function dialogPane(state: AppState): PaneId | undefined {
  return paneIds.find((id) => dialogOf(state, id, anySize) !== undefined);
}

/** True while keys are text: a filter, a cluster's name. */
export function isTyping(state: AppState): boolean {
  return typingOf(state, dialogPane(state) ?? state.ui.focus) !== null;
}

function typingOf<Id extends PaneId>(state: AppState, id: Id) {
  const pane: PaneOf<Id> = panes[id];
  return pane.typing(state[id]);
}

function type<Id extends PaneId>(state: AppState, id: Id, press: KeyPress): readonly AppEvent[] | undefined {
  return typingOf(state, id)?.(press).map((event) => paneEvent(id, event));
}

function run<Id extends PaneId>(
  state: AppState,
  id: Id,
  bindings: readonly Binding<DomainStates[Id], DomainEvents[Id]>[],
  press: KeyPress,
): readonly AppEvent[] | undefined {
  const binding = findBinding(bindings, press);
  if (binding === undefined) return undefined;
  const reason = binding.disabled?.(state[id]);
  if (reason !== undefined) return [warn(reason)];
  return binding.run(state[id]).map((event) => paneEvent(id, event));
}

function inPane<Id extends PaneId>(
  state: AppState,
  id: Id,
  press: KeyPress,
): readonly AppEvent[] | undefined {
  const pane: PaneOf<Id> = panes[id];
  return type(state, id, press) ?? run(state, id, pane.bindings, press);
}

function inDialog<Id extends PaneId>(state: AppState, id: Id, press: KeyPress): readonly AppEvent[] {
  const bindings = dialogOf(state, id, anySize)?.bindings ?? [];
  return type(state, id, press) ?? run(state, id, bindings, press) ?? [];
}

const helpSteps: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  pagedown: 10,
  space: 10,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

function inHelp(press: KeyPress): readonly AppEvent[] {
  const by = helpSteps[press.name];
  if (by !== undefined) return [{ to: 'ui', event: { type: 'help-scrolled', by } }];
  if (['?', 'escape', 'q', 'return'].includes(press.name))
    return [{ to: 'ui', event: { type: 'help-toggled' } }];
  return [];
}

const warn = (text: string): AppEvent => ({ to: 'ui', event: { type: 'notify', tone: 'warning', text } });

function everywhere(state: AppState, press: KeyPress): readonly AppEvent[] {
  const binding = findBinding(globalBindings, press);
  const reason = binding?.disabled?.(state);
  return reason === undefined ? (binding?.run(state) ?? []) : [warn(reason)];
}

/** What one key press leads to. Quitting and redrawing work from anywhere. */
export function eventsOf(state: AppState, press: KeyPress): readonly AppEvent[] {
  if (press.name === 'ctrl+c' || press.name === 'ctrl+l') return everywhere(state, press);
  if (state.ui.helpTop !== undefined) return inHelp(press);
  const dialog = dialogPane(state);
  if (dialog !== undefined) return inDialog(state, dialog, press);
  const events = inPane(state, state.ui.focus, press);
  if (events === undefined) return everywhere(state, press);
  return press.name === 'escape' ? [...events, ...dismiss(state)] : events;
}
