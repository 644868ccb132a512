import { Event_EventType } from '../../proto/generated/mvccpb.js';
import { CompactedError } from '../mvcc/errors.js';
import type { RangeReader, StoredEvent, StoredKeyValue } from '../mvcc/types.js';
import { sizeOfVarint, writeVarint } from '../mvcc/varint.js';

/** Tags of mvccpb.Event. */
const typeTag = 0x08;
const keyValueTag = 0x12;
const previousTag = 0x1a;

const nothing = new Uint8Array(0);

/** An event on its way to any number of watchers: encoded when the first one needs it, for all of them. */
export class EventFrame {
  readonly event: StoredEvent;
  readonly #reader: RangeReader;
  #plain: Uint8Array | undefined;
  #withPrevious: Uint8Array | undefined;

  constructor(event: StoredEvent, reader: RangeReader) {
    this.event = event;
    this.#reader = reader;
  }

  get revision(): number {
    return this.event.kv.modRevision;
  }

  /** @returns an encoded mvccpb.Event; the same bytes to everyone who asks for the same. */
  encoded(withPrevious: boolean): Uint8Array {
    return withPrevious ? this.#encodedWithPrevious() : this.#encodedPlain();
  }

  #encodedPlain(): Uint8Array {
    this.#plain ??= encodeEvent(this.event, undefined);
    return this.#plain;
  }

  #encodedWithPrevious(): Uint8Array {
    if (this.#withPrevious === undefined) {
      const previous = this.#previous();
      this.#withPrevious = previous === undefined ? this.#encodedPlain() : encodeEvent(this.event, previous);
    }
    return this.#withPrevious;
  }

  /** What the key held one revision before; undefined for a creation, and when history ends there. */
  #previous(): StoredKeyValue | undefined {
    const { type, kv } = this.event;
    if (type === Event_EventType.PUT && kv.createRevision === kv.modRevision) {
      return undefined;
    }
    const options = { revision: kv.modRevision - 1, limit: 0, countOnly: false };
    try {
      return this.#reader.range(kv.key, nothing, options).kvs[0];
    } catch (error) {
      if (error instanceof CompactedError) {
        return undefined;
      }
      throw error;
    }
  }
}

/** mvccpb.Event around stored KeyValue bytes, which are copied, not encoded again. */
function encodeEvent(event: StoredEvent, previous: StoredKeyValue | undefined): Uint8Array {
  const deleted = event.type === Event_EventType.DELETE;
  const previousSize = previous === undefined ? 0 : sizeOfField(previous.bytes);
  const bytes = Buffer.allocUnsafe((deleted ? 2 : 0) + sizeOfField(event.kv.bytes) + previousSize);
  let at = 0;
  if (deleted) {
    bytes[0] = typeTag;
    bytes[1] = Event_EventType.DELETE;
    at = 2;
  }
  at = writeField(bytes, at, keyValueTag, event.kv.bytes);
  if (previous !== undefined) {
    writeField(bytes, at, previousTag, previous.bytes);
  }
  return bytes;
}

function sizeOfField(content: Uint8Array): number {
  return 1 + sizeOfVarint(content.length) + content.length;
}

function writeField(target: Uint8Array, at: number, tag: number, content: Uint8Array): number {
  target[at] = tag;
  const start = writeVarint(target, at + 1, content.length);
  target.set(content, start);
  return start + content.length;
}
