import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import {
  type ByteString,
  fromBytes,
  keyAfter,
  prefixEnd,
  rangeEnd,
  rangeStart,
} from '../bytes/byte-string.js';
import { type ListingCost, type ListingPorts, noCost } from '../tree/listing.js';

/** What etcd keeps with a key. */
export interface KeyVersion {
  readonly key: ByteString;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

/** A key that is not what it was. */
export interface KeyChange {
  readonly key: ByteString;
  /** undefined: it was not there. */
  readonly before: KeyVersion | undefined;
  readonly after: KeyVersion | undefined;
}

/** Keys a request: each makes the server count the rest of the range, so pages are not small. */
const pageKeys = 2_000;

/** The keys of a prefix at one revision, page by page, without values. */
class KeysAt {
  readonly revision: number;
  readonly #prefix: ByteString;
  readonly #ports: ListingPorts;
  #page: readonly KeyVersion[] = [];
  #at = 0;
  #from: ByteString | undefined;
  cost: ListingCost = noCost;

  constructor(prefix: ByteString, revision: number, ports: ListingPorts) {
    this.#prefix = prefix;
    this.revision = revision;
    this.#ports = ports;
    this.#from = prefix;
  }

  /** The key that is next; undefined when there is none. */
  async peek(signal: AbortSignal | undefined): Promise<KeyVersion | undefined> {
    if (this.#at === this.#page.length && this.#from !== undefined) await this.#read(this.#from, signal);
    return this.#page[this.#at];
  }

  take(): void {
    this.#at += 1;
  }

  async #read(from: ByteString, signal: AbortSignal | undefined): Promise<void> {
    const { range, budget, nowMs } = this.#ports;
    await budget.admit(signal);
    const startMs = nowMs();
    const request = {
      key: rangeStart(from),
      rangeEnd: rangeEnd(prefixEnd(this.#prefix)),
      revision: this.revision,
      limit: pageKeys,
      keysOnly: true,
      serializable: true,
    };
    const answer = await range(request, signal === undefined ? {} : { signal });
    budget.spend(answer.count);
    this.#spend(answer, nowMs() - startMs);
    this.#page = answer.kvs.map(versionOf);
    this.#at = 0;
    const last = this.#page.at(-1);
    this.#from = answer.more && last !== undefined ? keyAfter(last.key) : undefined;
  }

  #spend({ count, kvs }: RangeResponse, ms: number): void {
    const { requests, keysVisited, keysRead } = this.cost;
    this.cost = {
      requests: requests + 1,
      keysVisited: keysVisited + count,
      keysRead: keysRead + kvs.length,
      ms: this.cost.ms + ms,
    };
  }
}

const versionOf = ({ key, createRevision, modRevision, version }: KeyValue): KeyVersion => ({
  key: fromBytes(key),
  createRevision,
  modRevision,
  version,
});

export interface PrefixDiffStart {
  readonly prefix: ByteString;
  readonly from: number;
  readonly to: number;
}

/**
 * The keys of a prefix that are not the same at two revisions, in their order: both are read without values
 * and side by side. A key counts as changed when it was written in between, also with the value it had.
 */
export class PrefixDiff {
  readonly #before: KeysAt;
  readonly #after: KeysAt;
  /** Keys that are the same at both revisions, so far. */
  unchanged = 0;

  constructor({ prefix, from, to }: PrefixDiffStart, ports: ListingPorts) {
    this.#before = new KeysAt(prefix, from, ports);
    this.#after = new KeysAt(prefix, to, ports);
  }

  get cost(): ListingCost {
    const one = this.#before.cost;
    const other = this.#after.cost;
    return {
      requests: one.requests + other.requests,
      keysVisited: one.keysVisited + other.keysVisited,
      keysRead: one.keysRead + other.keysRead,
      ms: one.ms + other.ms,
    };
  }

  /** The next difference; undefined when there is no more. Rejects as the range does. */
  async next(signal?: AbortSignal): Promise<KeyChange | undefined> {
    for (;;) {
      const before = await this.#before.peek(signal);
      const after = await this.#after.peek(signal);
      const key = smaller(before, after);
      if (key === undefined) return undefined;
      const change = { key, before: versionAt(before, key), after: versionAt(after, key) };
      if (change.before !== undefined) this.#before.take();
      if (change.after !== undefined) this.#after.take();
      if (change.before?.modRevision !== change.after?.modRevision) return change;
      this.unchanged += 1;
    }
  }
}

function smaller(one: KeyVersion | undefined, other: KeyVersion | undefined): ByteString | undefined {
  if (one === undefined || other === undefined) return (one ?? other)?.key;
  const isOtherFirst = other.key < one.key;
  return isOtherFirst ? other.key : one.key;
}

const versionAt = (version: KeyVersion | undefined, key: ByteString): KeyVersion | undefined =>
  version?.key === key ? version : undefined;
