import { MaintenanceService } from '../../proto/generated/etcdserverpb.js';
import type { WatchMessage, WatchOptions, WatchSubscription } from './api.js';
import { callFailure, internalError, isServiceError, refusal } from './call-failure.js';
import { localRead } from './call-policy.js';
import type { Caller } from './caller.js';
import type { ClientEnvironment } from './environment.js';
import { EtcdError, type EtcdErrorKind } from './errors.js';
import type { Pool, ReadyEndpoint } from './pool.js';
import { answersProgressInOrder } from './progress-requests.js';
import { LoginFailed } from './token-source.js';
import { WatchCourse } from './watch-course.js';
import { type Watch, WatchStream, watchPolicy } from './watch-stream.js';

export interface WatchHubParts {
  readonly pool: Pool;
  readonly caller: Caller;
  readonly environment: ClientEnvironment;
  readonly haveUser: boolean;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** How often a refused watch is asked for again: it is a message and its answer, and no entry in the Raft log. */
const askAgainMs = 5_000;

/** What no retry mends. */
const hopeless: ReadonlySet<EtcdErrorKind> = new Set([
  'not-etcd',
  'unimplemented',
  'permission-denied',
  'unauthenticated',
  'invalid-argument',
]);

/** What a change of roles, users or authentication itself undoes. */
const mayPass: ReadonlySet<EtcdErrorKind> = new Set(['permission-denied', 'unauthenticated']);

/** All watches of a client: keeps one stream open for them and moves them to the next when it breaks. */
export class WatchHub {
  readonly #parts: WatchHubParts;
  readonly #watches = new Set<Watch>();
  /** No stream has them any more; they are about to be told why. */
  readonly #leaving = new Set<Watch>();
  /** Refused and told so, for as long as rights or a login are missing. */
  readonly #refused = new Set<Watch>();
  #stream: WatchStream | undefined;
  #opening = false;
  #pauseMs = 0;
  #stopTimer: () => void = () => {};
  #stopAskingAgain: () => void = () => {};
  #lastId = 0n;

  constructor(parts: WatchHubParts) {
    this.#parts = parts;
    parts.pool.onConnection((state) => {
      if (state.kind === 'ready') {
        this.#openAfter(0);
      }
    });
    parts.pool.onSilence((endpoint) => this.#leaveSilent(endpoint));
  }

  watch(options: WatchOptions, listener: (message: WatchMessage) => void): WatchSubscription {
    const cancel = () => this.#drop(watch);
    const watch = openWatch(options, listener, cancel);
    if (watch.ended) {
      return { cancel };
    }
    this.#watches.add(watch);
    if (this.#stream === undefined) {
      this.#openAfter(0);
    } else {
      this.#stream.add(watch);
    }
    return { cancel };
  }

  close(): void {
    for (const watch of [...this.#watches, ...this.#leaving, ...this.#refused]) {
      this.#drop(watch);
    }
  }

  #drop(watch: Watch): void {
    watch.end();
    this.#leaving.delete(watch);
    this.#refused.delete(watch);
    if (this.#refused.size === 0) {
      this.#stopAskingAgain();
    }
    this.#leave(watch);
  }

  #leave(watch: Watch): void {
    this.#watches.delete(watch);
    this.#stream?.remove(watch);
    if (this.#watches.size === 0) {
      this.#stopTimer();
      this.#stream?.close();
      this.#stream = undefined;
    }
  }

  #openAfter(pauseMs: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#parts.environment.after(pauseMs, () => void this.#open());
  }

