import { type ByteString, fromBytes, toBytes } from '../bytes/byte-string.js';
import { keyText } from '../presentation/text.js';
import { directoriesAbove } from '../tree/child.js';
import type { Intent } from './intent.js';
import { cursorMoved, cursorRow, endGivenUp, endWanted, type KeysStep, settled } from './keys-cursor.js';
import { applyChanges } from './keys-live.js';
import {
  childrenTold,
  closed,
  counted,
  directoriesSeen,
  granted,
  lostMoment,
  type Opened,
  opened,
  reloaded,
  retried,
  revealed,
} from './keys-reading.js';
import { type ChildName, rowIndex, type TreeRow } from './keys-rows.js';
import { newSearch, searchMoved, withMatches } from './keys-search.js';
import { searchResumed, widelySearched } from './keys-searching.js';
import { separatorChosen, withGuess } from './keys-separator.js';
import type { KeysEffect, KeysEvent, KeysState, SoughtRow } from './keys-state.js';
import { directoryName } from './keys-tree.js';
import { usageChanged, usagePlace } from './keys-using.js';
import { type Reduce, step } from './step.js';

export { initialKeys, type KeysEffect, type KeysEvent, type KeysState } from './keys-state.js';

const stopSearch: KeysEffect = { type: 'stop-search' };

type EventOf<Type extends KeysEvent['type']> = Extract<KeysEvent, { type: Type }>;

function settleOpened(before: KeysState, { state, effects }: Opened): KeysStep {
  return settled(before, state, effects);
}

/** The root is read once it is known whether changes will be told: none may fall in between. */
function feedChanged(state: KeysState, { feed }: EventOf<'feed-changed'>): KeysStep {
  const next = { ...state, feed };
  if (!next.tree.directories.has('')) return settleOpened(state, opened(next, '', undefined));
  const isPermitted = state.feed.kind === 'refused' && feed.kind === 'live';
  if (!isPermitted) return step(next);
  const read = state.moment === undefined && lacksChanges(next, feed.from) ? reloaded(next) : step(next);
  return { ...read, intents: [...read.intents, { type: 'access-regained' }] };
}

/** What was read before changes were told may have changed since, and what was refused may be read now. */
function lacksChanges({ tree }: KeysState, from: number): boolean {
  return [...tree.directories.values()].some(
    ({ reading, revision }) => reading.kind === 'failed' || revision === undefined || revision < from,
  );
}

function keysChanged(state: KeysState, { changes, revision }: EventOf<'keys-changed'>): KeysStep {
  const feed = state.feed.kind === 'live' ? { ...state.feed, revision } : state.feed;
  if (state.moment !== undefined) return step({ ...state, feed });
  return settled(state, { ...state, feed, tree: applyChanges(state.tree, changes) });
}

function rowOpened(state: KeysState, row: TreeRow | undefined): KeysStep {
  const path = row?.kind === 'child' ? row.child.directory?.path : undefined;
  if (row?.kind !== 'child' || path === undefined) return step(state);
  return row.isOpen ? cursorMoved(state, 1) : settleOpened(state, opened(state, path, row.parent.path));
}

function rowClosed(state: KeysState, row: TreeRow | undefined): KeysStep {
  if (row === undefined) return step(state);
  const path = row.kind === 'child' && row.isOpen ? row.child.directory?.path : undefined;
  if (path !== undefined) return settleOpened(state, closed(state, path));
  const { path: inside, parent } = row.parent;
  if (parent === undefined) return step(state);
  const name = directoryName(inside, state.tree.separator);
  return settled(state, { ...state, cursor: { kind: 'child', parent, name } });
}

const toValue = (row: TreeRow | undefined): readonly Intent[] => {
  const leaf = row?.kind === 'child' ? row.child.leaf : undefined;
  if (leaf === undefined) return [];
  return [
    { type: 'show-key', key: toBytes(leaf.key) },
    { type: 'focus', pane: 'value' },
  ];
};

function rowEntered(state: KeysState, row: TreeRow | undefined): KeysStep {
  if (row?.kind === 'tail') return retried(state);
  if (row?.child.directory === undefined) return step(state, [], toValue(row));
  return row.isOpen ? rowClosed(state, row) : rowOpened(state, row);
}

