import { Event_EventType } from '../../proto/generated/mvccpb.js';
import type { BackendReader } from '../backend/types.js';
import { fromByteString, toByteString } from '../schema/byte-string.js';
import type { KeyIndex } from './key-index.js';
import { contains, type KeyRange } from './key-range.js';
import type { Revision } from './key-record.js';
import { decodeKeyValue } from './key-value-decoding.js';
import { tombstoneKeyValue } from './key-value-encoding.js';
import { type LoggedChange, readChange, readChanges } from './revision-log.js';
import type { StoredEvent } from './types.js';

/** Events of one key, found through the index: what other keys did in that time costs nothing. */
export function* keyHistory(
  reader: BackendReader,
  index: KeyIndex,
  range: KeyRange,
  from: number,
  to: number,
): IterableIterator<StoredEvent> {
  const changes: (Revision & { readonly tombstone: boolean })[] = [];
  index.find(range.start)?.forEachChange(from, to, (main, sub, tombstone) => {
    changes.push({ main, sub, tombstone });
  });
  for (const { main, sub, tombstone } of changes) {
    yield tombstone
      ? deleteEvent(fromByteString(range.start), main)
      : putEvent(readChange(reader, main, sub));
  }
}

/** Events of a range, found by reading every change of that time. */
export function* rangeHistory(
  reader: BackendReader,
  range: KeyRange,
  from: number,
  to: number,
): IterableIterator<StoredEvent> {
  for (const change of readChanges(reader, from, to)) {
    const event = toEvent(change);
    if (contains(range, toByteString(event.kv.key))) {
      yield event;
    }
  }
}

function toEvent(change: LoggedChange): StoredEvent {
  return change.tombstone
    ? deleteEvent(decodeKeyValue(change.bytes).key, change.main)
    : putEvent(change.bytes);
}

function putEvent(bytes: Uint8Array): StoredEvent {
  return { type: Event_EventType.PUT, kv: decodeKeyValue(bytes) };
}

function deleteEvent(key: Uint8Array, revision: number): StoredEvent {
  return { type: Event_EventType.DELETE, kv: tombstoneKeyValue(key, revision) };
}
