import type { Binding } from '../../keymap/binding.js';
import { isFiltering } from '../../store/watch-filter.js';
import type { WatchEvent, WatchState } from '../../store/watch-state.js';
import { currentChange } from '../../store/watch-window.js';

type WatchBinding = Binding<WatchState, WatchEvent>;

const noChange = (state: WatchState): string | undefined =>
  currentChange(state) === undefined ? 'There is no change here.' : undefined;

export const watchBindings: readonly WatchBinding[] = [
  {
    keys: ['space'],
    action: 'watch.pause',
    description: 'pause, or follow again; nothing is lost meanwhile',
    hint: ({ pause }) => (pause === undefined ? 'pause' : 'follow'),
    run: () => [{ type: 'pause-toggled' }],
  },
  {
    keys: ['return', 'd'],
    action: 'watch.detail',
    description: 'all of a change: what differs, who wrote it, when',
    hint: 'detail',
    disabled: noChange,
    run: () => [{ type: 'detail-opened' }],
  },
  {
    keys: ['/'],
    action: 'watch.filter',
    description:
      'filter: words of the key, kind:pods, ns:shop, type:delete, by:kubelet, re:^/a; - before it: not',
    hint: 'filter',
    run: () => [{ type: 'filter-begun' }],
  },
  {
    keys: ['n'],
    action: 'watch.noise',
    description: 'what is folded as noise: each rule on or off',
    hint: 'noise',
    run: () => [{ type: 'noise-opened' }],
  },
  {
    keys: ['r'],
    action: 'watch.top',
    description: 'who changes most: by kind, prefix or writer',
    hint: 'top',
    run: () => [{ type: 'top-opened' }],
  },
  {
    keys: ['o'],
    action: 'watch.reveal',
    description: 'go to the key in the tree',
    hint: 'to key',
    disabled: noChange,
    run: () => [{ type: 'change-revealed' }],
  },
  {
    keys: ['v'],
    action: 'watch.value',
    description: 'show the value of the key',
    hint: 'value',
    disabled: noChange,
    run: () => [{ type: 'change-opened' }],
  },
  {
    keys: ['f'],
    action: 'watch.follow-key',
    description: 'only this key, noise or not, and back to all',
    hint: ({ filter }) => (filter.followed === undefined ? 'only this' : 'all keys'),
    disabled: (state) => (state.filter.followed === undefined ? noChange(state) : undefined),
    run: () => [{ type: 'follow-toggled' }],
  },
  {
    keys: ['p'],
    action: 'watch.types',
    description: 'show puts only, deletions only, or both',
    run: () => [{ type: 'types-cycled' }],
  },
  {
    keys: ['escape'],
    action: 'watch.clear-filter',
    description: 'show everything again',
    disabled: ({ filter }) => (isFiltering(filter) ? undefined : 'Nothing is filtered.'),
    run: () => [{ type: 'filter-cleared' }],
  },
  {
    keys: ['W'],
    action: 'watch.everything',
    description: 'watch every key',
    disabled: ({ prefix }) => (prefix === '' ? 'Every key is watched.' : undefined),
    hint: 'watch all',
    run: () => [{ type: 'watch-prefix', prefix: new Uint8Array() }],
  },
  {
    keys: ['up', 'k'],
    action: 'watch.up',
    description: 'back to older changes',
    run: () => [{ type: 'log-moved', by: -1 }],
  },
  {
    keys: ['down', 'j'],
    action: 'watch.down',
    description: 'on to newer changes',
    run: () => [{ type: 'log-moved', by: 1 }],
  },
  {
    keys: ['pageup', 'ctrl+u'],
    action: 'watch.page-up',
    description: 'a page back',
    run: ({ rows }) => [{ type: 'log-moved', by: -rows }],
  },
  {
    keys: ['pagedown', 'ctrl+d'],
    action: 'watch.page-down',
    description: 'a page on',
    run: ({ rows }) => [{ type: 'log-moved', by: rows }],
  },
  {
    keys: ['g', 'home'],
    action: 'watch.oldest',
    description: 'the oldest change that is kept',
    run: () => [{ type: 'log-oldest' }],
  },
  {
    keys: ['G', 'end'],
    action: 'watch.follow',
    description: 'follow the newest change',
    run: () => [{ type: 'log-followed' }],
  },
];
