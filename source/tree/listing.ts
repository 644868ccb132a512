import type { RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { type ByteString, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import type { Budget } from './budget.js';
import { type Discovery, foundKey } from './discovery.js';
import type { Layout } from './layout.js';
import { ListingPlan, type Question, type RangeAnswer, type RangeAsk, type Region } from './plan.js';
import type { RangeBatch } from './range-batch.js';

export type RangeFunction = (
  request: Partial<RangeRequest>,
  options: { readonly signal?: AbortSignal },
) => Promise<RangeResponse>;

/** What a reader of keys may use of the outside. */
export interface ListingPorts {
  readonly range: RangeFunction;
  /** A range in chunks, for large parts of what there is; rejects with the kind `unimplemented` where a server has none. */
  readonly stream?: RangeFunction;
  /** Several ranges in one request; without it they are asked one by one. */
  readonly batch?: RangeBatch;
  readonly budget: Budget;
  /** Lets key presses and answers have their turn, in long work. */
  readonly pause?: () => Promise<void>;
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

/** So many requests are out at once: a member answers as many side by side as it has cores. */
const requestsOut = 3;
/** A request has the server visit about so many keys at most, some 20 to 40 ms, and write so many. Whoever puts waits for one of its ranges, never for all. */
const visitsInOne = 100_000;
const keysInOne = 1_024;
/** For fewer visits a request of its own costs more than it saves by being answered beside others. */
const visitsWorthOne = 8_000;
/** Beside the keys it visits, a question costs as much as so many visits. */
const questionVisits = 20;

type Outcome =
  | { readonly kind: 'answered'; readonly responses: readonly RangeResponse[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Questions that are out in one request. */
interface Flight {
  readonly questions: readonly Question[];
  readonly signal: AbortSignal | undefined;
  /** Never rejects. */
  readonly landed: Promise<Flight>;
  outcome: Outcome | undefined;
}

/**
 * The children of one directory, many questions at a time, as many as are wanted. All answers are of one
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
    if (outcome?.kind === 'answered') return this.#takeAll(flight.questions, outcome.responses);
    return this.#giveUp(flight, outcome?.error, signal);
  }

  /** Has as many questions out as can be asked without knowing more answers. */
  async #ask(signal: AbortSignal | undefined): Promise<void> {
    const most = this.#revision === undefined ? 1 : requestsOut;
    const requests = this.#gather(most - this.#flights.size);
    for (const [index, questions] of requests.entries()) {
      // What is answered meanwhile must not wait for the budget too.
      const isPaced = this.#flights.size > 0 && this.#ports.budget.waitMs > 0;
      if (isPaced || this.#flights.size === most) {
        this.#withdraw(requests.slice(index).flat());
        return;
      }
      try {
        await this.#ports.budget.admit(signal);
      } catch (error) {
        this.#withdraw(requests.slice(index).flat());
        this.#withdrawAll();
        throw error;
      }
      this.#send(questions, signal);
    }
  }

  /** The next questions, shared among so many requests. */
  #gather(requests: number): readonly (readonly Question[])[] {
    if (requests === 0) return [];
    const most = this.#ports.batch?.most ?? 1;
    const gathered: Question[] = [];
    let visits = 0;
    let keys = 0;
    for (const question of this.#plan.questions()) {
      gathered.push(question);
      visits += question.visits + questionVisits;
      keys += question.keys;
      if (
        gathered.length >= requests * most ||
        visits >= requests * visitsInOne ||
        keys >= requests * keysInOne
      )
        break;
    }
    const share = Math.min(visitsInOne, Math.max(visitsWorthOne, visits / requests));
    return shared(gathered, share, most);
  }

  #send(questions: readonly Question[], signal: AbortSignal | undefined): void {
    const flight: Flight = {
      questions,
      signal,
      outcome: undefined,
      landed: this.#answers(questions, signal).then(
        (responses) => {
          const visits = responses.reduce((sum, { count }) => sum + count + questionVisits, 0);
          this.#ports.budget.spend(visits);
          flight.outcome = { kind: 'answered', responses };
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

  async #answers(
    questions: readonly Question[],
    signal: AbortSignal | undefined,
  ): Promise<readonly RangeResponse[]> {
    const options = signal === undefined ? {} : { signal };
    const requests = questions.map(({ ask }) => rangeRequest(ask, this.#revision));
    const { range, batch } = this.#ports;
    if (batch !== undefined) return batch.ask(requests, options);
    return Promise.all(requests.map((request) => range(request, options)));
  }

  async #first(flights: readonly Flight[]): Promise<Flight> {
    const landed = flights.find(({ outcome }) => outcome !== undefined);
    if (landed !== undefined) return landed;
    const startMs = this.#ports.nowMs();
    const first = await Promise.race(flights.map(({ landed: each }) => each));
    this.#cost = { ...this.#cost, ms: this.#cost.ms + this.#ports.nowMs() - startMs };
    return first;
  }

  #takeAll(questions: readonly Question[], responses: readonly RangeResponse[]): readonly Discovery[] {
    this.#cost = { ...this.#cost, requests: this.#cost.requests + 1 };
    for (const [index, question] of questions.entries()) {
      const response = responses[index];
      if (response === undefined) this.#plan.withdraw(question);
      else this.#take(question, response);
    }
    return this.#plan.tell();
  }

  #take(question: Question, response: RangeResponse): void {
    this.#revision ??= response.header?.revision;
    const { kvs, count } = response;
    const { keysVisited, keysRead } = this.#cost;
    this.#cost = { ...this.#cost, keysVisited: keysVisited + count, keysRead: keysRead + kvs.length };
    if (kvs.length === 0 && count > 0 && question.ask.limit > 0) {
      this.#plan.withdraw(question);
      throw new UnreadableRangeError(
        `The server counts ${count} keys here and sends none; check that the endpoint is an etcd.`,
      );
    }
    this.#plan.answer(question, answerOf(response));
  }

  #giveUp(flight: Flight, error: unknown, signal: AbortSignal | undefined): readonly Discovery[] {
    this.#withdraw(flight.questions);
    if (this.#revision !== undefined && !this.#isPast && isRevisionGone(error)) {
      this.catchUp(undefined);
      return [];
    }
    // It was stopped by an earlier reader, which has gone.
    if (flight.signal?.aborted === true && signal?.aborted !== true) return [];
    this.#withdrawAll();
    throw error;
  }

  #withdraw(questions: readonly Question[]): void {
    for (const question of questions) this.#plan.withdraw(question);
  }

  /** Answers that are still to come are not waited for. */
  #withdrawAll(): void {
    for (const { questions } of this.#flights) this.#withdraw(questions);
    this.#flights.clear();
  }
}

/** In requests of so many visits each, or a little more. */
function shared(
  questions: readonly Question[],
  visitsInEach: number,
  most: number,
): readonly (readonly Question[])[] {
  const requests: Question[][] = [];
  let [visits, keys] = [0, 0];
  for (const question of questions) {
    const last = requests.at(-1);
    if (last === undefined || last.length === most || visits >= visitsInEach || keys >= keysInOne) {
      requests.push([question]);
      [visits, keys] = [0, 0];
    } else last.push(question);
    visits += question.visits + questionVisits;
    keys += question.keys;
  }
  return requests;
}

function answerOf({ kvs, count }: RangeResponse): RangeAnswer {
  return { keys: kvs.map(foundKey), count };
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
    countOnly: ask.limit === 0,
    serializable: true,
    revision: revision ?? 0,
  };
}
