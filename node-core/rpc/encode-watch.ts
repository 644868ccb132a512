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
 * Answers that carry batches: events are put in as the bytes they are. Watches that are told the same share their
 * events, and the whole batch when they can; what was encoded for one is kept for as long as they are.
 */
export class WatchEncoder {
  readonly #header: HeaderEncoder;
  readonly #fields = new WeakMap<readonly Uint8Array[], Uint8Array>();
  readonly #answers = new WeakMap<WatchBatch, Message>();

  constructor(header: HeaderEncoder) {
    this.#header = header;
  }

  /** Makes what `encode` will need. */
  *prepare({ events }: WatchBatch): Steps<void> {
    if (!this.#fields.has(events)) {
      this.#fields.set(events, yield* spliceFields(emptyBytes, eventsTag, events, emptyBytes));
    }
  }

  encode(batch: WatchBatch): Message {
    const known = this.#answers.get(batch);
    if (known !== undefined) {
      return known;
    }
    atOnce(this.prepare(batch));
    const answer = [this.#head(batch), this.#fields.get(batch.events) ?? emptyBytes];
    this.#answers.set(batch, answer);
    return answer;
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
