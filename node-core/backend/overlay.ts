import { type ByteString, fromByteString, toByteString } from '../schema/byte-string.js';
import type { EngineEntry } from './engine.js';
import type { BufferedBucket, BufferedValue } from './write-buffer.js';

/**
 * A stored range with writes laid over it: `layers` newest first, of which the first that knows a key
 * decides. The layers are read at once; writes made during the iteration do not show.
 */
export function overlayRange(
  stored: Iterable<EngineEntry>,
  layers: readonly BufferedBucket[],
  start: Uint8Array,
  end: Uint8Array | undefined,
): Iterable<EngineEntry> {
  const from = toByteString(start);
  const to = end === undefined ? undefined : toByteString(end);
  const written = mergeSorted(layers.map((layer) => layer.keysWithin(from, to)));
  return written.length === 0 ? stored : merged(stored, layers, written);
}

function* merged(
  stored: Iterable<EngineEntry>,
  layers: readonly BufferedBucket[],
  written: readonly ByteString[],
): IterableIterator<EngineEntry> {
  let next = 0;
  for (const entry of stored) {
    const storedKey = toByteString(entry.key);
    for (let key = written[next]; key !== undefined && key < storedKey; key = written[++next]) {
      yield* present(layers, key);
    }
    if (written[next] === storedKey) {
      next += 1;
      yield* present(layers, storedKey);
    } else {
      yield entry;
    }
  }
  for (const key of written.slice(next)) {
    yield* present(layers, key);
  }
}

/** The newest write of a key: `known` is false when no layer has one. */
export function newestWrite(
  layers: readonly BufferedBucket[],
  key: ByteString,
): { readonly known: boolean; readonly value: BufferedValue } {
  for (const layer of layers) {
    const value = layer.get(key);
    if (value !== undefined || layer.has(key)) {
      return { known: true, value };
    }
  }
  return { known: false, value: undefined };
}

function* present(layers: readonly BufferedBucket[], key: ByteString): IterableIterator<EngineEntry> {
  const { value } = newestWrite(layers, key);
  if (value !== undefined) {
    yield { key: fromByteString(key), value };
  }
}

/** One sorted list of the distinct keys of sorted lists. */
function mergeSorted(lists: readonly ByteString[][]): ByteString[] {
  return lists.reduce((merged, list) => (merged.length === 0 ? list : mergeTwo(merged, list)), []);
}

function mergeTwo(left: readonly ByteString[], right: readonly ByteString[]): ByteString[] {
  const merged: ByteString[] = [];
  let l = 0;
  let r = 0;
  for (;;) {
    const a = left[l];
    const b = right[r];
    if (a === undefined || b === undefined) {
      return merged.concat(left.slice(l), right.slice(r));
    }
    if (a < b) {
      merged.push(a);
      l += 1;
    } else {
      merged.push(b);
      l += a === b ? 1 : 0;
      r += 1;
    }
  }
}
