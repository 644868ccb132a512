import { dialogRoom } from '../components/dialog-box.js';
import type { Binding, KeyPress } from '../keymap/binding.js';
import { findBinding } from '../keymap/press.js';
import {
  type AppEvent,
  type AppState,
  type DomainEvents,
  type DomainStates,
  domainEvent,
} from '../store/app.js';
import type { PaneId } from '../store/intent.js';
import { dismiss, globalBindings } from './bindings.js';
import { dialogHost, isUnread } from './dialogs.js';
import { arrangementFor } from './layout.js';
import { inQuestion } from './leaving.js';
import { inPalette } from './palette.js';
import { type DialogHostId, dialogOf, type PaneOf, panes, typingOf } from './panes.js';
import { inReader } from './reader.js';

/** True while keys are text: a command, a filter, a cluster's name. */
export function isTyping(state: AppState): boolean {
  return state.ui.palette !== undefined || typingOf(state, dialogHost(state) ?? state.ui.focus) !== null;
}

function typed<Id extends DialogHostId>(
  state: AppState,
  id: Id,
  press: KeyPress,
): readonly AppEvent[] | undefined {
  return typingOf(state, id)?.(press).map((event) => domainEvent(id, event));
}

function run<Id extends DialogHostId>(
  state: AppState,
  id: Id,
  bindings: readonly Binding<DomainStates[Id], DomainEvents[Id]>[],
  press: KeyPress,
): readonly AppEvent[] | undefined {
  const binding = findBinding(bindings, press);
  if (binding === undefined) return undefined;
  const reason = binding.disabled?.(state[id]);
  if (reason !== undefined) return [warn(reason)];
  return binding.run(state[id]).map((event) => domainEvent(id, event));
}

function inPane<Id extends PaneId>(
  state: AppState,
  id: Id,
  press: KeyPress,
): readonly AppEvent[] | undefined {
  const pane: PaneOf<Id> = panes[id];
  return typed(state, id, press) ?? run(state, id, pane.bindings, press);
}

/** What a key of a pane leads to, whether the pane has the keys or not; nothing where it has no such key. */
export function paneEventsOf<Id extends PaneId>(
  state: AppState,
  id: Id,
  press: KeyPress,
): readonly AppEvent[] {
  const pane: PaneOf<Id> = panes[id];
  return run(state, id, pane.bindings, press) ?? [];
}

/** Keys that scroll, by how many lines. */
const scrollSteps: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  pageup: -10,
  pagedown: 10,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

/**
 * How far a key scrolls a dialog that is longer than the screen. Return reads on as long as there are
 * lines nobody has seen: what a plan says at its end cannot be confirmed unread.
 */
function scrollBy(state: AppState, press: KeyPress): number | undefined {
  if (state.ui.dialog.topMax === 0) return undefined;
  if (press.name === 'return') return isUnread(state) ? scrollSteps['pagedown'] : undefined;
  return scrollSteps[press.name];
}

function inDialog<Id extends DialogHostId>(state: AppState, id: Id, press: KeyPress): readonly AppEvent[] {
  const by = scrollBy(state, press);
  if (by !== undefined) return [{ to: 'ui', event: { type: 'dialog-scrolled', by } }];
  const bindings = dialogOf(state, id, dialogRoom(state.ui))?.bindings ?? [];
  return typed(state, id, press) ?? run(state, id, bindings, press) ?? scrollByLetter(press);
}

/** Letters scroll where they mean nothing else. */
const letterSteps: Readonly<Record<string, number>> = {
  k: -1,
  j: 1,
  'ctrl+u': -10,
  'ctrl+d': 10,
  g: Number.NEGATIVE_INFINITY,
  G: Number.POSITIVE_INFINITY,
};

function scrollByLetter(press: KeyPress): readonly AppEvent[] {
  const by = letterSteps[press.name];
  return by === undefined ? [] : [{ to: 'ui', event: { type: 'dialog-scrolled', by } }];
}

const warn = (text: string): AppEvent => ({ to: 'ui', event: { type: 'notify', tone: 'warning', text } });

function everywhere(state: AppState, press: KeyPress): readonly AppEvent[] {
  const binding = findBinding(globalBindings, press);
  const reason = binding?.disabled?.(state);
  return reason === undefined ? (binding?.run(state) ?? []) : [warn(reason)];
}

/** Escape, where the pane has nothing to leave: it leaves what is around the pane. */
function leavesNothing(state: AppState, press: KeyPress): boolean {
  return press.name === 'escape' && !isTyping(state) && isDisabled(state, state.ui.focus, press);
}

function isDisabled<Id extends PaneId>(state: AppState, id: Id, press: KeyPress): boolean {
  const pane: PaneOf<Id> = panes[id];
  return findBinding(pane.bindings, press)?.disabled?.(state[id]) !== undefined;
}

/** What works from anywhere, whatever has the keys. */
const freeKeys = ['ctrl+c', 'ctrl+l', 'ctrl+z'];

/** What can be done without seeing what one does. */
const blindKeys = ['q', ...freeKeys];

/** What one key press leads to. */
export function eventsOf(state: AppState, press: KeyPress): readonly AppEvent[] {
  if (freeKeys.includes(press.name)) return everywhere(state, press);
  if (arrangementFor(state.ui) === 'too-small') {
    return blindKeys.includes(press.name) ? everywhere(state, press) : [];
  }
  if (state.ui.leaving === 'asked') return inQuestion(press);
  if (state.ui.reader !== undefined) return inReader(state, press);
  if (state.ui.palette !== undefined) return inPalette(state, press);
  const dialog = dialogHost(state);
  if (dialog !== undefined) return inDialog(state, dialog, press);
  const events = leavesNothing(state, press) ? undefined : inPane(state, state.ui.focus, press);
  if (events === undefined) return everywhere(state, press);
  return press.name === 'escape' ? [...events, ...dismiss(state)] : events;
}
