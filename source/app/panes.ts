import type { KeyPress } from '../keymap/binding.js';
import { actionsPane } from '../panes/actions/pane.js';
import { contextsDialog, contextsTyping } from '../panes/contexts/dialog.js';
import { keysPane } from '../panes/keys/pane.js';
import { membersPane } from '../panes/members/pane.js';
import type { Dialog, Pane, PaneContent, PaneSize, ViewContext } from '../panes/pane.js';
import { triagePane } from '../panes/triage/pane.js';
import { valuePane } from '../panes/value/pane.js';
import { watchPane } from '../panes/watch/pane.js';
import type { AppState, DomainEvents, DomainStates } from '../store/app.js';
import type { PaneId } from '../store/intent.js';

export type PaneOf<Id extends PaneId> = Pane<DomainStates[Id], DomainEvents[Id]>;

/** Every pane, by its id. */
export const panes: { readonly [Id in PaneId]: PaneOf<Id> } = {
  keys: keysPane,
  value: valuePane,
  watch: watchPane,
  members: membersPane,
  triage: triagePane,
  actions: actionsPane,
};

export function contentOf<Id extends PaneId>(
  state: AppState,
  id: Id,
  size: PaneSize,
  context: ViewContext,
): PaneContent {
  const pane: PaneOf<Id> = panes[id];
  return pane.view(state[id], size, context);
}

/** Whose dialogs may stand over the screen: those of the panes, and of what is no pane. */
export type DialogHostId = PaneId | 'contexts';

type DialogHost<Id extends DialogHostId> = Pick<
  Pane<DomainStates[Id], DomainEvents[Id]>,
  'dialog' | 'typing'
>;

/** The first that has a dialog shows it. */
export const dialogHosts: { readonly [Id in DialogHostId]: DialogHost<Id> } = {
  contexts: { dialog: contextsDialog, typing: contextsTyping },
  ...panes,
};

export function typingOf<Id extends DialogHostId>(
  state: AppState,
  id: Id,
): ((press: KeyPress) => readonly DomainEvents[Id][]) | null {
  const host: DialogHost<Id> = dialogHosts[id];
  return host.typing(state[id]);
}

export function dialogOf<Id extends DialogHostId>(
  state: AppState,
  id: Id,
  size: PaneSize,
): Dialog<DomainStates[Id], DomainEvents[Id]> | undefined {
  const host: DialogHost<Id> = dialogHosts[id];
  return host.dialog?.(state[id], size, { focused: true, nowMs: state.ui.nowMs });
}
