import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { type ByteString, toBytes } from '../bytes/byte-string.js';
import type { ListingPorts } from '../tree/listing.js';
import { AbsenceSearch, middle, type Sighting } from './absence-search.js';

/** One thing that happened to a key. */
export type HistoryStep =
  | { readonly kind: 'written'; readonly kv: KeyValue }
  | {
      readonly kind: 'deleted';
      /** The deletion's own. */
      readonly revision: number;
      /** Of the revisions until the key was there again (or until now) so many were not looked at. */
      readonly unseen: number;
    };

/** Why there is nothing older. */
export type HistoryEnd =
  /** What was before the oldest readable revision is compacted. */
  | { readonly kind: 'compacted'; readonly oldest: number }
  /** The key was not there before, as far as was looked: `unseen` revisions were not looked at. */
  | { readonly kind: 'created'; readonly oldest: number; readonly unseen: number }
  /** So much was not to be asked for at once. */
  | { readonly kind: 'stopped'; readonly requests: number };

export interface HistoryCost {
  readonly requests: number;
  /** Of values. */
  readonly bytes: number;
  /** Time spent waiting for answers. */
  readonly ms: number;
}

export interface HistoryStart {
  readonly key: ByteString;
  /** The newest that is looked at; the current one when left out. */
  readonly revision?: number | undefined;
  /** No further step is begun after so many requests; one step takes at most about a hundred. */
  readonly requestsMax: number;
}

/** A server whose answers contradict themselves would have a history read for ever. */
export class UnreadableHistoryError extends Error {
  override readonly name = 'UnreadableHistoryError';
}

/**
 * The history of one key, newest first, read step by step: each state names the revision that made it, and
 * the state before that is read at the revision before. Serializable reads of the one key, paced by a budget.
 */
export class KeyHistory {
  readonly #key: Uint8Array;
  readonly #ports: ListingPorts;
  readonly #requestsMax: number;
  #cost: HistoryCost = { requests: 0, bytes: 0, ms: 0 };
  #end: HistoryEnd | undefined;
  /** The revision to read next; 0 is the current one. */
  #revision = 0;
  /** The oldest revision that was read. */
  #readable = 0;
  #head: number | undefined;

  constructor({ key, revision = 0, requestsMax }: HistoryStart, ports: ListingPorts) {
    this.#key = toBytes(key);
    this.#revision = revision;
    this.#ports = ports;
    this.#requestsMax = requestsMax;
  }

  /** Why there is nothing older; undefined while that is not known. */
  get end(): HistoryEnd | undefined {
    return this.#end;
  }

  get cost(): HistoryCost {
    return this.#cost;
  }

  /** The revision of the store when it was first asked. */
  get head(): number | undefined {
    return this.#head;
  }

  /** The next older step; undefined at the end. Rejects as the range does; the same step can then be asked for again. */
  async next(signal?: AbortSignal): Promise<HistoryStep | undefined> {
    if (this.#end !== undefined) return undefined;
    const { requests } = this.#cost;
    if (requests >= this.#requestsMax) return this.#over({ kind: 'stopped', requests });
    const answer = await this.#read(this.#revision, false, signal);
    if (answer === undefined) return this.#compacted(signal);
    const [kv] = answer.kvs;
    const at = this.#revision || (answer.header?.revision ?? 0);
    this.#readable = at;
    return kv === undefined ? this.#absent(at, signal) : this.#written(kv);
  }

  #over(end: HistoryEnd): undefined {
    this.#end = end;
    return undefined;
  }

  #written(kv: KeyValue): HistoryStep {
    this.#revision = kv.modRevision - 1;
    if (this.#revision < 1) this.#end = { kind: 'created', oldest: 1, unseen: 0 };
    return { kind: 'written', kv };
  }

  async #compacted(signal: AbortSignal | undefined): Promise<undefined> {
    let gone = this.#revision;
    let readable = this.#readable;
    while (readable - gone > 1) {
      const revision = middle(gone, readable);
      if ((await this.#read(revision, true, signal)) === undefined) gone = revision;
      else readable = revision;
    }
    return this.#over({ kind: 'compacted', oldest: readable });
  }

  async #absent(at: number, signal: AbortSignal | undefined): Promise<HistoryStep | undefined> {
    const search = new AbsenceSearch(at);
    for (let look = search.next(); look !== undefined; look = search.next()) {
      search.tell(look, sightingOf(await this.#read(look, true, signal)));
    }
    const { lifeEnd, oldest, unseen } = search.found;
    if (lifeEnd === undefined) return this.#over({ kind: 'created', oldest, unseen });
    this.#revision = lifeEnd;
    return { kind: 'deleted', revision: lifeEnd + 1, unseen };
  }

  /** undefined: compacted. */
  async #read(
    revision: number,
    keysOnly: boolean,
    signal: AbortSignal | undefined,
  ): Promise<RangeResponse | undefined> {
    const { range, budget, nowMs } = this.#ports;
    await budget.admit(signal);
    const startMs = nowMs();
    const request = { key: this.#key, revision, keysOnly, limit: 1, serializable: true };
    try {
      const answer = await range(request, signal === undefined ? {} : { signal });
      this.#head ??= answer.header?.revision;
      this.#spend(answer.kvs[0]?.value.length ?? 0, nowMs() - startMs);
      return checked(answer, revision);
    } catch (error) {
      if (!isCompacted(error)) throw error;
      this.#spend(0, nowMs() - startMs);
      return undefined;
    }
  }

  #spend(bytes: number, ms: number): void {
    const spent = this.#cost;
    this.#cost = { requests: spent.requests + 1, bytes: spent.bytes + bytes, ms: spent.ms + ms };
  }
}

function sightingOf(answer: RangeResponse | undefined): Sighting {
  if (answer === undefined) return 'compacted';
  return answer.kvs.length > 0 ? 'present' : 'absent';
}

/** @throws UnreadableHistoryError when reading on from this answer would not lead further back. */
function checked(answer: RangeResponse, revision: number): RangeResponse {
  const at = revision || (answer.header?.revision ?? 0);
  const [kv] = answer.kvs;
  const isSound = at > 0 && (kv === undefined || (kv.modRevision > 0 && kv.modRevision <= at));
  if (isSound) return answer;
  throw new UnreadableHistoryError(
    `The server says that revision ${at} holds a change of revision ${kv?.modRevision ?? 0}; check that the endpoint is an etcd.`,
  );
}

function isCompacted(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'compacted';
}
