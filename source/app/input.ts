import type { Key } from 'ink';
import type { KeyPress } from '../keymap/binding.js';
import { pastedPresses, pressesOf } from '../keymap/press.js';

/** Ink's names of keys that are no characters, and ours. */
const special = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

function withModifiers(name: string, key: Key, isCharacter: boolean): string {
  const shift = key.shift && !isCharacter ? 'shift+' : '';
  return `${key.ctrl ? 'ctrl+' : ''}${key.meta ? 'alt+' : ''}${shift}${name}`;
}

/** More characters at once than anyone types between two reads, even over a slow line. */
const typedAtOnceMax = 32;

export interface Input {
  readonly presses: readonly KeyPress[];
  /** It only types, and only into a text field: it must not run commands. */
  readonly isPaste: boolean;
}

/** A key that is held down, over a line so slow that its repeats come together. */
const isHeld = (input: string): boolean => /^(.)\1*$/su.test(input);

/** One event of Ink's `useInput` as key presses. */
export function readInput(input: string, key: Key): Input {
  const named = special.find(([flag]) => key[flag]);
  if (named !== undefined) {
    return { presses: [{ name: withModifiers(named[1], key, false), text: '' }], isPaste: false };
  }
  if (key.ctrl || key.meta) {
    const presses = input === '' ? [] : [{ name: withModifiers(input, key, true), text: '' }];
    return { presses, isPaste: false };
  }
  if (input.length > typedAtOnceMax && !isHeld(input)) return readPaste(input);
  return { presses: pressesOf(input), isPaste: false };
}

/** Text from the clipboard, as terminals with bracketed paste mark it. */
export function readPaste(text: string): Input {
  return { presses: pastedPresses(text), isPaste: true };
}
