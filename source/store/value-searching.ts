import type { ValueDocument } from './value-document.js';
import type { Found } from './value-find.js';

/** What is looked for in the value that is shown. */
export interface ValueSearch {
  readonly query: string;
  readonly isTyping: boolean;
  /** Of one run; what is told of another is late. */
  readonly run: number;
  readonly found: Found | undefined;
  /** Which of them is gone to. */
  readonly at: number | undefined;
  /** The first one from here on is gone to when it is found. */
  readonly from: number | undefined;
}

export type SearchEvent =
  | { readonly type: 'search-begun' }
  | { readonly type: 'search-typed'; readonly text: string }
  | { readonly type: 'search-entered' }
  | { readonly type: 'search-left' }
  /** To the next, or the one before. */
  | { readonly type: 'search-stepped'; readonly by: 1 | -1 }
  | { readonly type: 'search-told'; readonly run: number; readonly found: Found };

export type SearchEffect =
  /** In steps; ends the run before it. */
  | {
      readonly type: 'find';
      readonly run: number;
      readonly document: ValueDocument;
      readonly query: string;
    }
  | { readonly type: 'stop-finding' };
