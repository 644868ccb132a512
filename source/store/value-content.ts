import type { ByteString } from '../tree/byte-string.js';
import {
  documentOf,
  formatsOf,
  natureOf,
  type ValueDocument,
  type ValueFormat,
  type ValueNature,
} from './value-document.js';

/** A key's value and what etcd keeps with it. */
export interface StoredValue {
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** 0: none. */
  readonly lease: bigint;
}

export interface PresentContent {
  readonly kind: 'present';
  readonly stored: StoredValue;
  readonly nature: ValueNature;
  readonly document: ValueDocument;
}

export type ValueContent =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | PresentContent
  /** There was no such key at this revision. */
  | { readonly kind: 'absent'; readonly revision: number }
  /** It was deleted while it was shown. */
  | { readonly kind: 'deleted'; readonly revision: number; readonly atMs: number };

/** A value in the form that was asked for, or the best it has. */
export function presentContent(
  key: ByteString,
  stored: StoredValue,
  format: ValueFormat | undefined,
): PresentContent {
  const nature = natureOf(key, stored.value);
  const formats = formatsOf(nature);
  const chosen = format !== undefined && formats.includes(format) ? format : formats[0];
  return { kind: 'present', stored, nature, document: documentOf(nature, stored.value, chosen ?? 'hex') };
}
