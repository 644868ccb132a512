import type { Binding } from '../keymap/binding.js';
import { keyLabels } from '../keymap/labels.js';
import {
  type AppEvent,
  type AppState,
  type DomainEvents,
  type DomainStates,
  domainEvent,
} from '../store/app.js';
import { type PaneId, paneIds } from '../store/intent.js';
import { argumentCommands } from './argument-commands.js';
import { globalBindings } from './bindings.js';
import type { Command } from './command.js';
import { kindCommands } from './kind-commands.js';
import { type PaneOf, panes } from './panes.js';

/** `app.quit` is called by `quit`, `app.show-keys` by `keys`; actions of panes keep their names. */
const globalName = (action: string): string => action.replace(/^app\.(show-)?/, '');

const globalCommands: readonly Command[] = globalBindings.map((binding) => ({
  name: globalName(binding.action),
  description: binding.description,
  keys: keyLabels(binding),
  disabled: binding.disabled,
  run: binding.run,
}));

/** The pane gets the keys, too: what happens is seen. */
function focusing(state: AppState, pane: PaneId): readonly AppEvent[] {
  return state.ui.focus === pane ? [] : [{ to: 'ui', event: { type: 'focus', pane } }];
}

function paneCommands<Id extends PaneId>(id: Id): readonly Command[] {
  const pane: PaneOf<Id> = panes[id];
  const commandOf = (binding: Binding<DomainStates[Id], DomainEvents[Id]>): Command => ({
    name: binding.action,
    description: binding.description,
    keys: keyLabels(binding),
    disabled: (state) => binding.disabled?.(state[id]),
    run: (state) => [
      ...focusing(state, id),
      ...binding.run(state[id]).map((event) => domainEvent(id, event)),
    ],
  });
  return pane.bindings.map(commandOf);
}

const named = new Set(argumentCommands.map(({ name }) => name));

/** The palette cannot open itself. */
const isOffered = ({ name }: Command): boolean => !named.has(name) && name !== 'command';

/** Everything that can be done by name: what takes an argument, every binding there is, and every kind to go to. */
export const commands: readonly Command[] = [
  ...argumentCommands,
  ...[...globalCommands, ...paneIds.flatMap(paneCommands)].filter(isOffered),
  ...kindCommands,
];
