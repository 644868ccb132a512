/** What is hidden of the value that is shown, and what of it is copied. */
export type FoldEvent =
  | { readonly type: 'fold-toggled' }
  /** What is at the cursor, or around it. */
  | { readonly type: 'fold-closed' }
  | { readonly type: 'fold-opened' }
  | { readonly type: 'folds-closed' }
  | { readonly type: 'folds-opened' }
  /** The value of the line at the cursor goes to the clipboard. */
  | { readonly type: 'line-copied' };
