import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { grouped } from '../presentation/quantities.js';
import { directoriesAbove } from '../tree/child.js';
import type { Discovery, FoundKey } from '../tree/discovery.js';
import type { Child } from './keys-children.js';
import { type KeysStep, pageOf, settled } from './keys-cursor.js';
import { ChildrenDraft, withChildren } from './keys-draft.js';
import { caughtUp } from './keys-live.js';
import type { KeysEffect, KeysEvent, KeysState } from './keys-state.js';
import {
  type Directory,
  directoryName,
  type KeyTree,
  neverChanged,
  newDirectory,
  withDirectory,
  withoutDirectory,
} from './keys-tree.js';
import { step } from './step.js';

/** A state and what is to be done, before it is settled. */
export interface Opened {
  readonly state: KeysState;
  readonly effects: readonly KeysEffect[];
}

/**
 * How many keys a directory has, and at which revision that is exact: only while every change since it was
 * counted has been told.
 */
function knownTotal(
  { feed, missedTo, moment }: KeysState,
  parent: Directory | undefined,
  child: Child | undefined,
): { readonly total: number | undefined; readonly revision: number | undefined } {
  const count = child?.directory?.count;
  const revision = parent?.revision;
  if (moment !== undefined) {
    return { total: revision === moment && !parent?.isOutdated ? count : undefined, revision: moment };
  }
  const isExact =
    feed.kind === 'live' &&
    revision !== undefined &&
    revision === parent?.readTo &&
    revision >= Math.max(feed.from, missedTo) &&
    !parent.isOutdated;
  if (count === undefined || !isExact) return { total: undefined, revision: undefined };
  return { total: count, revision: Math.max(revision, feed.revision) };
}

/** Begins to read a directory, or shows again what is read of it. */
export function opened(state: KeysState, path: ByteString, parent: ByteString | undefined): Opened {
  const known = state.tree.directories.get(path);
  if (known !== undefined) {
    return { state: { ...state, tree: withDirectory(state.tree, { ...known, isOpen: true }) }, effects: [] };
  }
  const above = parent === undefined ? undefined : state.tree.directories.get(parent);
  const name = directoryName(path, state.tree.separator);
  const listing = state.nextNumber;
  const effect: KeysEffect = {
    type: 'list-directory',
    path,
    separator: state.tree.separator,
    listing,
    ...knownTotal(state, above, above?.children.find(name)),
    isPast: state.moment !== undefined,
    children: pageOf(state),
  };
  const tree = withDirectory(state.tree, newDirectory(path, parent, listing));
  return { state: { ...state, tree, nextNumber: listing + 1 }, effects: [effect] };
}

export function closed(state: KeysState, path: ByteString): Opened {
  const known = state.tree.directories.get(path);
  if (known === undefined) return { state, effects: [] };
  const isReading = known.reading.kind === 'reading';
  const effects: readonly KeysEffect[] = isReading ? [{ type: 'stop-listing', listing: known.listing }] : [];
  return { state: { ...state, tree: withDirectory(state.tree, { ...known, isOpen: false }) }, effects };
}

/** Everything that is open once more; what is closed is forgotten. */
export function reloaded(state: KeysState): KeysStep {
  let current: Opened = { state, effects: [] };
  for (const directory of state.tree.directories.values()) {
    const { path, listing, isOpen } = directory;
    const isKept = isOpen && current.state.tree.directories.has(path);
    const next: Opened = isKept
      ? again(current.state, directory)
      : {
          state: { ...current.state, tree: withoutDirectory(current.state.tree, path) },
          effects: [{ type: 'forget-listing', listing }],
        };
    current = { state: next.state, effects: [...current.effects, ...next.effects] };
  }
  return settled(state, current.state, current.effects);
}

/** Directories below one that is read to its end, and that it no longer has. */
function withoutMissing(tree: KeyTree, parent: Directory): KeyTree {
  let kept = tree;
  for (const { path, parent: above } of tree.directories.values()) {
    if (above !== parent.path) continue;
    const entry = parent.children.find(directoryName(path, tree.separator));
    if (entry?.directory === undefined) kept = withoutDirectory(kept, path);
  }
  return kept;
}