/** The directory that is meant by a row: itself, or the one it is in. */
function watchWanted(state: KeysState, row: TreeRow | undefined): KeysStep {
  const path = row?.kind === 'child' ? (row.child.directory?.path ?? row.parent.path) : row?.parent.path;
  return step(
    state,
    [],
    [
      { type: 'watch-prefix', prefix: toBytes(path ?? '') },
      { type: 'focus', pane: 'watch' },
    ],
  );
}

function countWanted(state: KeysState, row: TreeRow | undefined): KeysStep {
  const directory = row?.kind === 'child' ? row.child.directory : undefined;
  if (directory === undefined) return step(state);
  const { path, changedAt } = directory;
  const now = state.feed.kind === 'live' ? state.feed.revision : undefined;
  const revision = state.moment ?? now;
  return step(state, [{ type: 'count-directory', path, changedAt, revision }]);
}

function lookedUp(state: KeysState, { key, found }: EventOf<'looked-up'>): KeysStep {
  if (found !== undefined) return revealed(state, found);
  const { separator } = state.tree;
  if (separator !== '' && key.endsWith(separator)) return directoryNamed(state, key);
  return step(state, [], [missing(key, state)]);
}

/** Where the root may not be read, it cannot say whether the directory is there. */
function directoryNamed(state: KeysState, path: ByteString): KeysStep {
  const isBlind = state.tree.directories.get('')?.reading.kind === 'failed';
  return isBlind ? granted(state, [path], undefined) : rowWanted(state, { path, isDirectory: true });
}

function searchTyped(state: KeysState, { text }: EventOf<'search-typed'>): KeysStep {
  const number = state.nextNumber;
  const next = { ...state, search: newSearch(number, text), nextNumber: number + 1 };
  return step(next, text === '' ? [] : [{ type: 'search-keys', number, text, tree: state.tree }]);
}

/** Goes to the selected match, in the tree. */
function matchEntered(state: KeysState): KeysStep {
  const match = state.search?.matches[state.search.selected];
  const stopping: readonly KeysEffect[] = state.search?.wide === undefined ? [] : [stopSearch];
  if (match === undefined) return step({ ...state, search: undefined }, stopping);
  const above = directoriesAbove(match.path, state.tree.separator);
  const shown = rowShown(state, match, match.isDirectory ? above.slice(0, -1) : above);
  return step(shown.state, [...stopping, ...shown.effects], shown.intents);
}

/** Goes to what the selected row of keys and bytes is of, in the tree. */
function usageEntered(state: KeysState): KeysStep {
  const place = usagePlace(state);
  if (place === undefined) return step(state);
  const shown = rowShown({ ...state, usage: undefined }, { ...place, isDirectory: true }, place.above);
  return step(shown.state, [{ type: 'stop-usage' }, ...shown.effects], shown.intents);
}

/** The cursor goes to a row, once it is read, in directories that are opened. */
function rowShown(
  state: KeysState,
  { path, isDirectory }: SoughtRow,
  opening: readonly ByteString[],
): KeysStep {
  const { separator } = state.tree;
  let current: Opened = opened({ ...state, search: undefined }, '', undefined);
  let above = '';
  for (const each of opening) {
    const further = opened(current.state, each, above);
    current = { state: further.state, effects: [...current.effects, ...further.effects] };
    above = each;
  }
  const cursor = rowOf({ path, isDirectory }, separator);
  return settled(state, { ...current.state, cursor }, current.effects);
}

/** Where a row stands in the tree, whether it is there or not. */
function rowOf({ path, isDirectory }: SoughtRow, separator: ByteString): ChildName {
  const name = isDirectory ? directoryName(path, separator) : path;
  return { kind: 'child', parent: parentOf({ path, isDirectory }, separator), name };
}

function parentOf({ path, isDirectory }: SoughtRow, separator: ByteString): ByteString {
  return directoriesAbove(path, separator).at(isDirectory ? -2 : -1) ?? '';
}

/** A directory is opened, too; the empty path is the top of the tree. */
function rowWanted(state: KeysState, row: SoughtRow): KeysStep {
  if (row.path === '') return cursorMoved(state, Number.MIN_SAFE_INTEGER);
  const shown = rowShown(state, row, directoriesAbove(row.path, state.tree.separator));
  const { cursor } = shown.state;
  const wanted = rowOf(row, state.tree.separator);
  const isThereOrAwaited =
    cursor?.kind === 'child' && cursor.parent === wanted.parent && cursor.name === wanted.name;
  if (!isThereOrAwaited) return notThere(state, row);
  return { ...shown, state: { ...shown.state, sought: { row, cursor } } };
}

