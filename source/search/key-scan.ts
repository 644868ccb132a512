import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { type ByteString, keyAfter, prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import { type FoundKey, foundKey } from '../tree/discovery.js';
import { DirectoryListing, type ListingPorts } from '../tree/listing.js';
import { AnswerSize, bytesOfVisit } from './answer-size.js';
import { isRevisionGone, isTooLarge, isUnimplemented } from './read-failure.js';

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
/** Of a stream so many keys are taken at once: a page has the server walk over no more than that. */
const keysOfStream = 2_000;

/**
 * Every key below a prefix in byte order, page by page, all of one revision as long as the server keeps it. A server
 * that streams ranges is asked for what comes next, and how much of it. Of another, bounded pages of keys are listed,
 * and values are read in a second request, between keys that are known, so that no answer is large. After a failure
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
  /** Beside those of the listing. */
  #requests = 0;
  #bytes = 0;
  #streaming: 'on' | 'off' | 'done';
  /** Everything before it was handed out. */
  #position: ByteString;

  constructor(start: ScanStart, ports: ListingPorts) {
    const { prefix, total, revision, isPast = false } = start;
    this.#start = start;
    this.#ports = ports;
    this.#position = prefix;
    this.#revision = revision;
    this.#streaming = ports.stream === undefined ? 'off' : 'on';
    this.#listing = new DirectoryListing({ prefix, separator: '', total, revision, isPast }, ports);
  }

  get done(): boolean {
    return this.#streaming === 'off'
      ? this.#listing.done && this.#waiting.length === 0
      : this.#streaming === 'done';
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
    return { requests: this.#listing.cost.requests + this.#requests, bytes: this.#bytes };
  }

  /** The next keys; none yet, or none any more. Rejects as the range does. */
  async next(signal?: AbortSignal): Promise<readonly ScannedKey[]> {
    const page = this.#streaming === 'off' ? await this.#listed(signal) : await this.#streamed(signal);
    this.#searched += page.length;
    const last = page.at(-1);
    if (last !== undefined) this.#position = keyAfter(last.key);
    return page;
  }

  async #streamed(signal: AbortSignal | undefined): Promise<readonly ScannedKey[]> {
    const { budget, stream } = this.#ports;
    if (this.#streaming === 'done' || stream === undefined) return [];
    await budget.admit(signal);
    const { prefix, withValues } = this.#start;
    const limit = withValues ? this.#size.next : keysOfStream;
    const request = {
      key: rangeStart(this.#position),
      rangeEnd: rangeEnd(prefixEnd(prefix)),
      limit,
      keysOnly: !withValues,
      serializable: true,
      revision: this.#revision ?? 0,
    };
    try {
      return this.#takeStreamed(await stream(request, signal === undefined ? {} : { signal }), limit);
    } catch (error) {
      if (isUnimplemented(error)) this.#streaming = 'off';
      else if (!this.#recovers(error, limit)) throw error;
      return [];
    }
  }

  #takeStreamed({ kvs, header }: RangeResponse, limit: number): readonly ScannedKey[] {
    if (this.#revision === undefined) this.#note(header?.revision);
    this.#countAnswer(kvs);
    if (kvs.length < limit) this.#streaming = 'done';
    return kvs.map((kv) => (this.#start.withValues ? { ...foundKey(kv), value: kv.value } : foundKey(kv)));
  }

  async #listed(signal: AbortSignal | undefined): Promise<readonly ScannedKey[]> {
    if (this.#waiting.length === 0) await this.#list(signal);
    return this.#start.withValues ? this.#withValues(signal) : this.#takeWaiting();
  }

  async #list(signal: AbortSignal | undefined): Promise<void> {
    const told = await this.#listing.read(signal);
    this.#note(this.#listing.revision);
    // What came in a stream, from a member that has them, is not handed out again.
    this.#waiting = told.flatMap((each) =>
      each.kind === 'leaf' && each.found.key >= this.#position ? [each.found] : [],
    );
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
      this.#countAnswer(kvs);
      return kvs;
    } catch (error) {
      if (this.#recovers(error, expected)) return undefined;
      throw error;
    }
  }

  #countAnswer(kvs: readonly KeyValue[]): void {
    const bytes = kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    this.#requests += 1;
    this.#bytes += bytes;
    // Sending a value costs a member more than visiting a key.
    this.#ports.budget.spend(kvs.length + bytes / bytesOfVisit);
    this.#size.learn(kvs.length, bytes);
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
