import { compareBytes } from './byte-order.js';

/**
 * etcd's interval of keys `[begin, end)`: an end of undefined is past every key. Ranges are judged as
 * etcd's interval tree does, those that no sensible client asks for included (end before begin).
 */
export interface KeyRange {
  readonly begin: Uint8Array;
  readonly end: Uint8Array | undefined;
}

/** Keys and range ends of requests: no end is one key, an end of one zero byte is every key from the first on. */
export function keyRange(key: Uint8Array, rangeEnd: Uint8Array): KeyRange {
  if (rangeEnd.length === 0) {
    return { begin: key, end: Buffer.concat([key, zeroByte]) };
  }
  return { begin: key, end: isOpenEnd(rangeEnd) ? undefined : rangeEnd };
}

const zeroByte = Buffer.of(0);

export function isOpenEnd(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0;
}

/** Ranges in order, those that touch joined: `[a, b)` and `[b, c)` permit `[a, c)`. */
export function mergeRanges(ranges: readonly KeyRange[]): readonly KeyRange[] {
  const merged: KeyRange[] = [];
  for (const range of ranges.toSorted((a, b) => compareBytes(a.begin, b.begin))) {
    const last = merged.at(-1);
    if (last !== undefined && compareToEnd(range.begin, last.end) <= 0) {
      merged[merged.length - 1] = { begin: last.begin, end: laterEnd(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** Whether one of the merged ranges holds all of `asked`. */
export function covers(merged: readonly KeyRange[], asked: KeyRange): boolean {
  return merged.some(
    ({ begin, end }) =>
      compareBytes(begin, asked.begin) <= 0 &&
      compareToEnd(asked.begin, end) < 0 &&
      compareEnds(asked.end, end) <= 0,
  );
}

function compareToEnd(key: Uint8Array, end: Uint8Array | undefined): number {
  return end === undefined ? -1 : compareBytes(key, end);
}

function compareEnds(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (a === undefined) {
    return b === undefined ? 0 : 1;
  }
  return compareToEnd(a, b);
}

function laterEnd(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  return compareEnds(a, b) < 0 ? b : a;
}
