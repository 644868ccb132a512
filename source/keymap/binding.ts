/** One key press as the application sees it, already split from Ink's chunks. */
export interface KeyPress {
  /** A name such as `up`, `pagedown`, `return`, `escape`, `tab`, `backspace`, `ctrl+r`, or the character typed. */
  readonly name: string;
  /** The printable text, when the key makes one. */
  readonly text: string;
}

/**
 * A key and what it does. Help overlay, footer and the README's table are made from these records, so
 * a key that is not here does not exist.
 */
export interface Binding<State, Event> {
  readonly keys: readonly string[];
  /** Stable name, such as `keys.expand`. */
  readonly action: string;
  /** A few words for the help overlay: "expand, or open the value". */
  readonly description: string;
  /** One or two words for the footer, of what the key does now; left out when it is not worth the room. */
  readonly hint?: string | ((state: State) => string);
  /** Why the key does nothing now; undefined when it works. */
  readonly disabled?: (state: State) => string | undefined;
  readonly run: (state: State) => readonly Event[];
}
