import type { ByteString } from '../bytes/byte-string.js';
import {
  documentOf,
  formatsOf,
  isLarge,
  natureOf,
  type TextDocument,
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

/** Two values of a key; undefined: it was not there. */
export interface ValuePair {
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** How two large values differ; made beside the screen. */
export interface Comparison extends ValuePair {
  /** undefined: they are more than could be compared. */
  readonly document: TextDocument | undefined;
  /** One of them may be a secret. */
  readonly isSecret: boolean;
}

/** What was found out of large values, beside the screen. */
export interface Findings {
  readonly natures: Natures;
  readonly comparison: Comparison | undefined;
}

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

/** It is there, whether it is known what it is or not. */
export const isStored = (
  content: ValueContent,
): content is Extract<ValueContent, { readonly stored: StoredValue }> =>
  content.kind === 'present' || content.kind === 'preparing';

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
