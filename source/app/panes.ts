import { actionsPane } from '../panes/actions/pane.js';
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

export function dialogOf<Id extends PaneId>(
  state: AppState,
  id: Id,
  size: PaneSize,
): Dialog<DomainStates[Id], DomainEvents[Id]> | undefined {
  const pane: PaneOf<Id> = panes[id];
  return pane.dialog?.(state[id], size, { focused: true, nowMs: state.ui.nowMs });
}
