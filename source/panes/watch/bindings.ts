import type { Binding } from '../../keymap/binding.js';
import { currentEntry, type WatchEvent, type WatchState } from '../../store/watch.js';
import { isFiltering } from '../../store/watch-filter.js';

type WatchBinding = Binding<WatchState, WatchEvent>;

const noChange = (state: WatchState): string | undefined => {
  const number = currentEntry(state);
  const entry = number === undefined ? undefined : state.log?.at(number);
  return entry?.kind === 'change' ? undefined : 'There is no change here.';
};

export const watchBindings: readonly WatchBinding[] = [
  {
    keys: ['space'],
    action: 'watch.pause',
    description: 'pause, or follow again; nothing is lost meanwhile',
    hint: 'pause',
    run: () => [{ type: 'pause-toggled' }],
  },
  {
    keys: ['return'],
    action: 'watch.reveal',
    description: 'show the key in the tree',
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
    keys: ['/'],
    action: 'watch.filter',
    description: 'show only keys that contain a text',
    hint: 'filter',
    run: () => [{ type: 'filter-begun' }],
  },
  {
    keys: ['p'],
    action: 'watch.types',
    description: 'show puts only, deletions only, or both',
    hint: 'puts/deletes',
    run: () => [{ type: 'types-cycled' }],
  },
  {
    keys: ['n'],
    action: 'watch.noise',
    description: 'show what is folded as noise, or fold it again',
    hint: 'noise',
    run: () => [{ type: 'folds-toggled' }],
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
