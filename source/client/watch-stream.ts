import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  WatchCreateRequest,
  WatchProgressRequest,
  type WatchRequest,
  type WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import type { WatchMessage } from './api.js';
import { callMetadata, serializer } from './attempt.js';
import { quorumRead } from './call-policy.js';
import type { ClientEnvironment } from './environment.js';
import type { EtcdError } from './errors.js';
import type { ReadyEndpoint } from './pool.js';
import { revisionOf, type WatchCourse } from './watch-course.js';

/** Ends with `no leader` when the member loses its leader, instead of growing stale in silence. */
export const watchPolicy = { ...quorumRead('watch'), inEveryEtcd: true };

/** One watch of a caller, for as long as it wants it. */
export interface Watch {
  readonly course: WatchCourse;
  readonly ended: boolean;
  /** A new login was made because the server refused it; the next refusal is meant. */
  loginRenewed: boolean;
  /** The refusal that was told, until it is created. */
  refusedFor: EtcdError | undefined;
  tell(messages: readonly WatchMessage[]): void;
  /** Ends it; nothing is told afterwards. */
  end(): void;
}

export interface WatchStreamParts {
  readonly at: ReadyEndpoint;
  readonly token: string | undefined;
  readonly environment: ClientEnvironment;
  /** A new watch id, never used before by this client: a late answer cannot meet another watch. */
  nextId(): bigint;
  /** The server does not want this watch, as its `reason` says. */
  onRefused(watch: Watch, reason: string): void;
  onEnd(error: unknown): void;
}

/** A watch the server knows of. */
interface Live {
  readonly watch: Watch;
  /** How many progress requests had been sent when it was created. */
  readonly createdAfterRequests: number;
}

const noWatchId = -1n;
const progressEveryMs = 30_000;

/** One gRPC stream with many watches on it. Creations go one by one, as a refused one is answered without its id. */
export class WatchStream {
  readonly #parts: WatchStreamParts;
  readonly #stream: ClientDuplexStream<Partial<WatchRequest>, WatchResponse>;
  readonly #queue: Watch[] = [];
  readonly #live = new Map<bigint, Live>();
  #creating: { readonly id: bigint; readonly watch: Watch } | undefined;
  #progressRequests = 0;
  #progressAnswers = 0;
  #stopTimer: () => void = () => {};
  #closed = false;
  /** Whether any watch was created on it. */
  productive = false;

  constructor(parts: WatchStreamParts) {
    this.#parts = parts;
    this.#stream = parts.at.client.makeBidiStreamRequest(
      WatchService.watch.path,
      serializer(WatchService.watch.request),
      WatchService.watch.response.decode,
      callMetadata(watchPolicy, parts.token),
    );
    this.#stream.on('data', (response: WatchResponse) => this.#receive(response));
    this.#stream.on('error', (error) => this.#end(error));
    this.#stream.on('end', () => this.#end(undefined));
  }

  get at(): ReadyEndpoint {
    return this.#parts.at;
  }

  get token(): string | undefined {
    return this.#parts.token;
  }

  add(watch: Watch): void {
    this.#queue.push(watch);
    this.#createNext();
  }

  /** Tells the server that an ended watch is not wanted any more. */
  remove(watch: Watch): void {
    for (const [id, live] of this.#live) {
      if (live.watch === watch) {
        this.#live.delete(id);
        this.#send({ cancelRequest: { watchId: id } });
      }
    }
  }

  /** Asks now and then how far the server has told everything; only where its answer can be trusted. */
  requestProgress(): void {
    this.#stopTimer = this.#parts.environment.after(progressEveryMs, () => {
      if (this.#live.size > 0) {
        this.#progressRequests += 1;
        this.#send({ progressRequest: WatchProgressRequest.create() });
      }
      this.requestProgress();
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#stream.cancel();
  }

  #end(error: unknown): void {
    if (!this.#closed) {
      this.close();
      this.#parts.onEnd(error);
    }
  }

  #send(request: Partial<WatchRequest>): void {
    if (!this.#closed) {
      this.#stream.write(request);
    }
  }

  #createNext(): void {
    if (this.#creating !== undefined) {
      return;
    }
    const watch = this.#queue.shift();
    if (watch === undefined) {
      return;
    }
    if (watch.ended) {
      this.#createNext();
      return;
    }
    const id = this.#parts.nextId();
    this.#creating = { id, watch };
    this.#send({ createRequest: WatchCreateRequest.create(watch.course.createRequest(id)) });
  }

  #receive(response: WatchResponse): void {
    if (this.#closed) {
      return;
    }
    const creating = this.#creating;
    const refused = response.canceled && response.watchId === noWatchId;
    if (creating !== undefined && (response.created || refused)) {
      this.#creating = undefined;
      this.#receiveCreation(response, creating.id, creating.watch);
      this.#createNext();
    } else if (response.watchId === noWatchId) {
      this.#receiveProgressForAll(response);
    } else {
      this.#receiveFor(response);
    }
  }

  #receiveCreation(response: WatchResponse, id: bigint, watch: Watch): void {
    if (response.canceled) {
      this.#receiveCancellation(response, watch);
      return;
    }
    this.productive = true;
    if (watch.ended) {
      this.#send({ cancelRequest: { watchId: id } });
      return;
    }
    watch.loginRenewed = false;
    watch.refusedFor = undefined;
    this.#live.set(id, { watch, createdAfterRequests: this.#progressRequests });
    watch.tell(watch.course.created(response, this.#parts.at.endpoint));
  }

  #receiveFor(response: WatchResponse): void {
    const live = this.#live.get(response.watchId);
    if (live === undefined) {
      return;
    }
    if (response.canceled) {
      this.#live.delete(response.watchId);
      this.#receiveCancellation(response, live.watch);
    } else {
      live.watch.tell(live.watch.course.response(response, this.#parts.environment.nowMs()));
    }
  }

  #receiveCancellation(response: WatchResponse, watch: Watch): void {
    if (watch.ended) {
      return;
    }
    if (response.compactRevision > 0) {
      watch.tell(watch.course.compacted(response.compactRevision));
      this.add(watch);
    } else {
      this.#parts.onRefused(watch, response.cancelReason);
    }
  }

  /**
   * Answers come in the order of the requests, but a request is not always answered. So the n-th answer
   * belongs to the n-th request or a later one, and holds for the watches that were created before that.
   */
  #receiveProgressForAll(response: WatchResponse): void {
    this.#progressAnswers += 1;
    for (const { watch, createdAfterRequests } of this.#live.values()) {
      if (createdAfterRequests < this.#progressAnswers) {
        watch.tell(watch.course.progress(revisionOf(response)));
      }
    }
  }
}
