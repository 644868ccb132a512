import type { Binding } from '../../keymap/binding.js';
import type { WatchEvent, WatchState } from '../../store/watch-state.js';

type WatchBinding = Binding<WatchState, WatchEvent>;

const leave = (keys: readonly string[]): WatchBinding => ({
  keys,
  action: 'watch.dialog.leave',
  description: 'back to the log',
  hint: 'close',
  run: () => [{ type: 'watch-dialog-left' }],
});

/** While one change is looked at. Arrows scroll, as in every dialog. */
export const changeBindings: readonly WatchBinding[] = [
  {
    keys: ['left', 'p'],
    action: 'watch.change.previous',
    description: 'the change before',
    hint: 'before',
    run: () => [{ type: 'detail-moved', by: -1 }],
  },
  {
    keys: ['right', 'n'],
    action: 'watch.change.next',
    description: 'the change after',
    hint: 'after',
    run: () => [{ type: 'detail-moved', by: 1 }],
  },
  {
    keys: ['o'],
    action: 'watch.change.reveal',
    description: 'go to the key in the tree',
    hint: 'to key',
    run: () => [{ type: 'change-revealed' }],
  },
  {
    keys: ['v'],
    action: 'watch.change.value',
    description: 'show the value of the key',
    hint: 'value',
    run: () => [{ type: 'change-opened' }],
  },
  {
    keys: ['f'],
    action: 'watch.change.follow',
    description: 'only this key in the log',
    hint: 'only this',
    run: () => [{ type: 'follow-toggled' }],
  },
  {
    keys: ['m'],
    action: 'watch.change.mask',
    description: 'show what a Secret holds, or hide it again',
    run: () => [{ type: 'secret-toggled' }],
  },
  {
    keys: ['M'],
    action: 'watch.change.managers',
    description: 'managedFields in full, or in a line',
    run: () => [{ type: 'managers-toggled' }],
  },
  leave(['escape', 'q', 'return', 'd']),
];

export const noiseBindings: readonly WatchBinding[] = [
  {
    keys: ['up', 'k'],
    action: 'watch.noise.up',
    description: 'the rule above',
    run: () => [{ type: 'noise-moved', by: -1 }],
  },
  {
    keys: ['down', 'j'],
    action: 'watch.noise.down',
    description: 'the rule below',
    run: () => [{ type: 'noise-moved', by: 1 }],
  },
  {
    keys: ['space', 'return'],
    action: 'watch.noise.switch',
    description: 'fold what the rule says, or show it',
    hint: 'fold or show',
    run: () => [{ type: 'noise-toggled' }],
  },
  {
    keys: ['a'],
    action: 'watch.noise.all',
    description: 'show everything, or fold as in the beginning',
    hint: 'all',
    run: () => [{ type: 'folds-toggled' }],
  },
  leave(['escape', 'q', 'n']),
];

export const topBindings: readonly WatchBinding[] = [
  {
    keys: ['tab', 'b'],
    action: 'watch.top.dimension',
    description: 'by kind, prefix or writer in turn',
    hint: 'kind, prefix, writer',
    run: () => [{ type: 'top-changed', what: 'dimension' }],
  },
  {
    keys: ['w'],
    action: 'watch.top.window',
    description: 'over ten seconds, or over a minute',
    hint: '10 s, 1 m',
    run: () => [{ type: 'top-changed', what: 'window' }],
  },
  {
    keys: ['s'],
    action: 'watch.top.order',
    description: 'by events, or by bytes',
    hint: 'sort',
    run: () => [{ type: 'top-changed', what: 'order' }],
  },
  {
    keys: ['up', 'k'],
    action: 'watch.top.up',
    description: 'a row up',
    run: () => [{ type: 'top-moved', by: -1 }],
  },
  {
    keys: ['down', 'j'],
    action: 'watch.top.down',
    description: 'a row down',
    run: () => [{ type: 'top-moved', by: 1 }],
  },
  {
    keys: ['return'],
    action: 'watch.top.choose',
    description: 'only these changes in the log',
    hint: 'only these',
    run: () => [{ type: 'top-chosen' }],
  },
  leave(['escape', 'q', 'r']),
];