/** Asks for now when the past that is shown is compacted. */
export function lostMoment(state: KeysState, isGone: boolean | undefined): KeysStep | undefined {
  return isGone === true && state.moment !== undefined
    ? step(state, [], [{ type: 'moment-lost', revision: state.moment }])
    : undefined;
}

/** What was looked for, and is not among the children that are read by now, is not there any more. */
function removeMissing(
  draft: ChildrenDraft,
  before: readonly ByteString[],
  ahead: readonly ByteString[],
  told: readonly Discovery[],
): void {
  if (before.length === ahead.length) return;
  const found = new Set(told.map((each) => (each.kind === 'leaf' ? each.found.key : each.path)));
  for (const path of before) {
    if (!ahead.includes(path) && !found.has(path)) draft.remove(path);
  }
}

type Told = Extract<KeysEvent, { type: 'children-told' }>;

export function childrenTold(state: KeysState, event: Told): KeysStep {
  const directory = state.tree.directories.get(event.path);
  if (directory === undefined || directory.listing !== event.listing) return step(state);
  const lost = lostMoment(state, event.reading.kind === 'failed' && event.reading.isGone === true);
  if (lost !== undefined) return lost;
  if (directory.isBehind) {
    const restarted = again(state, directory);
    return settled(state, restarted.state, restarted.effects);
  }
  const draft = new ChildrenDraft(directory, state.tree.separator);
  const ahead = directory.ahead.filter((path) => event.reading.kind !== 'done' && path >= event.frontier);
  removeMissing(draft, directory.ahead, ahead, event.told);
  draft.tell(event.told);
  const isNew = event.told.length > 0 || event.reading.kind === 'done';
  const next: Directory = {
    ...(isNew ? withChildren(directory, draft) : directory),
    reading: event.reading,
    frontier: event.frontier,
    ahead,
    revision: directory.revision ?? event.revision,
    readTo: event.revision ?? directory.readTo,
    cost: event.cost,
  };
  const current = caughtUp(next, state.tree.separator);
  const tree = withDirectory(state.tree, current);
  return settled(state, {
    ...state,
    tree: event.reading.kind === 'done' ? withoutMissing(tree, current) : tree,
  });
}

/** Reads a directory from its start again; what was read stays in sight until then. */
function again(state: KeysState, directory: Directory): Opened {
  const { path, parent, isOpen, children, leaves, listing } = directory;
  const fresh = newDirectory(path, parent, state.nextNumber);
  const effects: readonly KeysEffect[] = [
    { type: 'forget-listing', listing },
    {
      type: 'list-directory',
      path,
      separator: state.tree.separator,
      listing: state.nextNumber,
      total: undefined,
      revision: state.moment,
      isPast: state.moment !== undefined,
      children: Math.max(pageOf(state), children.length),
    },
  ];
  const tree = withDirectory(state.tree, { ...fresh, isOpen, children, leaves, isOutdated: true });
  return { state: { ...state, tree, nextNumber: state.nextNumber + 1 }, effects };
}

/** Directories that could not be read are asked for again. */
export function retried(state: KeysState): KeysStep {
  let { tree } = state;
  const effects: KeysEffect[] = [];
  for (const directory of state.tree.directories.values()) {
    if (directory.reading.kind !== 'failed') continue;
    tree = withDirectory(tree, { ...directory, reading: { kind: 'reading' } });
    effects.push({
      type: 'read-on',
      listing: directory.listing,
      children: pageOf(state),
      catchUp: undefined,
    });
  }
  return settled(state, { ...state, tree }, effects);
}

/** They are shown at once, without a count, unless what is read of the root has them or should have had. */
export function directoriesSeen(
  state: KeysState,
  { listing, paths }: Extract<KeysEvent, { type: 'directories-seen' }>,
): KeysStep {
  const root = state.tree.directories.get('');
  if (root?.listing !== listing || root.isOutdated || root.reading.kind === 'done') return step(state);
  const draft = new ChildrenDraft(root, state.tree.separator);
  const fresh = paths.filter(
    (path) => path >= root.frontier && draft.find(draft.nameOf(path))?.directory === undefined,
  );
  for (const path of fresh) draft.setDirectory({ path, count: undefined, ...neverChanged });
  const shown = { ...withChildren(root, draft), ahead: [...root.ahead, ...fresh] };
  return settled(state, { ...state, tree: withDirectory(state.tree, shown) });
}

