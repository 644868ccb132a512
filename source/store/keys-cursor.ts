import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { listWindow } from '../presentation/list-window.js';
import { directoriesAbove } from '../tree/child.js';
import type { Intent } from './intent.js';
import { type RowName, rowAt, rowCount, rowIndex, rowName, type TreeRow } from './keys-rows.js';
import { orderedChildren } from './keys-sort.js';
import type { KeysEffect, KeysState } from './keys-state.js';
import { withDirectory } from './keys-tree.js';
import { type Step, step } from './step.js';

export type KeysStep = Step<KeysState, KeysEffect>;

/** How many children a directory is asked for at once: a few screens full. */
export function pageOf(state: KeysState): number {
  return Math.max(100, 3 * state.rows);
}

export function cursorRow(state: KeysState): TreeRow | undefined {
  const index = state.cursor === undefined ? undefined : rowIndex(state.tree, state.cursor);
  return index === undefined ? undefined : rowAt(state.tree, index);
}

/** The directory that the cursor is in, or on when it is open. */
export function cursorDirectory(state: KeysState): ByteString {
  const row = cursorRow(state);
  if (row?.kind === 'child' && row.isOpen) return row.child.directory?.path ?? '';
  return row?.parent.path ?? '';
}

/** Who waits below the children of a directory that is being read goes on to the first of those that come. */
function withArrival(before: KeysState, state: KeysState): KeysState {
  const { cursor, toEnd } = state;
  if (toEnd !== undefined) return atEnd(state, toEnd);
  if (cursor?.kind !== 'tail' || cursor !== before.cursor) return state;
  const waitedFor = before.tree.directories.get(cursor.parent);
  if (waitedFor?.reading.kind !== 'reading') return state;
  const children = state.tree.directories.get(cursor.parent)?.children;
  const came =
    children === undefined
      ? undefined
      : orderedChildren(children, state.tree.sortedBy).at(waitedFor.children.length);
  return came === undefined
    ? state
    : { ...state, cursor: { kind: 'child', parent: cursor.parent, name: came.name } };
}

/** Who waits for the end of a directory stays below its children until they are all there. */
function atEnd(state: KeysState, path: ByteString): KeysState {
  const directory = state.tree.directories.get(path);
  if (directory?.reading.kind === 'reading' || directory?.reading.kind === 'paused') return state;
  const last =
    directory?.reading.kind === 'done'
      ? orderedChildren(directory.children, state.tree.sortedBy).at(directory.children.length - 1)
      : undefined;
  const cursor: RowName | undefined =
    last === undefined ? state.cursor : { kind: 'child', parent: path, name: last.name };
  return { ...state, toEnd: undefined, cursor };
}

/** The cursor's row may be among what is read anew, as when another moment is looked at. */
function isAwaited({ cursor, tree }: KeysState): boolean {
  if (cursor?.kind !== 'child' || rowIndex(tree, cursor) !== undefined) return false;
  return ['', ...directoriesAbove(cursor.name, tree.separator)].some(
    (path) => tree.directories.get(path)?.reading.kind === 'reading',
  );
}

/**
 * Nobody left the first row yet, and rows come in above it: a part of the root's listing can be there before what
 * stands before it.
 */
function isAtStart(before: KeysState, { cursor, tree }: KeysState): boolean {
  const { reading } = tree.directories.get('') ?? {};
  return (
    cursor?.kind === 'child' &&
    cursor === before.cursor &&
    rowIndex(before.tree, cursor) === 0 &&
    (reading?.kind === 'reading' || before.tree.directories.get('')?.reading.kind === 'reading')
  );
}

/** The cursor on a row that is there: where it was, or what came to stand in its place. */
function withCursor(before: KeysState, after: KeysState): KeysState {
  const state = withArrival(before, after);
  const count = rowCount(state.tree);
  if (isAwaited(state)) return { ...state, top: Math.max(0, Math.min(state.top, count - 1)) };
  if (count === 0) return { ...state, cursor: undefined, top: 0 };
  const indexBefore = before.cursor === undefined ? 0 : (rowIndex(before.tree, before.cursor) ?? 0);
  const found = state.cursor === undefined ? undefined : rowIndex(state.tree, state.cursor);
  const index = isAtStart(before, state) ? 0 : (found ?? Math.min(indexBefore, count - 1));
  const row = rowAt(state.tree, index);
  if (state.cursor === undefined && row?.kind === 'tail') return state;
  const isMoved = before.cursor !== state.cursor;
  const stays = isMoved ? state.top : index - (indexBefore - before.top);
  return {
    ...state,
    cursor: row === undefined ? undefined : rowName(row),
    top: listWindow(stays, index, count, state.rows).top,
  };
}

