import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { keyText } from '../presentation/text.js';
import { guessSeparator, noSeparator } from '../tree/separator.js';
import { cursorRow, type KeysStep, settled } from './keys-cursor.js';
import { opened, revealed } from './keys-reading.js';
import type { KeysEffect, KeysEvent, KeysState } from './keys-state.js';
import { step } from './step.js';

/** So many keys are looked at to guess what stands between names. */
const guessedFromMost = 500;

/** As it is typed after `separator`. */
export function separatorText(separator: ByteString): string {
  return separator === noSeparator ? 'none' : keyText(toBytes(separator));
}

/** Of the root's first keys, as long as none of them is in a directory: it costs no question of its own. */
function guessed({ tree, isSeparatorChosen }: KeysState): ByteString | undefined {
  const root = tree.directories.get('');
  if (root === undefined || isSeparatorChosen) return undefined;
  if (root.reading.kind !== 'paused' && root.reading.kind !== 'done') return undefined;
  const keys: ByteString[] = [];
  for (const { leaf, directory } of root.children) {
    if (leaf === undefined || directory !== undefined) return undefined;
    if (keys.push(leaf.key) === guessedFromMost) break;
  }
  return guessSeparator(keys);
}

/** Another separator, when the root's keys that were just read are likelier to have that one. */
export function withGuess(before: KeysStep, path: ByteString): KeysStep {
  const separator = path === '' ? guessed(before.state) : undefined;
  if (separator === undefined || separator === before.state.tree.separator) return before;
  const { state, effects, intents } = readAnew(before.state, separator);
  return step(state, [...before.effects, ...effects], [...before.intents, ...intents]);
}

/** The same keys with another separator between their names. */
function readAnew(state: KeysState, separator: ByteString): KeysStep {
  const bare = bareOf(state, separator);
  const root = opened(bare, '', undefined);
  return settled(bare, root.state, [...forgotten(state), ...root.effects]);
}

function bareOf(state: KeysState, separator: ByteString): KeysState {
  const tree = { ...state.tree, separator, directories: new Map() };
  return { ...state, tree, cursor: undefined, top: 0, toEnd: undefined, search: undefined };
}

function forgotten({ tree }: KeysState): readonly KeysEffect[] {
  return [...tree.directories.values()].map(({ listing }) => ({ type: 'forget-listing', listing }));
}

/** All that is open is read anew, and the cursor stays on its key. */
export function separatorChosen(
  before: KeysState,
  { separator }: Extract<KeysEvent, { type: 'separator-chosen' }>,
): KeysStep {
  const state = { ...before, isSeparatorChosen: true };
  if (separator === state.tree.separator) return step(state);
  // Before the root is read it is not known whether changes will be told.
  if (!state.tree.directories.has('')) return step({ ...state, tree: { ...state.tree, separator } });
  const row = cursorRow(state);
  const leaf = row?.kind === 'child' ? row.child.leaf : undefined;
  if (leaf === undefined) return readAnew(state, separator);
  const { state: next, effects, intents } = revealed(bareOf(state, separator), leaf);
  return step(next, [...forgotten(state), ...effects], intents);
}