/** A key that is known to exist, or a directory, put into every directory above it, which are opened. */
function inserted(state: KeysState, key: ByteString, found: FoundKey | undefined): Opened {
  let current: Opened = opened(state, '', undefined);
  let parent = '';
  const leaf = found === undefined ? [] : [undefined];
  for (const path of [...directoriesAbove(key, state.tree.separator), ...leaf]) {
    const directory = current.state.tree.directories.get(parent);
    if (directory === undefined) break;
    const draft = new ChildrenDraft({ ...directory, isOutdated: false }, state.tree.separator);
    const shown = path ?? key;
    const isAhead = directory.reading.kind !== 'done' && shown >= directory.frontier;
    const ahead = isAhead ? [...directory.ahead, shown] : directory.ahead;
    if (path === undefined && found !== undefined) {
      const changedMs = draft.find(key)?.leaf?.changedMs ?? 0;
      draft.setLeaf({ ...found, changedMs });
    } else if (path !== undefined && draft.find(draft.nameOf(path))?.directory === undefined) {
      draft.setDirectory({ path, count: undefined, ...neverChanged });
    }
    const { isOutdated } = directory;
    const tree = withDirectory(current.state.tree, { ...withChildren(directory, draft), isOutdated, ahead });
    const next = { ...current.state, tree };
    const further = path === undefined ? { state: next, effects: [] } : opened(next, path, parent);
    current = { state: further.state, effects: [...current.effects, ...further.effects] };
    parent = path ?? parent;
  }
  return current;
}

/** The cursor goes to a key that was found, and what is above it opens. */
export function revealed(state: KeysState, found: FoundKey): KeysStep {
  const { key } = found;
  const { state: next, effects } = inserted(state, key, found);
  const parent = directoriesAbove(key, state.tree.separator).at(-1) ?? '';
  const cursor = { kind: 'child', parent, name: key } as const;
  const done = settled(state, { ...next, cursor, search: undefined }, effects);
  return step(done.state, done.effects, [{ type: 'show-key', key: toBytes(key) }]);
}

/** Directories that cannot be come to from the root, as it may not be read; the cursor goes to the first, unless it is on a child. */
export function granted(
  state: KeysState,
  paths: readonly ByteString[],
  before: KeysState['cursor'],
): KeysStep {
  let current: Opened = { state, effects: [] };
  for (const path of paths) {
    const next = inserted(current.state, path, undefined);
    current = { state: next.state, effects: [...current.effects, ...next.effects] };
  }
  const { separator } = state.tree;
  const above = directoriesAbove(paths[0] ?? '', separator);
  const [path, parent = ''] = [above.at(-1), above.at(-2)];
  const cursor =
    path === undefined || before?.kind === 'child'
      ? before
      : ({ kind: 'child', parent, name: directoryName(path, separator) } as const);
  return settled(state, { ...current.state, cursor }, current.effects);
}

/** A count that was asked for. It is only put down where nothing changed meanwhile: totals must be exact. */
export function counted(
  state: KeysState,
  { path, count, changedAt }: Extract<KeysEvent, { type: 'directory-counted' }>,
): KeysStep {
  const above = directoriesAbove(path, state.tree.separator).at(-2) ?? '';
  const parent = state.tree.directories.get(above);
  const entry = parent?.children.find(directoryName(path, state.tree.separator));
  if (parent === undefined || parent.isOutdated || entry?.directory === undefined) return step(state);
  const isLive = state.moment !== undefined || state.feed.kind === 'live';
  if (entry.directory.changedAt !== changedAt || !isLive) {
    const text = `About ${grouped(count)} keys: some changed while they were counted.`;
    return step(state, [], [{ type: 'notify', tone: 'ok', text }]);
  }
  const draft = new ChildrenDraft(parent, state.tree.separator);
  draft.setDirectory({ ...entry.directory, count });
  return step({ ...state, tree: withDirectory(state.tree, withChildren(parent, draft)) });
}