/** It, or a directory above it, may come after the children that are read: those are as many as fit on a few screens. */
function isUnread({ tree }: KeysState, { path, isDirectory }: SoughtRow): boolean {
  const above = directoriesAbove(path, tree.separator);
  const rows = isDirectory ? above : [...above, path];
  return rows.some((row, level) => {
    const parent = tree.directories.get(rows[level - 1] ?? '');
    return parent?.reading.kind === 'paused' && row >= parent.frontier;
  });
}

/** What is above it is gone to instead, and that it is not there is said; what is not read is looked for. */
function notThere(state: KeysState, row: SoughtRow): KeysStep {
  if (isUnread(state, row)) {
    const { path, isDirectory } = row;
    const wanted = { revision: state.moment };
    return step({ ...state, sought: undefined }, [
      isDirectory
        ? { type: 'look-for-directory', path, ...wanted }
        : { type: 'look-up', key: path, ...wanted },
    ]);
  }
  const path = parentOf(row, state.tree.separator);
  const above = rowWanted({ ...state, sought: undefined }, { path, isDirectory: true });
  return { ...above, intents: [...above.intents, missing(row.path, state)] };
}

function missing(path: ByteString, { moment }: KeysState): Intent {
  const text = `${keyText(toBytes(path))} ${moment === undefined ? 'is not there' : 'was not there then'}.`;
  return { type: 'notify', tone: 'warning', text };
}

/** Whoever asked for a row that is not among what was read is told so. */
function withSought(before: KeysState, next: KeysStep): KeysStep {
  const { sought } = before;
  if (sought === undefined || next.state.sought !== sought) return next;
  const state = { ...next.state, sought: undefined };
  const isFound = rowIndex(state.tree, sought.cursor) !== undefined;
  if (isFound || before.cursor !== sought.cursor) return { ...next, state };
  if (state.cursor === sought.cursor) return next;
  const above = notThere(state, sought.row);
  return step(above.state, [...next.effects, ...above.effects], [...next.intents, ...above.intents]);
}

function inSearch(state: KeysState, event: KeysEvent): KeysStep | undefined {
  const { search } = state;
  if (search === undefined) return undefined;
  switch (event.type) {
    case 'cursor-moved':
      return step({ ...state, search: searchMoved(search, event.by) });
    case 'end-wanted':
      return step({ ...state, search: searchMoved(search, search.matches.length) });
    case 'row-entered':
    case 'row-opened':
      return matchEntered(state);
    case 'search-entered':
      return search.text === ''
        ? step({ ...state, search: undefined })
        : step({ ...state, search: { ...search, isTyping: false } });
    case 'search-found':
      return event.number === search.number
        ? step({ ...state, search: withMatches(search, event.found, event.searched, event.isDone) })
        : step(state);
    default:
      return undefined;
  }
}

type RowEvent = EventOf<
  | 'cursor-moved'
  | 'row-opened'
  | 'row-closed'
  | 'row-entered'
  | 'value-wanted'
  | 'watch-wanted'
  | 'count-wanted'
>;

function onRow(state: KeysState, event: RowEvent): KeysStep {
  const row = cursorRow(state);
  switch (event.type) {
    case 'cursor-moved':
      return cursorMoved(state, event.by);
    case 'row-opened':
      return rowOpened(state, row);
    case 'row-closed':
      return rowClosed(state, row);
    case 'row-entered':
      return rowEntered(state, row);
    case 'value-wanted':
      return step(state, [], toValue(row));
    case 'watch-wanted':
      return watchWanted(state, row);
    case 'count-wanted':
      return countWanted(state, row);
  }
}

function connectionChanged(state: KeysState, { state: connection }: EventOf<'connection-changed'>): KeysStep {
  if (connection.kind !== 'ready') return step(state);
  const tree = retried(state);
  const search = searchResumed(tree.state);
  return step(search.state, [...tree.effects, ...search.effects], tree.intents);
}

/** Reads everything that is open as it was then; the key under the cursor is the value pane's own matter. */
function momentChosen(state: KeysState, { moment }: EventOf<'moment-chosen'>): KeysStep {
  if (moment?.revision === state.moment) return step(state);
  const {
    state: next,
    effects,
    intents,
  } = reloaded({ ...state, moment: moment?.revision, search: undefined });
  return step(next, [...(state.search?.wide === undefined ? [] : [stopSearch]), ...effects], intents);
}

