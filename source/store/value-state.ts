import type { ByteString } from '../bytes/byte-string.js';
import type { HistoryEvent, PastState } from './history.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import {
  type Comparison,
  type Natures,
  noNatures,
  type StoredValue,
  type ValueContent,
  type ValuePair,
} from './value-content.js';
import { formatsOf, type ValueFormat, type ValueNature } from './value-document.js';
import type { Deletion, EditEffect, EditEvent, Editing } from './value-editing.js';
import type { FoldEvent } from './value-fold-event.js';
import { noFolds } from './value-folds.js';
import type { OwnerEffect, OwnerEvent, OwnerSearch } from './value-owning.js';
import { documentStart, type Place, type Viewport } from './value-scroll.js';
import type { SearchEffect, SearchEvent, ValueSearch } from './value-searching.js';

/** How long a lease lives, as it was at a wall time. */
export interface LeaseLife {
  readonly id: bigint;
  /** Negative: it is expired or revoked. undefined: it could not be asked. */
  readonly ttlSeconds: number | undefined;
  readonly grantedSeconds: number;
  readonly atMs: number;
}

export interface ValueState {
  readonly key: ByteString | undefined;
  readonly content: ValueContent;
  /** When a change was last told while the key is shown; wall milliseconds, 0 when none was. */
  readonly changedMs: number;
  /** How many changes were told while the key is shown. */
  readonly changes: number;
  readonly lease: LeaseLife | undefined;
  /** undefined: the best there is. */
  readonly format: ValueFormat | undefined;
  /** A value that may be a secret is only shown when asked for, and only this one. */
  readonly isUnmasked: boolean;
  /** Where the first row that is shown begins. */
  readonly place: Place;
  /** The row that is pointed at, always one that is shown. */
  readonly cursor: Place;
  readonly viewport: Viewport;
  /** All the room there is: the value's and that of the facts under it. */
  readonly paneRows: number;
  /** The managed fields of the object were opened; they are folded at first. */
  readonly showsManagers: boolean;
  /** The history that is walked through; `content` is then of the past. */
  readonly past: PastState | undefined;
  /** The past revision that everything is shown at; undefined: now. */
  readonly moment: number | undefined;
  /** false: nothing that changes the cluster is started. */
  readonly isWritable: boolean;
  /** What a confirmation asks to be typed. */
  readonly contextName: string;
  /** The last of this session that may be undone. */
  readonly deletion: Deletion | undefined;
  /** undefined: the key is not being changed. */
  readonly editing: Editing | undefined;
  readonly search: ValueSearch | undefined;
  /** The owners that are being gone to. */
  readonly owners: OwnerSearch | undefined;
  readonly searchRuns: number;
  /** Of the large values that are looked at. */
  readonly natures: Natures;
  /** The large value that is being taken apart. */
  readonly preparing: Uint8Array | undefined;
  /**
   * What the key was changed to while an older value of it, which is shown until then, is or was being taken apart:
   * the one that is being taken apart, and the newest.
   */
  readonly upcoming: readonly StoredValue[];
  /** Of the two large values that are compared. */
  readonly comparison: Comparison | undefined;
  /** The two that are being compared. */
  readonly comparing: ValuePair | undefined;
  /** How often a history was read, so that late answers of one are not taken for another's. */
  readonly historyRuns: number;
}

