import type { RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { Budget } from './budget.js';
import { type ByteString, endOfKeys, fromBytes, rangeEnd, rangeStart } from './byte-string.js';
import { ChildrenWalk, type Discovery, type RangeAsk, type Region } from './walk.js';

export type RangeFunction = (
  request: Partial<RangeRequest>,
  options: { readonly signal?: AbortSignal },
) => Promise<RangeResponse>;

/** What a listing may use of the outside. */
export interface ListingPorts {
  readonly range: RangeFunction;
  readonly budget: Budget;
  /** Milliseconds, for what a listing took. */
  nowMs(): number;
}

/** What reading has cost so far. */
export interface ListingCost {
  readonly requests: number;
  /** Keys that the server walked over to answer. */
  readonly keysVisited: number;
  /** Keys that were sent. */
  readonly keysRead: number;
  /** Time spent waiting for answers. */
  readonly ms: number;
}

export const noCost: ListingCost = { requests: 0, keysVisited: 0, keysRead: 0, ms: 0 };

export interface ListingStart extends Region {
  /** The revision at which `total` holds, and at which keys are read; the current one when left out. */
  readonly revision?: number | undefined;
}

/** A server that counts keys it does not send would have a listing ask for ever. */
export class UnreadableRangeError extends Error {
  override readonly name = 'UnreadableRangeError';
}

/**
 * The children of one directory, read question by question, as many as are wanted. All answers are of one
 * revision, as long as that is kept by the server: serializable, keys only, every range bounded by what is
 * looked for.
 */
export class DirectoryListing {
  readonly #ports: ListingPorts;
  readonly #walk: ChildrenWalk;
  #ask: RangeAsk | undefined;
  #revision: number | undefined;
  #cost = noCost;

  constructor(start: ListingStart, ports: ListingPorts) {
    this.#ports = ports;
    this.#walk = new ChildrenWalk(start);
    this.#ask = this.#walk.next();
    this.#revision = start.revision;
  }

  /** True when every child is told. */
  get done(): boolean {
    return this.#ask === undefined;
  }

  get cost(): ListingCost {
    return this.#cost;
  }

  /** The revision of all that was read; undefined before the first answer. */
  get revision(): number | undefined {
    return this.#revision;
  }

  /** Children whose path is smaller than this are told; those from it on are not. */
  get frontier(): ByteString {
    return this.#ask?.from ?? endOfKeys;
  }

  /**
   * What is read from now on is as of `revision`, or current without one, at the price of knowing less of
   * what to expect.
   */
  catchUp(revision: number | undefined): void {
    this.#revision = revision;
    this.#walk.forgetTotals();
    this.#ask = this.#walk.next();
  }

  /** Asks one question. Rejects as the range does; the same question can then be asked again. */
  async read(signal?: AbortSignal): Promise<readonly Discovery[]> {
    const ask = this.#ask;
    if (ask === undefined) return [];
    await this.#ports.budget.admit(signal);
    const startMs = this.#ports.nowMs();
    const response = await this.#range(ask, signal);
    this.#revision ??= response.header?.revision;
    const { kvs, count } = response;
    this.#ports.budget.spend(count);
    this.#cost = {
      requests: this.#cost.requests + 1,
      keysVisited: this.#cost.keysVisited + count,
      keysRead: this.#cost.keysRead + kvs.length,
      ms: this.#cost.ms + this.#ports.nowMs() - startMs,
    };
    if (kvs.length === 0 && count > 0) {
      throw new UnreadableRangeError(
        `The server counts ${count} keys here and sends none; check that the endpoint is an etcd.`,
      );
    }
    const keys = kvs.map(({ key, modRevision }) => ({ key: fromBytes(key), modRevision }));
    const told = this.#walk.answer(ask, { keys, count });
    this.#ask = this.#walk.next();
    return told;
  }

  async #range(ask: RangeAsk, signal: AbortSignal | undefined): Promise<RangeResponse> {
    const revision = this.#revision;
    const options = signal === undefined ? {} : { signal };
    try {
      return await this.#ports.range(rangeRequest(ask, revision), options);
    } catch (error) {
      if (revision === undefined || !isRevisionGone(error)) throw error;
      this.#revision = undefined;
      this.#walk.forgetTotals();
      return await this.#ports.range(rangeRequest(ask, undefined), options);
    }
  }
}

/** Compacted in the meantime, or another member answers, which has not come so far. */
function isRevisionGone(error: unknown): boolean {
  const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
  return kind === 'compacted' || kind === 'future-revision';
}

function rangeRequest(ask: RangeAsk, revision: number | undefined): Partial<RangeRequest> {
  return {
    key: rangeStart(ask.from),
    rangeEnd: rangeEnd(ask.to),
    limit: ask.limit,
    keysOnly: true,
    serializable: true,
    revision: revision ?? 0,
  };
}
