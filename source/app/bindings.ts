import type { Binding } from '../keymap/binding.js';
import type { AppEvent, AppState } from '../store/app.js';
import { type PaneId, paneIds } from '../store/intent.js';
import { placeOf } from '../store/places.js';
import { copy, notToCopy } from './copying.js';
import { arrangementFor } from './layout.js';
import { quit } from './leaving.js';

export type AppBinding = Binding<AppState, AppEvent>;

const focus = (pane: PaneId): readonly AppEvent[] => [{ to: 'ui', event: { type: 'focus', pane } }];

/** A number for every pane; the help shows them as one. */
export const numberedBindings: readonly AppBinding[] = paneIds.map((pane, index) => ({
  keys: [`${index + 1}`],
  action: `app.show-${pane}`,
  description: `show ${pane}`,
  run: () => focus(pane),
}));

/** A notice is dismissed by the same key that leaves a detail or a filter; it does both. */
export function dismiss({ ui }: AppState): readonly AppEvent[] {
  return ui.toast === undefined ? [] : [{ to: 'ui', event: { type: 'toast-dismissed' } }];
}

const toNow: readonly AppEvent[] = [
  { to: 'time', event: { type: 'moment-wanted', text: 'now', use: 'past' } },
];

/** One thing after the other: what was told, the search for a moment, the past. */
function leave(state: AppState): readonly AppEvent[] {
  const dismissed = dismiss(state);
  if (dismissed.length > 0) return dismissed;
  return state.ui.moment === undefined && state.time.search === undefined ? [] : toNow;
}

function goTo(by: -1 | 1, keys: readonly string[], action: string, description: string): AppBinding {
  return {
    keys,
    action,
    description,
    disabled: ({ ui }) =>
      (by < 0 ? ui.places.back : ui.places.forward).length > 0
        ? undefined
        : `There is nothing to go ${by < 0 ? 'back' : 'forward'} to.`,
    run: ({ ui, keys: tree, value }) => [
      { to: 'ui', event: { type: 'went', by, from: placeOf(ui.focus, tree, ui.moment, value.key) } },
    ],
  };
}

/** What works everywhere but in a text field or a dialog. Panes use none of these keys but escape. */
export const globalBindings: readonly AppBinding[] = [
  {
    keys: ['tab'],
    action: 'app.next-pane',
    description: 'next pane',
    hint: 'next',
    run: () => [{ to: 'ui', event: { type: 'focus-moved', by: 1 } }],
  },
  {
    keys: ['shift+tab'],
    action: 'app.previous-pane',
    description: 'previous pane',
    run: () => [{ to: 'ui', event: { type: 'focus-moved', by: -1 } }],
  },
  ...numberedBindings,
  {
    keys: ['z'],
    action: 'app.zoom',
    description: 'this pane alone, and back',
    hint: 'zoom',
    disabled: ({ ui }) =>
      arrangementFor(ui) === 'dashboard' ? undefined : 'There is room for one pane only already.',
    run: () => [{ to: 'ui', event: { type: 'zoom-toggled' } }],
  },
  {
    keys: ['ctrl+r'],
    action: 'app.refresh',
    description: 'read members and status again now',
    run: () => [{ to: 'members', event: { type: 'refresh-members' } }],
  },
  {
    keys: ['ctrl+l'],
    action: 'app.redraw',
    description: 'draw the screen again',
    run: () => [{ to: 'ui', event: { type: 'redraw' } }],
  },
  {
    keys: ['c'],
    action: 'app.copy',
    description: 'copy the selected key, or the value',
    disabled: notToCopy,
    run: copy,
  },
  {
    keys: ['!'],
    action: 'app.notices',
    description: 'what was told in this session, with its times',
    run: () => [{ to: 'ui', event: { type: 'reader-opened', page: 'notices' } }],
  },
  goTo(-1, ['[', 'alt+left'], 'app.back', 'back to where you were before'),
  goTo(1, [']', 'alt+right'], 'app.forward', 'forward again'),
  {
    keys: ['t'],
    action: 'app.at',
    description: 'time travel: keys and values as they were at a revision or a time',
    hint: 'time travel',
    run: () => [
      { to: 'ui', event: { type: 'palette-opened' } },
      { to: 'ui', event: { type: 'palette-typed', text: 'at ' } },
    ],
  },
  {
    keys: ['ctrl+z'],
    action: 'app.suspend',
    description: 'back to the shell for a while; fg comes back',
    run: () => [{ to: 'ui', event: { type: 'suspend' } }],
  },
  {
    keys: [':'],
    action: 'app.command',
    description: 'do anything by name',
    hint: 'command',
    run: () => [{ to: 'ui', event: { type: 'palette-opened' } }],
  },
  {
    keys: ['escape'],
    action: 'app.dismiss',
    description: 'dismiss the notice, besides what the pane does with it; from the past back to now',
    run: leave,
  },
  {
    keys: ['?'],
    action: 'app.help',
    description: 'all keys',
    hint: 'help',
    run: () => [{ to: 'ui', event: { type: 'reader-opened', page: 'help' } }],
  },
  {
    keys: ['q', 'ctrl+c'],
    action: 'app.quit',
    description: 'quit; ctrl+c quits from anywhere',
    hint: 'quit',
    run: quit,
  },
];
