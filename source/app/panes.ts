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

/** What a pane's content is made of: the same parts make the same content. */
export function partsOf<Id extends PaneId>(state: AppState, id: Id): readonly unknown[] {
  const pane: PaneOf<Id> = panes[id];
  return pane.shows?.(state[id]) ?? [state[id]];
}

/** Whose dialogs may stand over the screen: those of the panes, and of what is no pane. */
export type DialogHostId = PaneId | 'contexts';

type DialogHost<Id extends DialogHostId> = Pick<
  Pane<DomainStates[Id], DomainEvents[Id]>,
  'dialog' | 'typing'
>;

type DialogOf<State, Event> = NonNullable<Pane<State, Event>['dialog']>;

/** Events, keys and frames each ask for an open dialog, and its lines can be many: the same is made once. */
function made<State extends object, Event>(dialog: DialogOf<State, Event>): DialogOf<State, Event> {
  const last = new WeakMap<State, { readonly from: readonly unknown[] } & ReturnType<typeof make>>();
  const make = (state: State, size: PaneSize, { focused, nowMs }: ViewContext) => {
    let atMs: number | undefined;
    const context = {
      focused,
      get nowMs() {
        atMs = nowMs;
        return nowMs;
      },
    };
    const open = dialog(state, size, context);
    return { open, atMs };
  };
  return (state, size, context) => {
    const from = [size.columns, size.rows, context.focused];
    const known = last.get(state);
    const isSame = known?.from.every((value, index) => value === from[index]) === true;
    if (isSame && (known.atMs === undefined || known.atMs === context.nowMs)) return known.open;
    const fresh = make(state, size, context);
    last.set(state, { from, ...fresh });
    return fresh.open;
  };
}

function hostOf<Id extends DialogHostId>({ dialog, typing }: DialogHost<Id>): DialogHost<Id> {
  return dialog === undefined ? { typing } : { dialog: made(dialog), typing };
}

/** The first that has a dialog shows it. */
export const dialogHosts: { readonly [Id in DialogHostId]: DialogHost<Id> } = {
  contexts: hostOf<'contexts'>({ dialog: contextsDialog, typing: contextsTyping }),
  keys: hostOf<'keys'>(keysPane),
  value: hostOf<'value'>(valuePane),
  watch: hostOf<'watch'>(watchPane),
  members: hostOf<'members'>(membersPane),
  triage: hostOf<'triage'>(triagePane),
  actions: hostOf<'actions'>(actionsPane),
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
