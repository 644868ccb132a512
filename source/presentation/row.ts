/** What a piece of text means; a skin decides how that looks, and without colour it must still read. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'accent'
  | 'ok'
  | 'warning'
  | 'critical'
  | 'added'
  | 'removed'
  | 'changed'
  | 'key'
  | 'string'
  | 'number'
  | 'keyword';

/** Text that is safe for a terminal already: no control, escape or bidi character in it. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** Foreground and background swapped: what is selected. */
  readonly inverse?: boolean;
}

/** One line of a screen, not yet cut to a width. */
export type Row = readonly Span[];