export type ValueEvent =
  | SessionEvent
  | HistoryEvent
  | EditEvent
  | SearchEvent
  | FoldEvent
  | OwnerEvent
  | Extract<Intent, { type: 'show-key' | 'access-regained' }>
  | {
      readonly type: 'value-read';
      readonly key: ByteString;
      /** undefined: there is no such key. */
      readonly stored: StoredValue | undefined;
      readonly revision: number;
    }
  /** The key was written or, without a value, deleted. */
  | {
      readonly type: 'value-changed';
      readonly key: ByteString;
      readonly stored: StoredValue | undefined;
      readonly revision: number;
      /** How many changes came since the last that was told. */
      readonly changes: number;
      readonly atMs: number;
    }
  /** Gone: the revision that is shown is compacted. */
  | {
      readonly type: 'value-failed';
      readonly key: ByteString;
      readonly reason: string;
      readonly isGone?: boolean;
    }
  | { readonly type: 'lease-read'; readonly life: LeaseLife }
  /** What a large value is; told with all its documents. */
  | { readonly type: 'value-prepared'; readonly value: Uint8Array; readonly nature: ValueNature }
  /** How two large values differ. */
  | { readonly type: 'values-compared'; readonly comparison: Comparison }
  | { readonly type: 'value-resized'; readonly columns: number; readonly rows: number }
  /** The cursor, and the window with it. */
  | { readonly type: 'value-scrolled'; readonly by: number }
  | { readonly type: 'value-start' }
  | { readonly type: 'value-end' }
  | { readonly type: 'wrap-toggled' }
  | { readonly type: 'format-cycled' }
  | { readonly type: 'hex-toggled' }
  | { readonly type: 'mask-toggled' }
  | { readonly type: 'kubectl-copied' }
  | { readonly type: 'value-reload' };

export type ValueEffect =
  | EditEffect
  | SearchEffect
  | OwnerEffect
  /**
   * Reads the key and, without a revision, follows it; what was followed before is not any more. No key:
   * nothing is.
   */
  | {
      readonly type: 'read-value';
      readonly key: ByteString | undefined;
      readonly revision: number | undefined;
    }
  | { readonly type: 'read-lease'; readonly id: bigint }
  /** Reads the key's history back from `revision` or from now; `run` is told with all of it. */
  | {
      readonly type: 'read-history';
      readonly key: ByteString;
      readonly run: number;
      readonly revision: number | undefined;
    }
  | { readonly type: 'stop-history' }
  /** Beside the screen; ends the one before it. No value: only that. */
  | {
      readonly type: 'prepare-value';
      readonly key: ByteString;
      readonly value: Uint8Array | undefined;
    }
  /** The same for two values. */
  | {
      readonly type: 'compare-values';
      readonly key: ByteString;
      readonly pair: ValuePair | undefined;
    };

export const initialValue: ValueState = {
  key: undefined,
  content: { kind: 'reading' },
  changedMs: 0,
  changes: 0,
  lease: undefined,
  format: undefined,
  isUnmasked: false,
  place: documentStart,
  cursor: documentStart,
  viewport: { columns: 80, rows: 1, wrap: false, folds: noFolds },
  paneRows: 1,
  showsManagers: false,
  past: undefined,
  moment: undefined,
  isWritable: false,
  contextName: '',
  deletion: undefined,
  editing: undefined,
  search: undefined,
  owners: undefined,
  searchRuns: 0,
  natures: noNatures,
  preparing: undefined,
  upcoming: [],
  comparison: undefined,
  comparing: undefined,
  historyRuns: 0,
};

export function currentFormat({ content, format }: ValueState): ValueFormat | undefined {
  if (content.kind !== 'present') return undefined;
  const formats = formatsOf(content.nature);
  return format !== undefined && formats.includes(format) ? format : formats[0];
}

export function isMasked({ content, isUnmasked }: ValueState): boolean {
  return content.kind === 'present' && content.nature.isSecret && !isUnmasked;
}

/** What is shown is no value, but how two differ. */
export function isDiff({ content }: ValueState): boolean {
  return content.kind === 'present' && content.document.kind === 'text' && content.document.format === 'diff';
}

/** What is stored, as far as it is shown. */
export function storedValue({ content }: ValueState): Uint8Array | undefined {
  return content.kind === 'present' ? content.stored.value : undefined;
}

/** There is nothing to show of what is stored. */
export function isEmpty(state: ValueState): boolean {
  return state.content.kind === 'present' && state.content.stored.value.length === 0 && !isDiff(state);
}