  async #open(): Promise<void> {
    const { pool, caller, closed } = this.#parts;
    if (this.#opening || this.#stream !== undefined || this.#watches.size === 0 || closed.aborted) {
      return;
    }
    this.#opening = true;
    try {
      const at = await pool.pick({ signal: closed });
      const token = await caller.tokens.token(at);
      this.#start(at, token);
    } catch (error) {
      this.#openingFailed(error);
    } finally {
      this.#opening = false;
    }
  }

  /** A cluster that is down is waited for; a login that failed is not repeated unless it may succeed. */
  #openingFailed(error: unknown): void {
    if (this.#parts.closed.aborted) {
      return;
    }
    if (error instanceof LoginFailed) {
      this.#interrupted(error.failure.error);
    } else if (error instanceof EtcdError) {
      this.#tellCut(error);
    } else {
      this.#interrupted(internalError(error, watchPolicy, 'the cluster'));
    }
  }

  #start(at: ReadyEndpoint, token: string | undefined): void {
    if (this.#watches.size === 0 || this.#parts.closed.aborted) {
      return;
    }
    const stream = new WatchStream({
      at,
      token,
      environment: this.#parts.environment,
      nextId: () => {
        this.#lastId += 1n;
        return this.#lastId;
      },
      onRefused: (watch, reason) => this.#receiveRefusal(watch, reason, stream),
      onEnd: (error) => this.#streamEnded(error, stream),
    });
    this.#stream = stream;
    for (const watch of this.#watches) {
      stream.add(watch);
    }
    void this.#requestProgress(stream);
  }

  async #requestProgress(stream: WatchStream): Promise<void> {
    const options = { endpoint: stream.at.endpoint, signal: this.#parts.closed };
    const status = await this.#parts.caller
      .unary(MaintenanceService.status, {}, localRead('status'), options)
      .catch(() => undefined);
    if (status !== undefined && answersProgressInOrder(status.version) && this.#stream === stream) {
      stream.requestProgress();
    }
  }

  #streamEnded(cause: unknown, stream: WatchStream): void {
    if (this.#stream !== stream) {
      return;
    }
    this.#stream = undefined;
    if (stream.productive) {
      this.#pauseMs = 0;
    }
    const { endpoint } = stream.at;
    const error = isServiceError(cause)
      ? callFailure(cause, watchPolicy, endpoint).error
      : new EtcdError(
          'unreachable',
          `watch at ${endpoint} was cut off: the server ended the stream.`,
          'end',
          endpoint,
        );
    this.#parts.pool.demote(endpoint);
    this.#interrupted(error);
  }

  /** A frozen member keeps its connection: it would be seen for what it is only when keepalives go unanswered. */
  #leaveSilent(endpoint: string): void {
    const stream = this.#stream;
    if (stream?.at.endpoint !== endpoint) {
      return;
    }
    stream.close();
    this.#stream = undefined;
    const message = `watch left ${endpoint}: the member gives no answers.`;
    this.#tellCut(new EtcdError('timeout', message, 'silent', endpoint));
    this.#openAfter(0);
  }

  /** 3.4 says `permission denied` where the login has only expired, so that too is worth one new login, at first. */
  #receiveRefusal(watch: Watch, reason: string, stream: WatchStream): void {
    const { error, remedy } = refusal(reason, watchPolicy, stream.at.endpoint);
    const mayHaveExpired = error.kind === 'permission-denied' && watch.refusedFor === undefined;
    const loginMayHelp = remedy === 'renew-token' || mayHaveExpired;
    if (this.#parts.haveUser && loginMayHelp && !watch.loginRenewed) {
      watch.loginRenewed = true;
      void this.#moveToNewLogin(stream);
    } else if (hopeless.has(error.kind)) {
      this.#refuse(watch, error);
    } else {
      this.#abandon(stream);
      this.#interrupted(error);
    }
  }

  /** A stream keeps the token it began with. */
  async #moveToNewLogin(stream: WatchStream): Promise<void> {
    this.#abandon(stream);
    this.#opening = true;
    try {
      await this.#parts.caller.tokens.renew(stream.token, stream.at);
      this.#openAfter(0);
    } catch (error) {
      this.#openingFailed(error);
    } finally {
      this.#opening = false;
    }
  }

  #abandon(stream: WatchStream): void {
    stream.close();
    this.#stream = undefined;
    for (const watch of this.#watches) {
      watch.course.moved();
    }
  }

  #interrupted(error: EtcdError): void {
    if (hopeless.has(error.kind)) {
      for (const watch of [...this.#watches]) {
        this.#refuse(watch, error);
      }
      return;
    }
    this.#tellCut(error);
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(2 * pauseMs, firstPauseMs), longestPauseMs);
    this.#openAfter(pauseMs);
  }

  #tellCut(error: EtcdError): void {
    for (const watch of [...this.#watches]) {
      watch.tell(watch.course.cut(error));
    }
  }

  /** It is told once, when it is known what the user may do; a stream that opens meanwhile must not ask for it again. */
  #refuse(watch: Watch, error: EtcdError): void {
    this.#leaving.add(watch);
    this.#leave(watch);
    watch.course.refused();
    const isNews = watch.refusedFor?.detail !== error.detail;
    void this.#parts.caller.explained(error, isNews).then((explained) => {
      if (watch.refusedFor?.message !== explained.message) {
        watch.refusedFor = explained;
        watch.tell([{ kind: 'refused', error: explained }]);
      }
      this.#leaving.delete(watch);
      if (watch.ended || !mayPass.has(error.kind)) {
        this.#drop(watch);
      } else {
        this.#keepRefused(watch);
      }
    });
  }

  #keepRefused(watch: Watch): void {
    if (this.#refused.size === 0) {
      this.#stopAskingAgain = this.#parts.environment.after(askAgainMs, () => this.#askAgain());
    }
    this.#refused.add(watch);
  }

  #askAgain(): void {
    const asking = [...this.#refused];
    this.#refused.clear();
    for (const watch of asking) {
      watch.loginRenewed = false;
      this.#watches.add(watch);
    }
    const stream = this.#stream;
    if (stream !== undefined && stream.token === this.#parts.caller.tokens.latest) {
      for (const watch of asking) {
        stream.add(watch);
      }
      return;
    }
    if (stream !== undefined) {
      this.#abandon(stream);
    }
    this.#openAfter(0);
  }
}

function openWatch(
  options: WatchOptions,
  listener: (message: WatchMessage) => void,
  cancel: () => void,
): Watch {
  let ended = options.signal?.aborted === true;
  options.signal?.addEventListener('abort', cancel);
  return {
    course: new WatchCourse(options),
    loginRenewed: false,
    refusedFor: undefined,
    get ended() {
      return ended;
    },
    tell: (messages) => {
      for (const message of messages) {
        if (!ended) {
          listener(message);
        }
      }
    },
    end: () => {
      ended = true;
      options.signal?.removeEventListener('abort', cancel);
    },
  };
}
