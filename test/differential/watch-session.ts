import {
  type WatchCreateRequest,
  type WatchRequest,
  type WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { comparable } from '../conformance/transcript.js';
import type { WireClient, WireStream } from '../conformance/wire-client.js';
import { toMessage } from './methods.js';
import type { Fields, WatchStep } from './program.js';
import { putSentinel, sentinelKey } from './sentinel.js';
import { Tally } from './tally.js';

type WatchCall = WireStream<WatchRequest, WatchResponse>;

/**
 * How it is known that the watches have caught up: by asking for progress, which says so; or, where it
 * does not (3.4 answers at once), by having seen as much as another server had at the same point.
 */
export type Settlement =
  | { readonly by: 'progress'; readonly settled: (seen: Tally) => void }
  | { readonly by: 'tally'; readonly next: () => Promise<Tally> };

const progressId = -1n;
const askAgainMs = 20;
const settleBoundMs = 5_000;

/** Watches of the future are on streams of their own: no server can say that they are current. */
const futurePrefix = 'future of ';

export interface WatchSessionOptions {
  readonly client: WireClient;
  readonly baseRevision: number;
  readonly settlement: Settlement;
  /** The highest revision that the server has told of. */
  readonly revision: () => number;
}

export class WatchSession {
  readonly #options: WatchSessionOptions;
  readonly #streams = new Map<string, WatchCall>();

  constructor(options: WatchSessionOptions) {
    this.#options = options;
  }

  async take(step: WatchStep): Promise<unknown> {
    if ('create' in step) {
      return this.#create(step.watch, step.create);
    }
    await this.settle();
    const stream = this.#stream(step.watch);
    if ('progress' in step) {
      return isActive(stream) ? (await this.#progress(stream))?.header : 'nothing to tell of';
    }
    const watchId = BigInt(step.cancel);
    const request = { cancelRequest: { watchId } };
    if (!activeIds(stream).has(watchId)) {
      stream.send(request);
      return 'silence';
    }
    return this.#answered(stream, ({ canceled, created }) => canceled && !created, request);
  }

  /** Where settling asked for progress, what that brought. */
  async #progress(stream: WatchCall): Promise<WatchResponse | undefined> {
    if (this.#options.settlement.by === 'tally') {
      const before = stream.received.length;
      stream.send({ progressRequest: {} });
      await waitFor(stream, 'progress', () => stream.received.slice(before).some(isProgress));
    }
    return stream.received.findLast(isProgress);
  }

  #create(name: string, fields: Fields): Promise<unknown> {
    const { baseRevision, revision } = this.#options;
    const createRequest = toMessage(fields, baseRevision) as unknown as WatchCreateRequest;
    const isOfFuture = createRequest.startRevision > revision();
    const stream = this.#stream(isOfFuture ? `${futurePrefix}${name}` : name);
    return this.#answered(stream, ({ created }) => created, { createRequest });
  }

  /** Waits until every watch of the present and the past has seen all there is. */
  async settle(): Promise<void> {
    if (this.#options.settlement.by === 'progress') {
      for (const [name, stream] of this.#streams) {
        if (!name.startsWith(futurePrefix)) {
          await settleByProgress(stream);
        }
      }
      this.#options.settlement.settled(this.#tally());
    } else {
      await this.#reach(await this.#options.settlement.next());
    }
  }

  async finish(): Promise<Readonly<Record<string, unknown>>> {
    await this.settle();
    await this.#settleFuture();
    return Object.fromEntries([...this.#streams].flatMap(([name, stream]) => summary(name, stream)));
  }

  close(): void {
    for (const stream of this.#streams.values()) {
      stream.cancel();
    }
  }

  /** A stream delivers in order: when it has brought a last put, it has brought everything before it. */
  async #settleFuture(): Promise<void> {
    for (const [name, stream] of this.#streams) {
      if (name.startsWith(futurePrefix) && stream.ended === undefined) {
        const createRequest = { key: sentinelKey } as unknown as WatchCreateRequest;
        await this.#answered(stream, ({ created }) => created, { createRequest });
        await putSentinel(this.#options.client);
        const came = () => stream.received.some(({ events }) => events.some(isSentinel));
        await waitFor(stream, 'the last put', came);
      }
    }
  }

  #stream(name: string): WatchCall {
    const known = this.#streams.get(name);
    if (known !== undefined) {
      return known;
    }
    const stream = this.#options.client.stream(WatchService.watch);
    this.#streams.set(name, stream);
    return stream;
  }

  async #answered(
    stream: WatchCall,
    isAnswer: (response: WatchResponse) => boolean,
    request: Partial<WatchRequest>,
  ): Promise<unknown> {
    const before = stream.received.length;
    const answer = () => stream.received.slice(before).find(isAnswer);
    stream.send(request);
    await waitFor(stream, 'an answer', () => answer() !== undefined);
    return answer() ?? stream.ended;
  }

  #tally(): Tally {
    return Tally.of([...this.#streams].filter(([name]) => !name.startsWith(futurePrefix)));
  }

  async #reach(wanted: Tally): Promise<void> {
    const isReached = () => {
      [...this.#streams.values()].forEach(cancelCompacted);
      return this.#tally().covers(wanted);
    };
    for (const stream of this.#streams.values()) {
      // What is missing shows when the watches are compared.
      await waitFor(stream, 'as much as elsewhere', isReached).catch(() => undefined);
    }
  }
}

async function settleByProgress(stream: WatchCall): Promise<void> {
  const before = stream.received.length;
  const isTold = () => !isActive(stream) || stream.received.slice(before).some(isProgress);
  const end = performance.now() + settleBoundMs;
  while (!isTold() && stream.ended === undefined) {
    if (performance.now() > end) {
      throw new Error(`a watch stream told no progress within ${settleBoundMs} ms`);
    }
    cancelCompacted(stream);
    stream.send({ progressRequest: {} });
    const askAgain = performance.now() + askAgainMs;
    while (!isTold() && performance.now() < askAgain) {
      await stream.changed(askAgainMs);
    }
  }
}

/** As clients do: until then, the ended watch keeps its id, and 3.6 its stream from telling progress. */
function cancelCompacted(stream: WatchCall): void {
  for (const { watchId, compactRevision } of stream.received.slice(cancelledUpTo.get(stream) ?? 0)) {
    if (compactRevision > 0) {
      stream.send({ cancelRequest: { watchId } });
    }
  }
  cancelledUpTo.set(stream, stream.received.length);
}

const cancelledUpTo = new WeakMap<WatchCall, number>();

async function waitFor(stream: WatchCall, what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + settleBoundMs;
  while (!condition() && stream.ended === undefined) {
    if (performance.now() > end) {
      throw new Error(`a watch stream did not bring ${what} within ${settleBoundMs} ms`);
    }
    await stream.changed(askAgainMs);
  }
}

const isProgress = ({ watchId, created }: WatchResponse) => watchId === progressId && !created;

function isActive(stream: WatchCall): boolean {
  return stream.ended === undefined && activeIds(stream).size > 0;
}

/** Watches that a compaction ended are among them until they are cancelled. */
function activeIds({ received }: WatchCall): Set<bigint> {
  const ids = new Set<bigint>();
  for (const { created, canceled, watchId, compactRevision } of received) {
    if (canceled && compactRevision === 0) {
      ids.delete(watchId);
    } else if (created) {
      ids.add(watchId);
    }
  }
  return ids;
}

const isSentinel = ({ kv }: WatchResponse['events'][number]) =>
  kv !== undefined && Buffer.compare(kv.key, sentinelKey) === 0;

/**
 * What each watch of a stream saw. How many events go in one answer is the server's choice, so they are
 * joined; what ended a watch stands beside them.
 */
function summary(name: string, stream: WatchCall): [string, unknown][] {
  const ids = new Set(stream.received.map(({ watchId }) => watchId));
  ids.delete(progressId);
  const watches = [...ids].map((id): [string, unknown] => {
    const answers = stream.received.filter(({ watchId, created }) => watchId === id && !created);
    return [
      `${name} ${id}`,
      comparable({
        events: answers.flatMap(({ events }) => events.filter((event) => !isSentinel(event))),
        ends: answers.filter(({ canceled }) => canceled),
      }),
    ];
  });
  return [...watches, [`${name} ended`, stream.ended]];
}
