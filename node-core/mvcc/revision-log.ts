import type { Backend, BackendEntry, BackendReader, TakeLent } from '../backend/types.js';
import { decodeRevisionKey, encodeRevisionKey, lookupKey } from '../schema/revision-key.js';
import { DamagedStoreError } from './errors.js';

/** A stored change: `bytes` is an encoded KeyValue; of a deletion it holds the key only. */
export interface LoggedChange {
  readonly main: number;
  readonly sub: number;
  readonly tombstone: boolean;
  readonly bytes: Uint8Array;
}

/** @throws DamagedStoreError when the change is not there */
export function readChange(reader: BackendReader, main: number, sub: number): Uint8Array {
  const bytes = reader.get('key', lookupKey(main, sub));
  if (bytes === undefined) {
    throw missing(main, sub);
  }
  return bytes;
}

/**
 * Shows a change where it lies. @returns its length
 * @throws DamagedStoreError when the change is not there
 */
export function copyChange(backend: Backend, main: number, sub: number, take: TakeLent): number {
  const length = backend.lend('key', lookupKey(main, sub), take);
  if (length < 0) {
    throw missing(main, sub);
  }
  return length;
}

function missing(main: number, sub: number): DamagedStoreError {
  return new DamagedStoreError(
    `The database lacks revision ${main}, change ${sub}, which its index refers to. Restore a snapshot.`,
  );
}

/** Changes with `from ≤ main ≤ to`, in order. @throws DamagedStoreError, MalformedRevisionKeyError */
export function* readChanges(
  reader: BackendReader,
  from: number,
  to: number,
): IterableIterator<LoggedChange> {
  const start = encodeRevisionKey(from, 0, false);
  const end = encodeRevisionKey(to + 1, 0, false);
  for (const entry of reader.range('key', { start, end })) {
    yield toChange(entry);
  }
}

export function writeChange(
  backend: Backend,
  main: number,
  sub: number,
  tombstone: boolean,
  bytes: Uint8Array,
): void {
  backend.put('key', encodeRevisionKey(main, sub, tombstone), bytes);
}

export function dropChange(backend: Backend, main: number, sub: number, tombstone: boolean): void {
  backend.delete('key', encodeRevisionKey(main, sub, tombstone));
}

function toChange(entry: BackendEntry): LoggedChange {
  const { main, sub, tombstone } = decodeRevisionKey(entry.key);
  return { main, sub, tombstone, bytes: entry.value };
}
