import { emptyBytes, newWriter, write64 } from '../../proto/wire.js';
import { atOnce, type Steps } from '../ports/turns.js';
import type { WatchBatch } from '../watch/types.js';
import type { HeaderEncoder } from './encode-answer.js';
import type { Message } from './message.js';
import { spliceFields } from './splice.js';

/** Tags of etcdserverpb.WatchResponse. */
const headerTag = (1 << 3) | 2;
const watchIdTag = 2 << 3;
const fragmentTag = 7 << 3;
const eventsTag = (11 << 3) | 2;

/**
 * Answers that carry batches: events are put in as the bytes they are. Watches that are told the same come one
 * after another, so what was encoded last is kept: the events, and the whole answer.
 */
export class WatchEncoder {
  readonly #header: HeaderEncoder;
  #events: readonly Uint8Array[] | undefined;
  #fields: Uint8Array = emptyBytes;
  #batch: WatchBatch | undefined;
  #answer: Message = emptyBytes;

  constructor(header: HeaderEncoder) {
    this.#header = header;
  }

  /** Makes what `encode` will need. */
  *prepare({ events }: WatchBatch): Steps<void> {
    if (events !== this.#events) {
      const fields = yield* spliceFields(emptyBytes, eventsTag, events, emptyBytes);
      this.#fields = fields;
      this.#events = events;
    }
  }

  encode(batch: WatchBatch): Message {
    if (batch !== this.#batch) {
      atOnce(this.prepare(batch));
      this.#batch = batch;
      this.#answer = [this.#head(batch), this.#fields];
    }
    return this.#answer;
  }

  #head({ watchId, revision, fragment }: WatchBatch): Uint8Array {
    const head = newWriter().uint32(headerTag).bytes(this.#header(revision));
    if (watchId !== 0n) {
      write64(head.uint32(watchIdTag), watchId);
    }
    if (fragment) {
      head.uint32(fragmentTag).bool(true);
    }
    return head.finish();
  }
}
