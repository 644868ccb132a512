import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { type ByteString, fromBytes } from '../bytes/byte-string.js';

/** A key without its value, as a keys-only range gives it. */
export interface FoundKey {
  readonly key: ByteString;
  readonly modRevision: number;
  /** How often it was changed since it was created. */
  readonly version: number;
  /** 0: none, or not told: a server from 3.7 on leaves it out of a keys-only range. */
  readonly lease: bigint;
}

export function foundKey({ key, modRevision, version, lease }: KeyValue): FoundKey {
  return { key: fromBytes(key), modRevision, version, lease };
}

/** What an answer told: a child, in byte order, or how many keys one that was told before has. */
export type Discovery =
  | { readonly kind: 'leaf'; readonly found: FoundKey }
  /** `count` is undefined while it is not known; `firstKey` is told where it was asked for. */
  | {
      readonly kind: 'directory';
      readonly path: ByteString;
      readonly count: number | undefined;
      readonly firstKey?: ByteString;
    }
  | { readonly kind: 'counted'; readonly path: ByteString; readonly count: number };
