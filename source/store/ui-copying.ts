/** What goes to the clipboard. */
export interface Copied {
  readonly text: string;
  /** How many times something was copied, this one included. */
  readonly number: number;
}

export interface Copying {
  readonly copied: Copied | undefined;
}

export interface CopyEvent {
  readonly type: 'copy';
  readonly text: string;
}

export function copyingAfter({ copied }: Copying, { text }: CopyEvent): Copying {
  return { copied: { text, number: (copied?.number ?? 0) + 1 } };
}