/** Directories that are read in part and whose end is in sight, or nearly so. */
function readOn(state: KeysState): KeysStep {
  let { tree } = state;
  const effects: KeysEffect[] = [];
  const end = Math.min(rowCount(tree), state.top + 2 * state.rows);
  for (let index = state.top; index < end; index += 1) {
    const row = rowAt(state.tree, index);
    if (row?.kind !== 'tail' || row.parent.reading.kind !== 'paused') continue;
    const { listing, isBehind } = row.parent;
    const revision = state.feed.kind === 'live' ? state.feed.revision : undefined;
    const catchUp = isBehind ? { revision } : undefined;
    const children = row.parent.path === state.toEnd ? Number.POSITIVE_INFINITY : pageOf(state);
    effects.push({ type: 'read-on', listing, children, catchUp });
    tree = withDirectory(tree, { ...row.parent, reading: { kind: 'reading' }, isBehind: false });
  }
  return step(effects.length === 0 ? state : { ...state, tree }, effects);
}

/** Whose value is shown: the key under the cursor. */
function showing(state: KeysState): { readonly state: KeysState; readonly intents: readonly Intent[] } {
  const row = cursorRow(state);
  if (row === undefined) return { state, intents: [] };
  const shown = row.kind === 'child' ? row.child.leaf?.key : undefined;
  if (shown === state.shown) return { state, intents: [] };
  const key = shown === undefined ? undefined : toBytes(shown);
  return { state: { ...state, shown }, intents: [{ type: 'show-key', key }] };
}

/**
 * The end of every step that may move rows: the cursor stands on a row and in sight, what comes into sight is
 * read, and the value pane is told of another key. Not when the cursor's row is gone: that a key was deleted
 * must not be covered by the value of its neighbour.
 */
export function settled(before: KeysState, state: KeysState, effects: readonly KeysEffect[] = []): KeysStep {
  const wanted = readOn(withCursor(before, state));
  const isLost = state.cursor?.kind === 'child' && rowIndex(state.tree, state.cursor) === undefined;
  const shown = isLost ? { state: wanted.state, intents: [] } : showing(wanted.state);
  return step(shown.state, [...effects, ...wanted.effects], shown.intents);
}

/** The cursor on the row at an index, or at the nearest there is. */
export function cursorTo(state: KeysState, index: number): KeysState {
  const last = rowCount(state.tree) - 1;
  const row = rowAt(state.tree, Math.max(0, Math.min(last, index)));
  return row === undefined ? state : { ...state, cursor: rowName(row) };
}

export function cursorMoved(state: KeysState, by: number): KeysStep {
  const index = state.cursor === undefined ? 0 : (rowIndex(state.tree, state.cursor) ?? 0);
  return settled(state, cursorTo(state, index + by));
}

/** To the end of the directory that the cursor is in, which is read up to there; from there to the last row. */
export function endWanted(state: KeysState): KeysStep {
  const last = cursorRow(cursorTo(state, rowCount(state.tree) - 1));
  const directories = [state.tree.directories.get(cursorDirectory(state)), last?.parent];
  const unread = directories.find((each) => each !== undefined && each.reading.kind !== 'done');
  if (unread === undefined) return settled(state, cursorTo(state, rowCount(state.tree) - 1));
  return settled(state, { ...state, cursor: { kind: 'tail', parent: unread.path }, toEnd: unread.path });
}

/** What is being read to its end stops there; it goes on as it is looked at. */
export function endGivenUp(state: KeysState): Pick<KeysStep, 'state' | 'effects'> {
  const directory = state.toEnd === undefined ? undefined : state.tree.directories.get(state.toEnd);
  if (directory === undefined) return { state, effects: [] };
  const { listing, reading } = directory;
  const effects: readonly KeysEffect[] =
    reading.kind === 'reading' ? [{ type: 'stop-listing', listing }] : [];
  return { state: { ...state, toEnd: undefined }, effects };
}