/** Of a change made here the feed tells, too; whoever may not watch everything has none. */
function writeEnded(state: KeysState): KeysStep {
  return state.feed.kind === 'refused' && state.moment === undefined ? reloaded(state) : step(state);
}

/** Whoever does something else does not wait for the end any more. */
const endsWaiting: ReadonlySet<KeysEvent['type']> = new Set<KeysEvent['type']>([
  'end-given-up',
  'cursor-moved',
  'row-opened',
  'row-closed',
  'row-entered',
  'value-wanted',
  'watch-wanted',
  'reload-wanted',
  'separator-chosen',
  'reveal-key',
  'search-begun',
  'moment-chosen',
]);

export const reduceKeys: Reduce<KeysState, KeysEvent, KeysEffect> = (state, event) => {
  if (state.toEnd === undefined || !endsWaiting.has(event.type)) {
    return withSought(state, reduceTree(state, event));
  }
  const given = endGivenUp(state);
  const next = withSought(given.state, reduceTree(given.state, event));
  return step(next.state, [...given.effects, ...next.effects], next.intents);
};

const reduceTree: Reduce<KeysState, KeysEvent, KeysEffect> = (state, event) => {
  const searched = inSearch(state, event);
  if (searched !== undefined) return searched;
  switch (event.type) {
    case 'session-started':
      return step(state, [{ type: 'follow-changes' }]);
    case 'connection-changed':
      return connectionChanged(state, event);
    case 'second-passed':
      return step(state);
    case 'reveal-key':
      return step(state, [{ type: 'look-up', key: fromBytes(event.key), revision: state.moment }]);
    case 'row-wanted':
      return rowWanted(state, event.row);
    case 'moment-chosen':
      return momentChosen(state, event);
    case 'edge-told':
      return step(event.oldest === state.oldest ? state : { ...state, oldest: event.oldest });
    case 'children-told':
      return withGuess(childrenTold(state, event), event.path);
    case 'directories-seen':
      return directoriesSeen(state, event);
    case 'directories-granted':
      return granted(state, event.paths, state.cursor);
    case 'feed-changed':
      return feedChanged(state, event);
    case 'budget-used':
      return step({ ...state, budgetPercent: event.percent });
    case 'keys-changed':
      return keysChanged(state, event);
    case 'changes-missed':
      return step({ ...state, missedTo: Math.max(state.missedTo, event.toRevision) });
    case 'looked-up':
      return lookedUp(state, event);
    case 'directory-looked-for':
      return event.isThere
        ? granted(state, [event.path], undefined)
        : step(state, [], [missing(event.path, state)]);
    case 'read-failed':
      return (
        lostMoment(state, event.isGone) ??
        step(state, [], [{ type: 'notify', tone: 'warning', text: event.reason }])
      );
    case 'directory-counted':
      return counted(state, event);
    case 'keys-resized':
      return settled(state, { ...state, rows: Math.max(1, event.rows) });
    case 'reload-wanted':
      return reloaded(state);
    case 'write-ended':
      return writeEnded(state);
    case 'separator-chosen':
      return separatorChosen(state, event);
    case 'sort-chosen':
      return settled(state, { ...state, tree: { ...state.tree, sortedBy: event.by } });
    case 'search-begun':
      return step({ ...state, search: newSearch(state.nextNumber, ''), nextNumber: state.nextNumber + 1 });
    case 'search-typed':
      return searchTyped(state, event);
    case 'search-left':
    case 'search-widened':
    case 'search-planned':
    case 'search-agreed':
    case 'search-told':
    case 'search-failed':
      return widelySearched(state, event);
    case 'usage-wanted':
    case 'usage-progressed':
    case 'usage-told':
    case 'usage-failed':
    case 'usage-moved':
    case 'usage-sorted':
    case 'usage-retried':
    case 'usage-opened':
    case 'usage-left':
      return usageChanged(state, event);
    case 'usage-entered':
      return usageEntered(state);
    case 'end-wanted':
      return endWanted(state);
    case 'end-given-up':
    case 'search-entered':
    case 'search-found':
      return step(state);
    case 'cursor-moved':
    case 'row-opened':
    case 'row-closed':
    case 'row-entered':
    case 'value-wanted':
    case 'watch-wanted':
    case 'count-wanted':
      return onRow(state, event);
  }
};
