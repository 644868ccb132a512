/** The command palette while it is open. */
export interface PaletteState {
  /** What is typed, without the colon. */
  readonly text: string;
  readonly selected: number;
  /** Why the last line that was entered did nothing. */
  readonly problem: string | undefined;
}

export type PaletteEvent =
  | { readonly type: 'palette-opened' }
  | { readonly type: 'palette-typed'; readonly text: string }
  | { readonly type: 'palette-moved'; readonly selected: number }
  | { readonly type: 'palette-refused'; readonly problem: string }
  /** A line was run: the palette closes and remembers it. */
  | { readonly type: 'palette-ran'; readonly line: string }
  | { readonly type: 'palette-left' };

/** The part of the screen's state that is about commands. */
export interface Commanding {
  readonly palette: PaletteState | undefined;
  /** The lines of this session, newest first, each once. */
  readonly ran: readonly string[];
}

const ranMax = 50;

const opened: PaletteState = { text: '', selected: 0, problem: undefined };

export function commandingAfter({ palette, ran }: Commanding, event: PaletteEvent): Commanding {
  switch (event.type) {
    case 'palette-opened':
      return { palette: opened, ran };
    case 'palette-typed':
      return { palette: { ...opened, text: event.text }, ran };
    case 'palette-moved':
      return { palette: palette && { ...palette, selected: event.selected }, ran };
    case 'palette-refused':
      return { palette: palette && { ...palette, problem: event.problem }, ran };
    case 'palette-ran': {
      const others = ran.filter((line) => line !== event.line);
      return { palette: undefined, ran: [event.line, ...others].slice(0, ranMax) };
    }
    case 'palette-left':
      return { palette: undefined, ran };
  }
}
