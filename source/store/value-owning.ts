import type { ByteString } from '../bytes/byte-string.js';
import type { OwnedPlace, OwnerReference } from '../kube/owners.js';

/** What became of an owner. */
export type OwnerFate =
  | { readonly kind: 'stored'; readonly key: Uint8Array }
  /** Something is there whose uid cannot be read, such as an encrypted object. */
  | { readonly kind: 'unread'; readonly key: Uint8Array }
  /** Its name belongs to another object now. */
  | { readonly kind: 'replaced'; readonly uid: string }
  | { readonly kind: 'gone' }
  /** No definition says where objects of its kind are kept. */
  | { readonly kind: 'unplaced' };

/** The owners of the object that is shown, being looked for or told. */
export interface OwnerSearch {
  readonly references: readonly OwnerReference[];
  /** In the order of `references`; undefined: they are being looked for. */
  readonly fates: readonly OwnerFate[] | undefined;
  readonly selected: number;
}

export type OwnerEvent =
  | { readonly type: 'owners-wanted' }
  | { readonly type: 'owners-found'; readonly key: ByteString; readonly fates: readonly OwnerFate[] }
  | { readonly type: 'owners-failed'; readonly key: ByteString; readonly reason: string }
  | { readonly type: 'owner-moved'; readonly by: number }
  | { readonly type: 'owner-chosen' }
  | { readonly type: 'owners-left' };

export type OwnerEffect =
  /** Ends the search before it. */
  | {
      readonly type: 'find-owners';
      /** Of the object whose owners they are; told with the answer. */
      readonly key: ByteString;
      readonly place: OwnedPlace;
      readonly references: readonly OwnerReference[];
      /** undefined: now. */
      readonly revision: number | undefined;
    }
  | { readonly type: 'stop-owners' };
