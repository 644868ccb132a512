import type { Binding } from '../keymap/binding.js';
import { keyLabels } from '../keymap/labels.js';
import { type ActionId, actionItems } from '../store/actions-list.js';
import type { AppEvent, AppState } from '../store/app.js';
import type { PaneId } from '../store/intent.js';
import { separatorText } from '../store/keys-separator.js';
import { sortOrders } from '../store/keys-sort.js';
import { type Settings, skinNames, splitRange } from '../store/ui-settings.js';
import { noDelete, noEdit, noUndelete, noUndo } from '../store/value-edit.js';
import { noKubectl } from '../store/value-kubectl.js';
import type { ValueState } from '../store/value-state.js';
import { offeredSeparators, parseSeparator } from '../tree/separator.js';
import { globalBindings, numberedBindings } from './bindings.js';
import type { Command } from './command.js';
import { panes } from './panes.js';

type Bound = Pick<Binding<never, never>, 'action' | 'keys'>;

const focus = (pane: PaneId): AppEvent => ({ to: 'ui', event: { type: 'focus', pane } });

const changing = (settings: Partial<Settings>): readonly AppEvent[] => [
  { to: 'ui', event: { type: 'settings-changed', settings } },
];

function splitTo(percent: number): readonly AppEvent[] {
  const { min, max } = splitRange;
  if (percent >= min && percent <= max) return changing({ split: Math.round(percent) });
  const text = `The split is a number from ${min} to ${max}.`;
  return [{ to: 'ui', event: { type: 'notify', tone: 'warning', text } }];
}

function keysOf(bindings: readonly Bound[], wanted: string): string {
  const binding = bindings.find(({ action }) => action === wanted);
  return binding === undefined ? '' : keyLabels(binding);
}

const encoder = new TextEncoder();

/** Without a prefix the log comes up as it is. */
function watch(argument: string): readonly AppEvent[] {
  if (argument === '') return [focus('watch')];
  return [{ to: 'watch', event: { type: 'watch-prefix', prefix: encoder.encode(argument) } }, focus('watch')];
}

/** In the pane that has the keys, if it can; else in the log. */
function filter({ ui }: AppState, text: string): readonly AppEvent[] {
  if (ui.focus === 'keys') {
    return [
      { to: 'keys', event: { type: 'search-begun' } },
      { to: 'keys', event: { type: 'search-typed', text } },
      { to: 'keys', event: { type: 'search-entered' } },
    ];
  }
  return [
    focus('watch'),
    { to: 'watch', event: { type: 'filter-begun' } },
    { to: 'watch', event: { type: 'filter-typed', text } },
    { to: 'watch', event: { type: 'filter-entered' } },
  ];
}

function separate(text: string): readonly AppEvent[] {
  const separator = parseSeparator(text);
  if (separator !== undefined) {
    return [{ to: 'keys', event: { type: 'separator-chosen', separator } }, focus('keys')];
  }
  const problem = 'A separator is text such as /, with \\x00 for a byte and \\\\ for a backslash; or none.';
  return [{ to: 'ui', event: { type: 'notify', tone: 'warning', text: problem } }];
}

function sorted(wanted: string): readonly AppEvent[] {
  const by = sortOrders.find((order) => order === wanted) ?? 'name';
  return [{ to: 'keys', event: { type: 'sort-chosen', by } }, focus('keys')];
}

function searchEverywhere(text: string): readonly AppEvent[] {
  return [
    focus('keys'),
    { to: 'keys', event: { type: 'search-begun' } },
    { to: 'keys', event: { type: 'search-typed', text } },
    { to: 'keys', event: { type: 'search-widened', isEverywhere: true } },
  ];
}

const usage = (argument: string): readonly AppEvent[] => [
  focus('keys'),
  { to: 'keys', event: { type: 'usage-wanted', argument } },
];

/** As if it were chosen in its pane. */
function choose({ actions }: AppState, id: ActionId): readonly AppEvent[] {
  const index = actionItems.findIndex((item) => item.id === id);
  return [
    focus('actions'),
    { to: 'actions', event: { type: 'cursor-moved', by: index - actions.cursor } },
    { to: 'actions', event: { type: 'action-chosen' } },
  ];
}

