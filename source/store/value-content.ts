import type { ByteString } from '../tree/byte-string.js';
import {
  documentOf,
  formatsOf,
  isLarge,
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

/** What large values are, by their bytes; made beside the screen. */
export type Natures = ReadonlyMap<Uint8Array, ValueNature>;

export const noNatures: Natures = new Map();

export type ValueContent =
  | { readonly kind: 'reading' }
  /** It is read, and being taken apart. */
  | { readonly kind: 'preparing'; readonly stored: StoredValue }
  | { readonly kind: 'failed'; readonly reason: string }
  | PresentContent
  /** There was no such key at this revision. */
  | { readonly kind: 'absent'; readonly revision: number }
  /** It was deleted while it was shown. */
  | { readonly kind: 'deleted'; readonly revision: number; readonly atMs: number };

/** A value in the form that was asked for, or the best it has, once it is known what it is. */
export function storedContent(
  key: ByteString,
  stored: StoredValue,
  format: ValueFormat | undefined,
  natures: Natures,
): PresentContent | Extract<ValueContent, { kind: 'preparing' }> {
  const known = natures.get(stored.value);
  if (known === undefined && isLarge(stored.value)) return { kind: 'preparing', stored };
  return presentContent(stored, known ?? natureOf(key, stored.value), format);
}

function presentContent(
  stored: StoredValue,
  nature: ValueNature,
  format: ValueFormat | undefined,
): PresentContent {
  const formats = formatsOf(nature);
  const chosen = format !== undefined && formats.includes(format) ? format : formats[0];
  return { kind: 'present', stored, nature, document: documentOf(nature, stored.value, chosen ?? 'hex') };
}
