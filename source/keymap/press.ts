import { graphemes } from '../presentation/graphemes.js';
import { safeText } from '../presentation/text.js';
import type { Binding, KeyPress } from './binding.js';

const controlNames: Readonly<Record<string, string>> = {
  '\r': 'return',
  '\n': 'return',
  '\t': 'tab',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** What nearly all input is: each unit a character of its own. */
const printableAscii = /^[ -~]*$/u;

function pressOf(character: string): KeyPress | undefined {
  const name = controlNames[character[0] ?? ''];
  if (name !== undefined) return { name, text: '' };
  if (character === ' ') return { name: 'space', text: ' ' };
  return safeText(character) === character ? { name: character, text: character } : undefined;
}

/**
 * The key presses of one chunk of input: `jjj` is three of them. What acts on a terminal or cannot be seen is dropped,
 * as a paste may bring it: what is typed is drawn, and told in sentences.
 */
export function pressesOf(chunk: string): readonly KeyPress[] {
  const characters = printableAscii.test(chunk)
    ? Array.from(chunk)
    : Array.from(graphemes.segment(chunk), ({ segment }) => segment);
  return characters.map(pressOf).filter((press) => press !== undefined);
}

/** No field takes more; a clipboard may hold a whole file. */
const pastedMax = 4_096;

/**
 * Pasted text as presses that only type: a line end or a tab in it becomes a blank, so that a paste
 * can neither submit a field nor leave it. At most 4,096 UTF-16 units of it.
 */
export function pastedPresses(text: string): readonly KeyPress[] {
  const line = text.slice(0, pastedMax).replaceAll(/[\r\n\t]+/g, ' ');
  return pressesOf(line).filter((press) => press.text !== '');
}

/** The first binding for a key; bindings of one list never share a key. */
export function findBinding<State, Event>(
  bindings: readonly Binding<State, Event>[],
  press: KeyPress,
): Binding<State, Event> | undefined {
  return bindings.find(({ keys }) => keys.includes(press.name));
}
