import type { KeyValue } from '../../proto/generated/mvccpb.js';
import type { ByteString } from '../bytes/byte-string.js';
import type { Change, Refusal } from '../editing/refusal.js';
import type { Wish, WritePlanned } from '../editing/write-plan.js';
import type { Intent } from './intent.js';
import type { StoredValue } from './value-content.js';

/** A change and what it was made on. */
export interface Draft {
  readonly wish: Wish;
  /** The value that was changed; undefined: there was none. */
  readonly base: Uint8Array | undefined;
}

/** Someone else changed the key between reading and writing it. */
export interface Conflict {
  readonly draft: Draft;
  /** What is there now; undefined: nothing. */
  readonly theirs: KeyValue | undefined;
  readonly showsSecrets: boolean;
  /** What was wrong with the last try to end the conflict. */
  readonly problem: string | undefined;
}

/** Where a change of the key that is shown stands. */
export type Editing =
  /** The editor has the terminal. `base` is what the draft will be planned on, `mine` what it began with. */
  | { readonly kind: 'editor'; readonly start: EditorStart }
  | { readonly kind: 'planning'; readonly draft: Draft | undefined }
  | {
      readonly kind: 'refused';
      readonly change: Change;
      readonly refusal: Refusal;
      readonly draft: Draft | undefined;
    }
  /** The plan is shown, or is carried out. */
  | { readonly kind: 'confirming'; readonly draft: Draft }
  /** The plan was left: the text is kept for the next time the editor opens on this value. */
  | { readonly kind: 'kept'; readonly draft: Draft }
  | { readonly kind: 'conflict'; readonly conflict: Conflict };

export interface EditorStart {
  readonly key: ByteString;
  /** undefined: the key is not there. */
  readonly base: Uint8Array | undefined;
  /** 0: the key is not there. */
  readonly revision: number;
  readonly bypasses: boolean;
  readonly text: Uint8Array;
  /** Resumed when nothing is changed in the editor. */
  readonly conflict: Conflict | undefined;
}

/** What came out of the editor. */
export type Edited =
  | { readonly kind: 'unchanged' }
  /** It ended with a failure, or could not be started; a sentence. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'text'; readonly text: Uint8Array };

export type EditEvent =
  | { readonly type: 'edit-wanted'; readonly bypasses: boolean }
  | { readonly type: 'delete-wanted'; readonly bypasses: boolean }
  | { readonly type: 'undo-wanted'; readonly bypasses: boolean }
  /** Brings back the key that was deleted last in this session. */
  | { readonly type: 'undelete-wanted' }
  | { readonly type: 'edited'; readonly edited: Edited }
  | { readonly type: 'write-planned'; readonly wish: Wish | undefined; readonly planned: WritePlanned }
  | Extract<Intent, { type: 'write-ended' | 'write-left' }>
  | { readonly type: 'conflict-merged' }
  | { readonly type: 'conflict-overwritten' }
  | { readonly type: 'conflict-revealed' }
  | { readonly type: 'edit-left' };

/** A key that was deleted here, and when. */
export interface Deletion {
  readonly key: ByteString;
  readonly revision: number;
  readonly bypasses: boolean;
}

/** What an undo puts back. */
export type UndoTarget =
  /** What was there at a revision. */
  | { readonly kind: 'revision'; readonly revision: number }
  | { readonly kind: 'value'; readonly stored: StoredValue };

export type EditEffect =
  | { readonly type: 'open-editor'; readonly key: ByteString; readonly text: Uint8Array }
  | { readonly type: 'plan-write'; readonly wish: Wish; readonly contextName: string }
  | {
      readonly type: 'plan-undo';
      readonly key: ByteString;
      readonly target: UndoTarget;
      /** 0: the key is not there. */
      readonly expected: number;
      readonly bypasses: boolean;
      readonly contextName: string;
    };
