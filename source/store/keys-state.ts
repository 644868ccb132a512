import type { ByteString } from '../bytes/byte-string.js';
import type { SearchExtent, SearchReport } from '../search/key-search.js';
import type { UsageProgress, UsageRow } from '../search/usage.js';
import type { UsageQuestion } from '../search/usage-survey.js';
import type { Discovery, FoundKey } from '../tree/discovery.js';
import type { ListingCost } from '../tree/listing.js';
import { defaultSeparator } from '../tree/separator.js';
import type { Intent } from './intent.js';
import type { RowName } from './keys-rows.js';
import type { KeysSearch, SearchMatch, WideSearch } from './keys-search.js';
import type { SortOrder } from './keys-sort.js';
import type { KeyChange, KeyTree, Reading } from './keys-tree.js';
import type { KeysUsage } from './keys-usage.js';
import type { SessionEvent } from './session.js';

/** The live feed of all changes, as far as the tree has been told of it. */
export type Feed =
  | { readonly kind: 'starting' }
  /** Every change after `from` up to `revision` is told. */
  | { readonly kind: 'live'; readonly from: number; readonly revision: number }
  /** Being tried again; it goes on where it was cut. */
  | { readonly kind: 'cut'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** A key, or a directory with its last separator. */
export type SoughtRow = Extract<Intent, { type: 'row-wanted' }>['row'];

export interface KeysState {
  readonly tree: KeyTree;
  /** false: it is guessed from the first keys that are read. */
  readonly isSeparatorChosen: boolean;
  readonly cursor: RowName | undefined;
  /** The row that was asked for and may be among what is being read. */
  readonly sought: { readonly row: SoughtRow; readonly cursor: RowName } | undefined;
  /** The first row that is seen. */
  readonly top: number;
  readonly rows: number;
  readonly feed: Feed;
  /** How much is used up of what reading keys may cost the member at once; at 100 requests wait. */
  readonly budgetPercent: number;
  /** The directory that is read to its end, whose end the cursor waits for. */
  readonly toEnd: ByteString | undefined;
  /** Changes up to this revision may have been missed by what was read before it. */
  readonly missedTo: number;
  readonly search: KeysSearch | undefined;
  readonly usage: KeysUsage | undefined;
  /** The past revision that is shown; undefined: now. */
  readonly moment: number | undefined;
  /** The oldest revision that can be read; undefined while that is not known. */
  readonly oldest: number | undefined;
  /** For the next listing or search. */
  readonly nextNumber: number;
  /** The key whose value was asked for last. */
  readonly shown: ByteString | undefined;
}

export type KeysEvent =
  | SessionEvent
  | Extract<Intent, { type: 'reveal-key' | 'row-wanted' | 'edge-told' | 'write-ended' }>
  | {
      readonly type: 'children-told';
      readonly path: ByteString;
      readonly listing: number;
      readonly told: readonly Discovery[];
      readonly frontier: ByteString;
      readonly reading: Reading;
      readonly revision: number | undefined;
      readonly cost: ListingCost;
    }
  /** Directories of the root that are there, before its listing comes to them. */
  | { readonly type: 'directories-seen'; readonly listing: number; readonly paths: readonly ByteString[] }
  /** What the user's roles let them read, where the root may not be read. */
  | { readonly type: 'directories-granted'; readonly paths: readonly ByteString[] }
  | { readonly type: 'feed-changed'; readonly feed: Feed }
  | { readonly type: 'budget-used'; readonly percent: number }
  /** All changes up to `revision`, in order; at most ten times a second. */
  | { readonly type: 'keys-changed'; readonly changes: readonly KeyChange[]; readonly revision: number }
  /** Changes up to this revision are lost. */
  | { readonly type: 'changes-missed'; readonly toRevision: number }
  | { readonly type: 'looked-up'; readonly key: ByteString; readonly found: FoundKey | undefined }
  | { readonly type: 'directory-looked-for'; readonly path: ByteString; readonly isThere: boolean }
  /** A look-up or a count could not be done; a sentence. Gone: the revision that is shown is compacted. */
  | { readonly type: 'read-failed'; readonly reason: string; readonly isGone?: boolean }
  | {
      readonly type: 'directory-counted';
      readonly path: ByteString;
      readonly count: number;
      /** As it was when the count was asked for. */
      readonly changedAt: number;
    }
  | { readonly type: 'keys-resized'; readonly rows: number }
  | { readonly type: 'cursor-moved'; readonly by: number }
  /** To the last row, and what is not read before it is read. */
  | { readonly type: 'end-wanted' }
  | { readonly type: 'end-given-up' }
  | { readonly type: 'row-opened' }
  | { readonly type: 'row-closed' }
  | { readonly type: 'row-entered' }
  | { readonly type: 'value-wanted' }
  | { readonly type: 'watch-wanted' }
  | { readonly type: 'count-wanted' }
  | { readonly type: 'reload-wanted' }
  /** What stands between names from now on; empty: nothing. */
  | { readonly type: 'separator-chosen'; readonly separator: ByteString }
  | { readonly type: 'sort-chosen'; readonly by: SortOrder }
  | { readonly type: 'search-begun' }
  | { readonly type: 'search-typed'; readonly text: string }
  | { readonly type: 'search-entered' }
  | { readonly type: 'search-left' }
  | {
      readonly type: 'search-found';
      readonly number: number;
      readonly found: readonly SearchMatch[];
      readonly searched: number;
      readonly isDone: boolean;
    }
  /** Below the directory of the cursor, or everywhere. */
  | { readonly type: 'search-widened'; readonly isEverywhere: boolean; readonly value?: string }
  | {
      readonly type: 'search-planned';
      readonly number: number;
      readonly extent: SearchExtent;
      readonly cost: string;
    }
  | { readonly type: 'search-agreed' }
  | {
      readonly type: 'search-told';
      readonly number: number;
      readonly matches: readonly SearchMatch[];
      readonly report: SearchReport;
    }
  | { readonly type: 'search-failed'; readonly number: number; readonly reason: string }
  | UsageEvent;

export type UsageEvent =
  /** `kind`, `namespace` or a prefix. */
  | { readonly type: 'usage-wanted'; readonly argument: string }
  | { readonly type: 'usage-progressed'; readonly number: number; readonly progress: UsageProgress }
  | {
      readonly type: 'usage-told';
      readonly number: number;
      readonly rows: readonly UsageRow[];
      readonly revision: number;
      readonly isDone: boolean;
    }
  | { readonly type: 'usage-failed'; readonly number: number; readonly reason: string }
  | { readonly type: 'usage-moved'; readonly by: number }
  | { readonly type: 'usage-sorted' }
  /** What failed is found out anew. */
  | { readonly type: 'usage-retried' }
  /** What lies in the selected row. */
  | { readonly type: 'usage-opened' }
  | { readonly type: 'usage-entered' }
  | { readonly type: 'usage-left' };

export type KeysEffect =
  | { readonly type: 'follow-changes' }
  | {
      readonly type: 'list-directory';
      readonly path: ByteString;
      readonly separator: ByteString;
      readonly listing: number;
      /** How many keys there are at `revision`, when both are known. */
      readonly total: number | undefined;
      readonly revision: number | undefined;
      /** Only what there was at `revision` will do: when that is compacted, reading fails. */
      readonly isPast: boolean;
      /** How many children are wanted now. */
      readonly children: number;
    }
  | {
      readonly type: 'read-on';
      readonly listing: number;
      readonly children: number;
      /** Read on as of `revision`, or as it is now: what was counted does not hold any more. */
      readonly catchUp: { readonly revision: number | undefined } | undefined;
    }
  /** It can be read on. */
  | { readonly type: 'stop-listing'; readonly listing: number }
  /** It will not be read on. */
  | { readonly type: 'forget-listing'; readonly listing: number }
  | { readonly type: 'look-up'; readonly key: ByteString; readonly revision: number | undefined }
  /** Whether there is any key in it. */
  | { readonly type: 'look-for-directory'; readonly path: ByteString; readonly revision: number | undefined }
  | {
      readonly type: 'count-directory';
      readonly path: ByteString;
      /** Its last change: another one meanwhile makes the count inexact. */
      readonly changedAt: number;
      readonly revision: number | undefined;
    }
  /** Supersedes the search before it. */
  | {
      readonly type: 'search-keys';
      readonly number: number;
      readonly text: string;
      readonly tree: KeyTree;
    }
  /** What a search of everything costs. */
  | { readonly type: 'plan-search'; readonly number: number; readonly wide: WideSearch }
  | {
      readonly type: 'search-all';
      readonly number: number;
      readonly wide: WideSearch;
      readonly extent: SearchExtent;
      /** Where the one before stopped. */
      readonly goesOn: boolean;
    }
  | { readonly type: 'stop-search' }
  /** Supersedes the one before it. */
  | { readonly type: 'measure-usage'; readonly number: number; readonly question: UsageQuestion }
  | { readonly type: 'stop-usage' };

export const initialKeys: KeysState = {
  tree: { separator: defaultSeparator, sortedBy: 'name', directories: new Map() },
  isSeparatorChosen: false,
  cursor: undefined,
  sought: undefined,
  top: 0,
  rows: 1,
  toEnd: undefined,
  feed: { kind: 'starting' },
  budgetPercent: 0,
  missedTo: 0,
  search: undefined,
  usage: undefined,
  moment: undefined,
  oldest: undefined,
  nextNumber: 1,
  shown: undefined,
};
