/** Where two byte strings differ. */
export interface ByteChanges {
  readonly beforeLength: number;
  readonly afterLength: number;
  /** Bytes that both begin with. */
  readonly commonStart: number;
  /** Bytes that both end with, beyond those. */
  readonly commonEnd: number;
  /** The first bytes of what differs, `shownMax` at most. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const shownMax = 32;

export function byteChanges(before: Uint8Array, after: Uint8Array): ByteChanges {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return {
    beforeLength: before.length,
    afterLength: after.length,
    commonStart: start,
    commonEnd: end,
    before: before.subarray(start, Math.min(start + shownMax, before.length - end)),
    after: after.subarray(start, Math.min(start + shownMax, after.length - end)),
  };
}
