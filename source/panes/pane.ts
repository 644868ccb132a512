import type { Binding, KeyPress } from '../keymap/binding.js';
import type { Row } from '../presentation/row.js';
import type { PaneId } from '../store/intent.js';

/** Room inside a pane's border, in terminal cells. */
export interface PaneSize {
  readonly columns: number;
  readonly rows: number;
}

export interface ViewContext {
  readonly focused: boolean;
  /**
   * Wall time of this frame, for ages; the same for every pane of a frame. A pane that asks for it is drawn again
   * every second, so ask only for what is shown.
   */
  readonly nowMs: number;
}

export interface PaneLine {
  /** Stable while the line shows the same thing, so that it is not drawn again. */
  readonly key: string;
  readonly row: Row;
  readonly selected?: boolean;
}

/** What stands in a pane's frame; lines past `size.rows` are not drawn. */
export interface PaneContent {
  /** After the pane's name in the top border: what is shown, and in what state. */
  readonly title: Row;
  /** In the bottom border, right: counts, costs, what is hidden. */
  readonly note?: Row;
  readonly lines: readonly PaneLine[];
  /** A text field being typed into, drawn in place of the last line. */
  readonly prompt?: { readonly label: string; readonly text: string };
}

/**
 * A plan to confirm, its progress or its result. Drawn centred over everything while it is there, and
 * it takes the keyboard: first `typing`, then `bindings`, which are also its footer.
 */
export interface Dialog<State, Event> {
  readonly title: Row;
  readonly tone: 'plain' | 'warning' | 'critical';
  /** Not wrapped: write them for `size.columns`. */
  readonly lines: readonly Row[];
  /** What is being typed, such as the cluster's name. */
  readonly prompt?: { readonly label: string; readonly text: string };
  readonly bindings: readonly Binding<State, Event>[];
}

/** A pane is data and pure functions; the application draws it and feeds it keys. */
export interface Pane<State, Event> {
  readonly id: PaneId;
  /** One word: `Keys`. */
  readonly name: string;
  readonly bindings: readonly Binding<State, Event>[];
  view(state: State, size: PaneSize, context: ViewContext): PaneContent;
  /** What of the state its view shows, where that is not all of it: it is drawn again when one of these is another. */
  shows?(state: State): readonly unknown[];
  /** `size` is the most room a dialog may take inside its border. */
  dialog?(state: State, size: PaneSize, context: ViewContext): Dialog<State, Event> | undefined;
  /** Takes every key while it answers non-null (a filter is being typed); null leaves keys to bindings. */
  typing(state: State): ((key: KeyPress) => readonly Event[]) | null;
  /** Tells the reducer how many rows there is room for, so that paging and scrolling are exact. */
  resized?(size: PaneSize): Event;
}
