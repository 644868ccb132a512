import type { KeyPress } from '../keymap/binding.js';
import { graphemes } from '../presentation/graphemes.js';

/** What a text field does with the keys. */
export interface TypingHandlers<Event> {
  readonly typed: (text: string) => readonly Event[];
  readonly entered: () => readonly Event[];
  readonly left: () => readonly Event[];
  /** The selection below the field, by so many rows. */
  readonly moved?: (by: number) => readonly Event[];
}

function withoutLast(text: string): string {
  const last = [...graphemes.segment(text)].at(-1);
  return last === undefined ? text : text.slice(0, last.index);
}

/** Keys of a one-line text field: characters, backspace, ctrl+u for all of it; return enters, escape leaves. */
export function typingText<Event>(
  text: string,
  handlers: TypingHandlers<Event>,
): (key: KeyPress) => readonly Event[] {
  return (key) => {
    switch (key.name) {
      case 'return':
        return handlers.entered();
      case 'escape':
        return handlers.left();
      case 'backspace':
        return text === '' ? handlers.left() : handlers.typed(withoutLast(text));
      case 'up':
        return handlers.moved?.(-1) ?? [];
      case 'down':
        return handlers.moved?.(1) ?? [];
      case 'ctrl+u':
        return handlers.typed('');
      default:
        return key.text === '' ? [] : handlers.typed(text + key.text);
    }
  };
}
