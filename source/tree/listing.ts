import type { RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { Budget } from './budget.js';
import { type ByteString, fromBytes, rangeEnd, rangeStart } from './byte-string.js';
import { type Layout, ListingPlan, type Question } from './plan.js';
import type { Discovery, RangeAnswer, RangeAsk, Region } from './walk.js';

export type RangeFunction = (
  request: Partial<RangeRequest>,
  options: { readonly signal?: AbortSignal },
) => Promise<RangeResponse>;

/**
 * What a listing may use of the outside. A server that streams ranges (etcd 3.7) can send the keys of a part as
 * they are read: that is another way to answer a `Question`, beside `range`.
 */
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
  /** Time spent waiting for answers, several at once counted once. */
  readonly ms: number;
}

export const noCost: ListingCost = { requests: 0, keysVisited: 0, keysRead: 0, ms: 0 };

export interface ListingStart extends Region {
  /** What its children probably are; what is found does not depend on it, what it costs does. */
  readonly layout?: Layout | undefined;
  /** The revision at which `total` holds, and at which keys are read; the current one when left out. */
  readonly revision?: number | undefined;
  /** Of another revision nothing is wanted: when this one is compacted, reading fails. */
  readonly isPast?: boolean;
}

/** A server that counts keys it does not send would have a listing ask for ever. */
export class UnreadableRangeError extends Error {
  override readonly name = 'UnreadableRangeError';
}

/** So many questions are out at once: a member answers as many side by side as it has cores. */
const questionsOut = 4;

type Outcome =
  | { readonly kind: 'answered'; readonly response: RangeResponse }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A question that is out. */
interface Flight {
  readonly question: Question;
  readonly signal: AbortSignal | undefined;
  /** Never rejects. */
  readonly landed: Promise<Flight>;
  outcome: Outcome | undefined;
}

/**
 * The children of one directory, several questions at a time, as many as are wanted. All answers are of one
 * revision, as long as that is kept by the server: serializable, keys only, every range bounded by what is
 * looked for.
 */
export class DirectoryListing {
  readonly #ports: ListingPorts;
  readonly #plan: ListingPlan;
  readonly #flights = new Set<Flight>();
  readonly #isPast: boolean;
  #revision: number | undefined;
  #cost = noCost;

  constructor(start: ListingStart, ports: ListingPorts) {
    this.#ports = ports;
    this.#plan = new ListingPlan(start, start.layout);
    this.#revision = start.revision;
    this.#isPast = start.isPast === true;
  }

  /** True when every child is told. */
  get done(): boolean {
    return this.#plan.done;
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
    return this.#plan.frontier;
  }

  /**
   * What is read from now on is as of `revision`, or current without one, at the price of knowing less of
   * what to expect.
   */
  catchUp(revision: number | undefined): void {
    this.#withdrawAll();
    this.#revision = revision;
    this.#plan.forgetTotals();
  }

  /**
   * Waits for one answer, and has the next questions out; what it told may be nothing yet. Rejects as the range
   * does; the same questions can then be asked again.
   */
  async read(signal?: AbortSignal): Promise<readonly Discovery[]> {
    await this.#ask(signal);
    const flights = [...this.#flights];
    if (flights.length === 0) {
      if (this.done) return [];
      throw new Error('The keys of this directory do not add up; read it again.');
    }
    const flight = await this.#first(flights);
    this.#flights.delete(flight);
    const { outcome } = flight;
    if (outcome?.kind === 'answered') return this.#take(flight.question, outcome.response);
    return this.#giveUp(flight, outcome?.error, signal);
  }

  /** Has as many questions out as can be asked without knowing more answers. */
  async #ask(signal: AbortSignal | undefined): Promise<void> {
    const most = this.#revision === undefined ? 1 : questionsOut;
    while (this.#flights.size < most) {
      // What is answered meanwhile must not wait for the budget too.
      if (this.#flights.size > 0 && this.#ports.budget.waitMs > 0) return;
      const question = this.#plan.next();
      if (question === undefined) return;
      try {
        await this.#ports.budget.admit(signal);
      } catch (error) {
        this.#plan.withdraw(question);
        this.#withdrawAll();
        throw error;
      }
      this.#send(question, signal);
    }
  }

  #send(question: Question, signal: AbortSignal | undefined): void {
    const options = signal === undefined ? {} : { signal };
    const answered = this.#ports.range(rangeRequest(question.ask, this.#revision), options);
    const flight: Flight = {
      question,
      signal,
      outcome: undefined,
      landed: answered.then(
        (response) => {
          this.#ports.budget.spend(response.count);
          flight.outcome = { kind: 'answered', response };
          return flight;
        },
        (error: unknown) => {
          flight.outcome = { kind: 'failed', error };
          return flight;
        },
      ),
    };
    this.#flights.add(flight);
  }

  async #first(flights: readonly Flight[]): Promise<Flight> {
    const landed = flights.find(({ outcome }) => outcome !== undefined);
    if (landed !== undefined) return landed;
    const startMs = this.#ports.nowMs();
    const first = await Promise.race(flights.map(({ landed: each }) => each));
    this.#cost = { ...this.#cost, ms: this.#cost.ms + this.#ports.nowMs() - startMs };
    return first;
  }

  #take(question: Question, response: RangeResponse): readonly Discovery[] {
    this.#revision ??= response.header?.revision;
    const { kvs, count } = response;
    this.#cost = {
      ...this.#cost,
      requests: this.#cost.requests + 1,
      keysVisited: this.#cost.keysVisited + count,
      keysRead: this.#cost.keysRead + kvs.length,
    };
    if (kvs.length === 0 && count > 0) {
      this.#plan.withdraw(question);
      throw new UnreadableRangeError(
        `The server counts ${count} keys here and sends none; check that the endpoint is an etcd.`,
      );
    }
    return this.#plan.answer(question, answerOf(response));
  }

  #giveUp(flight: Flight, error: unknown, signal: AbortSignal | undefined): readonly Discovery[] {
    this.#plan.withdraw(flight.question);
    if (this.#revision !== undefined && !this.#isPast && isRevisionGone(error)) {
      this.catchUp(undefined);
      return [];
    }
    // It was stopped by an earlier reader, which has gone.
    if (flight.signal?.aborted === true && signal?.aborted !== true) return [];
    this.#withdrawAll();
    throw error;
  }

  /** Answers that are still to come are not waited for. */
  #withdrawAll(): void {
    for (const { question } of this.#flights) this.#plan.withdraw(question);
    this.#flights.clear();
  }
}

function answerOf({ kvs, count }: RangeResponse): RangeAnswer {
  return { keys: kvs.map(({ key, modRevision }) => ({ key: fromBytes(key), modRevision })), count };
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