function compact(state: AppState, target: string): readonly AppEvent[] {
  if (target === '') return choose(state, 'compact');
  return [
    ...choose(state, 'compact'),
    { to: 'actions', event: { type: 'text-typed', text: target } },
    { to: 'actions', event: { type: 'text-entered' } },
  ];
}

const planning = panes.actions.bindings.find(({ action }) => action === 'actions.plan');

const noActions = ({ actions }: AppState): string | undefined => planning?.disabled?.(actions);

/** Kubernetes' own keys are changed past the API server only by a name that says so, never by a key. */
function bypassing(
  word: string,
  type: 'edit-wanted' | 'undo-wanted' | 'delete-wanted',
  obstacle: (state: ValueState) => string | undefined,
): Command {
  return {
    name: `bypass-${word}`,
    description: `${word} what Kubernetes keeps, past the API server; its plan is confirmed as always`,
    keys: '',
    disabled: ({ value }) => obstacle(value),
    run: () => [focus('value'), { to: 'value', event: { type, bypasses: true } }],
  };
}

/** What takes an argument, and what leads to a plan; nothing here changes a cluster without its confirmation. */
export const argumentCommands: readonly Command[] = [
  {
    name: 'key',
    argument: { label: 'KEY', isRequired: true },
    description: 'go to a key in the tree',
    keys: '',
    run: (_, key) => [{ to: 'keys', event: { type: 'reveal-key', key: encoder.encode(key) } }, focus('keys')],
  },
  {
    name: 'watch',
    argument: { label: 'PREFIX', isRequired: false },
    description: 'show the log, or watch the keys under a prefix',
    keys: keysOf(numberedBindings, 'app.show-watch'),
    run: (_, prefix) => watch(prefix),
  },
  {
    name: 'since',
    argument: {
      label: 'REVISION|TIME',
      isRequired: true,
      offered: () => ['10m', '1h', '-100'],
    },
    description: 'the log from then on, read again: 28900112, -100, 10m, 10:32',
    keys: '',
    run: (_, text) => [{ to: 'time', event: { type: 'moment-wanted', text, use: 'log' } }, focus('watch')],
  },
  {
    name: 'at',
    argument: {
      label: 'REVISION|TIME',
      isRequired: true,
      offered: () => ['now', '5m', '1h', '-100'],
    },
    description: 'keys and values as they were: 28900112, -100, 10m, 10:32, now',
    keys: keysOf(globalBindings, 'app.at'),
    run: ({ ui }, text) => [
      { to: 'time', event: { type: 'moment-wanted', text, use: 'past' } },
      ...(ui.focus === 'value' ? [] : [focus('keys')]),
    ],
  },
  {
    name: 'ctx',
    aliases: ['context', 'contexts'],
    argument: {
      label: 'NAME',
      isRequired: false,
      offered: ({ contexts }) => contexts.names,
      asked: { to: 'contexts', event: { type: 'names-wanted' } },
    },
    description: 'go to another cluster: saved contexts, and what this host has',
    keys: '',
    run: (_, name) => [{ to: 'contexts', event: { type: 'clusters-wanted', name } }],
  },
  {
    name: 'filter',
    argument: { label: 'TEXT', isRequired: true },
    description: 'search in the loaded keys, or filter the log',
    keys: keysOf(panes.watch.bindings, 'watch.filter'),
    run: filter,
  },
  {
    name: 'separator',
    argument: { label: 'TEXT|none', isRequired: true, offered: () => offeredSeparators.map(separatorText) },
    description: 'what stands between the names of keys: / : . \\x00, or none',
    keys: keysOf(panes.keys.bindings, 'keys.separator'),
    run: (_, text) => separate(text),
  },
  {
    name: 'sort',
    argument: { label: 'ORDER', isRequired: true, values: sortOrders },
    description: 'the order of the keys that are loaded',
    keys: keysOf(panes.keys.bindings, 'keys.sort'),
    run: (_, wanted) => sorted(wanted),
  },
  {
    name: 'search',
    argument: { label: 'TEXT', isRequired: true },
    description: 'search all keys there are; the cost is told first',
    keys: keysOf(panes.keys.bindings, 'keys.search-everywhere'),
    run: (_, text) => searchEverywhere(text),
  },
  {
    name: 'search-value',
    argument: { label: 'TEXT', isRequired: true },
    description:
      'keys whose values have these bytes as they are stored; reads all below this directory, the cost is told first',
    keys: '',
    run: (_, value) => [
      focus('keys'),
      { to: 'keys', event: { type: 'search-begun' } },
      { to: 'keys', event: { type: 'search-widened', isEverywhere: false, value } },
    ],
  },
  {
    name: 'du',
    argument: { label: 'kind|namespace|PREFIX', isRequired: false, offered: () => ['kind', 'namespace'] },
    description: 'what fills the database: keys and bytes by kind, namespace or prefix',
    keys: '',
    run: (_, argument) => usage(argument),
  },
  {
    name: 'kinds',
    description: 'keys and bytes of each kind of Kubernetes; → shows its namespaces',
    keys: '',
    run: () => usage('kind'),
  },
  {
    // `:namespaces` goes to that kind's directory.
    name: 'du-namespaces',
    description: 'keys and bytes of each namespace of Kubernetes; → shows its kinds',
    keys: '',
    run: () => usage('namespace'),
  },
  {
    name: 'top',
    description: 'who changes most: by kind, prefix or writer',
    keys: keysOf(panes.watch.bindings, 'watch.top'),
    run: () => [focus('watch'), { to: 'watch', event: { type: 'top-opened' } }],
  },
  {
    name: 'export',
    argument: { label: 'FILE', isRequired: true },
    description: 'what the log shows, as JSON Lines in a new file',
    keys: '',
    run: (_, file) => [{ to: 'watch', event: { type: 'export-asked', file } }],
  },
  {
    name: 'skin',
    argument: { label: 'NAME', isRequired: true, values: skinNames },
    description: 'how it looks; save keeps it',
    keys: '',
    run: (_, name) => changing({ skin: skinNames.find((skin) => skin === name) }),
  },
  {
    name: 'ascii',
    argument: { label: 'on|off', isRequired: true, values: ['on', 'off'] },
    description: 'lines and signs in ASCII, for a terminal that draws no others',
    keys: '',
    run: (_, wanted) => changing({ ascii: wanted === 'on' }),
  },
  {
    name: 'mouse',
    argument: { label: 'on|off', isRequired: true, values: ['on', 'off'] },
    description: 'clicks and wheel for etcdscope, or for the terminal',
    keys: '',
    run: (_, wanted) => changing({ mouse: wanted === 'on' }),
  },
  {
    name: 'split',
    argument: { label: 'PERCENT', isRequired: true, offered: () => ['50', '40', '60'] },
    description: 'the left panes’ part of the width; the mouse drags it, too',
    keys: '',
    run: (_, percent) => splitTo(Number(percent)),
  },
  {
    name: 'save',
    description: 'keep skin, ascii, mouse and split for the next sessions',
    keys: '',
    run: () => [{ to: 'ui', event: { type: 'settings-kept' } }],
  },
  {
    name: 'compact',
    argument: { label: 'TARGET', isRequired: false },
    description: 'plan a compaction, such as: keep 10,000',
    keys: '',
    disabled: noActions,
    run: compact,
  },
  {
    name: 'defrag',
    description: 'plan a defragmentation',
    keys: '',
    disabled: noActions,
    run: (state) => choose(state, 'defragment'),
  },
  {
    name: 'undelete',
    description: 'plan to bring back the key that was deleted last in this session',
    keys: '',
    disabled: ({ value }) => noUndelete(value),
    run: () => [focus('value'), { to: 'value', event: { type: 'undelete-wanted' } }],
  },
  {
    name: 'kubectl',
    description: 'copy the kubectl line that prints the object',
    keys: keysOf(panes.value.bindings, 'value.kubectl'),
    disabled: ({ value }) => noKubectl(value),
    run: () => [{ to: 'value', event: { type: 'kubectl-copied' } }],
  },
  bypassing('edit', 'edit-wanted', noEdit),
  bypassing('undo', 'undo-wanted', noUndo),
  bypassing('delete', 'delete-wanted', noDelete),
];
