import type { Entry } from '../../proto/generated/raftpb.js';

/** Type, term, index and lengths of one encoded entry, rounded up. */
const entryOverheadBytes = 32;

/** What an entry takes in a message, in bytes; never less than its encoding. */
export function entryBytes(entry: Entry): number {
  return entryOverheadBytes + entry.data.length;
}

export function payloadBytes(entries: readonly Entry[]): number {
  return entries.reduce((total, entry) => total + entry.data.length, 0);
}

/**
 * The longest run of `entries[from, to)` whose size is at most `maxBytes`. A first entry larger than that
 * comes alone, or not at all when `atLeastOne` is off.
 */
export function sliceWithin(
  entries: readonly Entry[],
  from: number,
  to: number,
  maxBytes: number,
  atLeastOne = true,
): Entry[] {
  let bytes = 0;
  let end = from;
  for (const limit = Math.min(to, entries.length); end < limit; end += 1) {
    const entry = entries[end];
    bytes += entry === undefined ? 0 : entryBytes(entry);
    if (bytes > maxBytes && !(atLeastOne && end === from)) {
      break;
    }
  }
  return entries.slice(from, end);
}

export function totalBytes(entries: readonly Entry[]): number {
  return entries.reduce((total, entry) => total + entryBytes(entry), 0);
}
