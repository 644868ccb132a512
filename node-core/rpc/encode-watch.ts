import { emptyBytes, newWriter, write64 } from '../../proto/wire.js';
import { atOnce } from '../ports/turns.js';
import type { WatchBatch } from '../watch/types.js';
import { spliceFields } from './splice.js';

/** Tags of etcdserverpb.WatchResponse. */
const headerTag = (1 << 3) | 2;
const watchIdTag = 2 << 3;
const fragmentTag = 7 << 3;
const eventsTag = (11 << 3) | 2;

/** An answer that carries a batch: its events are put in as the bytes they are. */
export function encodeWatchBatch(batch: WatchBatch, header: Uint8Array): Uint8Array {
  const head = newWriter().uint32(headerTag).bytes(header);
  if (batch.watchId !== 0n) {
    write64(head.uint32(watchIdTag), batch.watchId);
  }
  if (batch.fragment) {
    head.uint32(fragmentTag).bool(true);
  }
  return atOnce(spliceFields(head.finish(), eventsTag, batch.events, emptyBytes));
}
