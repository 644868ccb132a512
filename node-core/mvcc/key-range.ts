import { type ByteString, toByteString } from '../schema/byte-string.js';

/** `[start, end)`; `end` undefined is "to the last key". `single` when it can hold `start` only. */
export interface KeyRange {
  readonly start: ByteString;
  readonly end: ByteString | undefined;
  readonly single: boolean;
}

const zeroByte = toByteString(new Uint8Array(1));

/** etcd's rule: no `rangeEnd` is one key, a `rangeEnd` of one zero byte is every key from `key` on. */
export function keyRange(key: Uint8Array, rangeEnd: Uint8Array): KeyRange {
  const start = toByteString(key);
  if (rangeEnd.length === 0) {
    return { start, end: (start + zeroByte) as ByteString, single: true };
  }
  const end = toByteString(rangeEnd);
  return { start, end: end === zeroByte ? undefined : end, single: false };
}

export function contains(range: KeyRange, key: ByteString): boolean {
  if (range.single) {
    return key === range.start;
  }
  return key >= range.start && (range.end === undefined || key < range.end);
}
