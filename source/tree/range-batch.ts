import {
  RangeRequest,
  RangeResponse,
  RequestOp,
  type TxnRequest,
  type TxnResponse,
} from '../../proto/generated/etcdserverpb.js';

interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** What of a client asks for ranges: one, or several in one transaction that only reads. */
export interface RangeCalls {
  range(request: Partial<RangeRequest>, options: ReadOptions): Promise<RangeResponse>;
  txn(request: Partial<TxnRequest>, options: ReadOptions): Promise<TxnResponse>;
}

/** What etcd takes in a transaction, unless it is told otherwise. */
const mostInOne = 128;

/**
 * Asks several ranges in one request: a transaction of serializable ranges is answered by the asked member
 * alone, at one revision, and a request costs as much as twenty small ranges. A server that takes fewer
 * operations, or no such transaction (kine, a learner), is asked for fewer from then on, in the end one by one.
 */
export class RangeBatch {
  readonly #calls: RangeCalls;
  #most = mostInOne;

  constructor(calls: RangeCalls) {
    this.#calls = calls;
  }

  /** How many ranges one request may have. */
  get most(): number {
    return this.#most;
  }

  /** The answers, in the order of the requests; at most `most` of them at a time, or they are asked in turn. */
  async ask(
    requests: readonly Partial<RangeRequest>[],
    options: ReadOptions,
  ): Promise<readonly RangeResponse[]> {
    const answers: RangeResponse[] = [];
    while (answers.length < requests.length) {
      answers.push(...(await this.#askSome(requests.slice(answers.length), options)));
    }
    return answers;
  }

  async #askSome(
    requests: readonly Partial<RangeRequest>[],
    options: ReadOptions,
  ): Promise<readonly RangeResponse[]> {
    const [first, second] = requests;
    if (first === undefined) return [];
    if (second === undefined || this.#most === 1) return [await this.#calls.range(first, options)];
    const some = requests.slice(0, this.#most);
    try {
      return rangesOf(await this.#calls.txn({ success: some.map(readOp) }, options), some.length);
    } catch (error) {
      if (!isNotTaken(error)) throw error;
      this.#most = Math.max(1, Math.floor(some.length / 4));
      return this.#askSome(requests, options);
    }
  }
}

function readOp(request: Partial<RangeRequest>): RequestOp {
  return RequestOp.create({ requestRange: RangeRequest.create(request) });
}

function rangesOf({ header, responses }: TxnResponse, asked: number): readonly RangeResponse[] {
  const ranges = responses.flatMap(({ responseRange }) => responseRange ?? []);
  if (ranges.length !== asked) throw new UnansweredRangeError();
  return ranges.map((range) => RangeResponse.create({ ...range, header }));
}

/** Not a transaction as etcd has it. */
class UnansweredRangeError extends Error {
  override readonly name = 'UnansweredRangeError';
  readonly kind = 'unimplemented';
}

function isNotTaken(error: unknown): boolean {
  const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
  return kind === 'invalid-argument' || kind === 'unimplemented' || kind === 'learner';
}
