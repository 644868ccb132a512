import type { Binding, KeyPress } from './binding.js';

const controlNames: Readonly<Record<string, string>> = {
  '\r': 'return',
  '\n': 'return',
  '\t': 'tab',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function pressOf(character: string): KeyPress | undefined {
  const name = controlNames[character[0] ?? ''];
  if (name !== undefined) return { name, text: '' };
  if (character === ' ') return { name: 'space', text: ' ' };
  return /\p{Cc}/u.test(character) ? undefined : { name: character, text: character };
}

/** The key presses of one chunk of input: `jjj` is three of them. Control characters without a name are dropped. */
export function pressesOf(chunk: string): readonly KeyPress[] {
  return Array.from(graphemes.segment(chunk), ({ segment }) => pressOf(segment)).filter(
    (press) => press !== undefined,
  );
}

/**
 * Pasted text as presses that only type: a line end or a tab in it becomes a blank, so that a paste
 * can neither submit a field nor leave it.
 */
export function pastedPresses(text: string): readonly KeyPress[] {
  return pressesOf(text.replaceAll(/[\r\n\t]+/g, ' ')).filter((press) => press.text !== '');
}

/** The first binding for a key; bindings of one list never share a key. */
export function findBinding<State, Event>(
  bindings: readonly Binding<State, Event>[],
  press: KeyPress,
): Binding<State, Event> | undefined {
  return bindings.find(({ keys }) => keys.includes(press.name));
}
