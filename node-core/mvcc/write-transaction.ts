import { Event_EventType } from '../../proto/generated/mvccpb.js';
import type { Backend } from '../backend/types.js';
import type { Lessor } from '../lease/types.js';
import type { Steps } from '../ports/turns.js';
import { type ByteString, fromByteString, toByteString } from '../schema/byte-string.js';
import type { KeyIndex } from './key-index.js';
import { keyRange } from './key-range.js';
import type { Revision } from './key-record.js';
import { decodeKeyValue } from './key-value-decoding.js';
import { encodeKeyValue, encodeTombstone, tombstoneKeyValue } from './key-value-encoding.js';
import { readChange, writeChange } from './revision-log.js';
import type {
  AppliedEntry,
  DeletedRange,
  PackedRange,
  PackOptions,
  RangeOptions,
  RangeReader,
  RangeResult,
  StoredEvent,
  StoredKeyValue,
  WriteTransaction,
} from './types.js';

/** The parts of a store that its transactions write to. */
export interface TransactionScope {
  readonly backend: Backend;
  readonly index: KeyIndex;
  readonly lessor: Lessor;
  /** @param currentRevision which one reads see, whenever they are made */
  readerAt(currentRevision: () => number): RangeReader;
  /** Publishes the events of the next revision, if any. @returns the store's revision after it. */
  publish(entry: AppliedEntry, events: readonly StoredEvent[]): number;
}

/** Keys that are deleted before others may come in. */
const keysPerStep = 64;

/** etcd: one main revision for all changes of a transaction, sub-revisions in their order. */
export class RevisionTransaction implements WriteTransaction {
  readonly nextRevision: number;
  readonly #scope: TransactionScope;
  readonly #entry: AppliedEntry;
  readonly #reader: RangeReader;
  readonly #events: StoredEvent[] = [];
  #putBytes = 0;
  readonly #release: () => void;

  constructor(scope: TransactionScope, entry: AppliedEntry, nextRevision: number) {
    this.#scope = scope;
    this.#entry = entry;
    this.nextRevision = nextRevision;
    this.#release = scope.backend.hold();
    this.#reader = scope.readerAt(() => (this.#events.length > 0 ? nextRevision : nextRevision - 1));
  }

  get changeCount(): number {
    return this.#events.length;
  }

  get putBytes(): number {
    return this.#putBytes;
  }

  range(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): RangeResult {
    return this.#reader.range(key, rangeEnd, options);
  }

  rangeInSteps(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): Steps<RangeResult> {
    return this.#reader.rangeInSteps(key, rangeEnd, options);
  }

  packRange(key: Uint8Array, rangeEnd: Uint8Array, options: PackOptions): Steps<PackedRange> {
    return this.#reader.packRange(key, rangeEnd, options);
  }

  put(key: Uint8Array, value: Uint8Array, lease: bigint): void {
    const { backend, index } = this.#scope;
    this.#putBytes += key.length + value.length;
    this.#moveLease(key, lease);
    const sub = this.#events.length;
    const modRevision = this.nextRevision;
    const { createdRevision: createRevision, version } = index.put(toByteString(key), modRevision, sub);
    const bytes = encodeKeyValue({ key, createRevision, modRevision, version, value, lease });
    writeChange(backend, modRevision, sub, false, bytes);
    const kv = { bytes, key, createRevision, modRevision, version, lease };
    this.#events.push({ type: Event_EventType.PUT, kv });
  }

  *deleteRange(key: Uint8Array, rangeEnd: Uint8Array, withPrevious: boolean): Steps<DeletedRange> {
    const { index } = this.#scope;
    const range = keyRange(key, rangeEnd);
    const previous: StoredKeyValue[] = [];
    let count = 0;
    let next: ByteString | undefined = range.start;
    while (next !== undefined) {
      const doomed: [ByteString, Revision][] = [];
      next = index.visitPuts(
        { ...range, start: next },
        this.nextRevision,
        keysPerStep,
        (main, sub, keyOf) => {
          doomed.push([keyOf(), { main, sub }]);
          return true;
        },
      );
      for (const [name, put] of doomed) {
        if (withPrevious) {
          previous.push(this.#read(put));
        }
        this.#delete(name);
      }
      count += doomed.length;
      yield;
    }
    return { count, previous };
  }

  end(): number {
    this.#release();
    return this.#scope.publish(this.#entry, this.#events);
  }

  #delete(name: ByteString): void {
    const { backend, index } = this.#scope;
    const key = fromByteString(name);
    const sub = this.#events.length;
    this.#moveLease(key, 0n);
    writeChange(backend, this.nextRevision, sub, true, encodeTombstone(key));
    index.delete(name, this.nextRevision, sub);
    this.#events.push({ type: Event_EventType.DELETE, kv: tombstoneKeyValue(key, this.nextRevision) });
  }

  #read({ main, sub }: Revision): StoredKeyValue {
    return decodeKeyValue(readChange(this.#scope.backend, main, sub));
  }

  /** A put without a lease takes the key off the one it had, as a deletion does. */
  #moveLease(key: Uint8Array, lease: bigint): void {
    const { lessor } = this.#scope;
    const previous = lessor.leaseOf(key);
    if (previous === lease) {
      return;
    }
    if (lease !== 0n) {
      lessor.attach(lease, key);
    }
    if (previous !== 0n) {
      lessor.detach(previous, key);
    }
  }
}
