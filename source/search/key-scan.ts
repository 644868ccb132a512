import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { type ByteString, keyAfter, rangeEnd, rangeStart } from '../tree/byte-string.js';
import { type FoundKey, foundKey } from '../tree/discovery.js';
import { DirectoryListing, type ListingPorts } from '../tree/listing.js';
import { AnswerSize, bytesOfVisit } from './answer-size.js';
import { isRevisionGone, isTooLarge } from './read-failure.js';

/** What is read, and how. */
export interface ScanStart {
  readonly prefix: ByteString;
  /** How many keys there are at `revision`, when both are known. */
  readonly total?: number | undefined;
  readonly revision?: number | undefined;
  /** Of another revision nothing is wanted. */
  readonly isPast?: boolean;
  readonly withValues: boolean;
}

/** A key that was read, and its value where values are. */
export interface ScannedKey extends FoundKey {
  readonly value?: Uint8Array;
}

export interface ScanCost {
  readonly requests: number;
  /** Of the answers: keys and values, without what the wire adds. */
  readonly bytes: number;
}

/** From `key` on keys are read as of a later revision: the one before was compacted meanwhile. */
export interface ScanShift {
  readonly key: ByteString;
  readonly fromRevision: number;
}

/** So many values are asked for at once, at first and at most. */
const valuesFirst = 8;
const valuesMost = 500;

/**
 * Every key below a prefix in byte order, page by page, all of one revision as long as the server keeps it;
 * values are read in a second request, between keys that are known, so that no answer is large. After a failure
 * the same page can be asked for again.
 */
export class KeyScan {
  readonly #start: ScanStart;
  readonly #ports: ListingPorts;
  readonly #listing: DirectoryListing;
  readonly #size = new AnswerSize(valuesFirst, valuesMost);
  #waiting: readonly FoundKey[] = [];
  #revision: number | undefined;
  #shifts: readonly ScanShift[] = [];
  #searched = 0;
  #valueRequests = 0;
  #bytes = 0;
  /** Everything before it was handed out. */
  #position: ByteString;

  constructor(start: ScanStart, ports: ListingPorts) {
    const { prefix, total, revision, isPast = false } = start;
    this.#start = start;
    this.#ports = ports;
    this.#position = prefix;
    this.#revision = revision;
    this.#listing = new DirectoryListing({ prefix, separator: '', total, revision, isPast }, ports);
  }

  get done(): boolean {
    return this.#listing.done && this.#waiting.length === 0;
  }

  /** Keys that were handed out. */
  get scanned(): number {
    return this.#searched;
  }

  /** Where a scan that failed stopped. */
  get position(): ByteString {
    return this.#position;
  }

  /** What is read now is as of it; undefined before the first answer. */
  get revision(): number | undefined {
    return this.#revision;
  }

  /** Where the revision changed, in order; empty when all is of one. */
  get shifts(): readonly ScanShift[] {
    return this.#shifts;
  }

  get cost(): ScanCost {
    return { requests: this.#listing.cost.requests + this.#valueRequests, bytes: this.#bytes };
  }

  /** The next keys; none yet, or none any more. Rejects as the range does. */
  async next(signal?: AbortSignal): Promise<readonly ScannedKey[]> {
    if (this.#waiting.length === 0) await this.#list(signal);
    const page = this.#start.withValues ? await this.#withValues(signal) : this.#takeWaiting();
    this.#searched += page.length;
    const last = page.at(-1);
    if (last !== undefined) this.#position = keyAfter(last.key);
    return page;
  }

  async #list(signal: AbortSignal | undefined): Promise<void> {
    const told = await this.#listing.read(signal);
    this.#note(this.#listing.revision);
    this.#waiting = told.flatMap((each) => (each.kind === 'leaf' ? [each.found] : []));
  }

  #takeWaiting(): readonly ScannedKey[] {
    const page = this.#waiting;
    this.#waiting = [];
    for (const { key } of page) this.#bytes += key.length;
    return page;
  }

  /** The values of the keys that wait, as many as one answer should have. */
  async #withValues(signal: AbortSignal | undefined): Promise<readonly ScannedKey[]> {
    const first = this.#waiting[0];
    const asked = this.#waiting.slice(0, this.#size.next);
    const last = asked.at(-1);
    if (first === undefined || last === undefined) return [];
    const kvs = await this.#values(first.key, keyAfter(last.key), asked.length, signal);
    if (kvs === undefined) return [];
    this.#waiting = this.#waiting.slice(asked.length);
    return kvs.map((kv) => ({ ...foundKey(kv), value: kv.value }));
  }

  /** undefined: it has to be asked again, otherwise. */
  async #values(
    from: ByteString,
    to: ByteString,
    expected: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly KeyValue[] | undefined> {
    const { budget, range } = this.#ports;
    await budget.admit(signal);
    const request = {
      key: rangeStart(from),
      rangeEnd: rangeEnd(to),
      serializable: true,
      revision: this.#revision ?? 0,
    };
    try {
      const { kvs } = await range(request, signal === undefined ? {} : { signal });
      const bytes = kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
      this.#valueRequests += 1;
      this.#bytes += bytes;
      // Sending a value costs a member more than visiting a key.
      budget.spend(kvs.length + bytes / bytesOfVisit);
      this.#size.learn(kvs.length, bytes);
      return kvs;
    } catch (error) {
      if (this.#recovers(error, expected)) return undefined;
      throw error;
    }
  }

  #recovers(error: unknown, expected: number): boolean {
    if (isTooLarge(error) && expected > 1) {
      this.#size.shrink();
      return true;
    }
    if (!isRevisionGone(error) || this.#start.isPast === true) return false;
    this.#listing.catchUp(undefined);
    this.#note(undefined);
    return true;
  }

  #note(revision: number | undefined): void {
    if (revision === this.#revision) return;
    const fromRevision = this.#revision;
    this.#revision = revision;
    if (fromRevision === undefined) return;
    this.#shifts = [...this.#shifts, { key: this.#position, fromRevision }];
  }
}
