import type { Binding } from '../../keymap/binding.js';
import type { KeysEvent, KeysState } from '../../store/keys.js';
import { cursorRow } from '../../store/keys-cursor.js';
import { sortOrders } from '../../store/keys-sort.js';
import { offeredSeparators } from '../../tree/separator.js';

type KeysBinding = Binding<KeysState, KeysEvent>;

/** Far past any tree: the cursor stops at its beginning. */
const toTheEnd = Number.MAX_SAFE_INTEGER;

const noDirectory = (state: KeysState): string | undefined => {
  const row = cursorRow(state);
  return row?.kind === 'child' && row.child.directory !== undefined ? undefined : 'This is no directory.';
};

const noKey = (state: KeysState): string | undefined => {
  const row = cursorRow(state);
  return row?.kind === 'child' && row.child.leaf !== undefined ? undefined : 'This is no key.';
};

const notBusy = ({ search, toEnd }: KeysState): string | undefined =>
  search === undefined && toEnd === undefined ? 'Nothing is searched for, or read to its end.' : undefined;

/** The first one after the last, and where it is none of them. */
const nextOf = <Item extends string>(items: readonly [Item, ...Item[]], item: Item): Item =>
  items[items.indexOf(item) + 1] ?? items[0];

const nothingTyped = ({ search }: KeysState): string | undefined =>
  search === undefined || search.text === '' ? 'Nothing is searched for; / does that.' : undefined;

const move = (keys: readonly string[], action: string, description: string, by: (rows: number) => number) =>
  ({
    keys,
    action,
    description,
    run: ({ rows }) => [{ type: 'cursor-moved', by: by(rows) }],
  }) satisfies KeysBinding;

export const keysBindings: readonly KeysBinding[] = [
  {
    keys: ['return'],
    action: 'keys.enter',
    description: 'open or close a directory, show the value of a key',
    hint: 'open',
    run: () => [{ type: 'row-entered' }],
  },
  {
    keys: ['right', 'l'],
    action: 'keys.expand',
    description: 'open a directory, or go into it',
    run: () => [{ type: 'row-opened' }],
  },
  {
    keys: ['left', 'h'],
    action: 'keys.collapse',
    description: 'close a directory, or go up to the one above',
    run: () => [{ type: 'row-closed' }],
  },
  {
    keys: ['/'],
    action: 'keys.search',
    description: 'fuzzy search in the keys that are loaded',
    hint: 'filter',
    run: () => [{ type: 'search-begun' }],
  },
  {
    keys: ['a'],
    action: 'keys.search-all',
    description: 'search everything below this directory for the same; the cost is told first',
    hint: 'search below',
    disabled: nothingTyped,
    run: () => [{ type: 'search-widened', isEverywhere: false }],
  },
  {
    keys: ['A'],
    action: 'keys.search-everywhere',
    description: 'search all keys there are for the same; the cost is told first',
    hint: 'search all',
    disabled: nothingTyped,
    run: () => [{ type: 'search-widened', isEverywhere: true }],
  },
  {
    keys: ['escape'],
    action: 'keys.leave-search',
    description: 'stop a search or reading on; back from the search',
    hint: 'back',
    disabled: notBusy,
    run: ({ search }) => [{ type: search === undefined ? 'end-given-up' : 'search-left' }],
  },
  {
    keys: ['w'],
    action: 'keys.watch',
    description: 'watch this directory',
    hint: 'watch here',
    run: () => [{ type: 'watch-wanted' }],
  },
  {
    keys: ['v'],
    action: 'keys.value',
    description: 'show the value',
    hint: 'value',
    disabled: noKey,
    run: () => [{ type: 'value-wanted' }],
  },
  {
    keys: ['#'],
    action: 'keys.count',
    description: 'count the keys of a directory; the server walks over all of them',
    disabled: noDirectory,
    run: () => [{ type: 'count-wanted' }],
  },
  {
    keys: ['r'],
    action: 'keys.reload',
    description: 'read what is open again',
    hint: 'reload',
    run: () => [{ type: 'reload-wanted' }],
  },
  {
    keys: ['s'],
    action: 'keys.sort',
    description: 'sort loaded keys: name, revision, version, lease',
    run: ({ tree }) => [{ type: 'sort-chosen', by: nextOf(sortOrders, tree.sortedBy) }],
  },
  {
    keys: ['S'],
    action: 'keys.separator',
    description: 'what stands between names: / : . or none, in turn',
    run: ({ tree }) => [{ type: 'separator-chosen', separator: nextOf(offeredSeparators, tree.separator) }],
  },
  move(['up', 'k'], 'keys.up', 'up', () => -1),
  move(['down', 'j'], 'keys.down', 'down', () => 1),
  move(['pageup', 'ctrl+u'], 'keys.page-up', 'a page up', (rows) => -rows),
  move(['pagedown', 'ctrl+d'], 'keys.page-down', 'a page down', (rows) => rows),
  move(['g', 'home'], 'keys.first', 'to the first row', () => -toTheEnd),
  {
    keys: ['G', 'end'],
    action: 'keys.last',
    description: 'to the end of this directory, read up to there',
    run: () => [{ type: 'end-wanted' }],
  },
];
