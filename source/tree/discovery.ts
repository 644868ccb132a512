import type { ByteString } from './byte-string.js';

/** A key without its value, as a keys-only range gives it. */
export interface FoundKey {
  readonly key: ByteString;
  readonly modRevision: number;
}

/** What an answer told: a child, in byte order, or how many keys one that was told before has. */
export type Discovery =
  | { readonly kind: 'leaf'; readonly found: FoundKey }
  /** `count` is undefined while it is not known. */
  | { readonly kind: 'directory'; readonly path: ByteString; readonly count: number | undefined }
  | { readonly kind: 'counted'; readonly path: ByteString; readonly count: number };
