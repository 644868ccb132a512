import { AuthService, MaintenanceService } from '../../proto/generated/etcdserverpb.js';
import type { MethodDefinition } from '../../proto/wire.js';
import type { UserCredentials } from '../connect/options.js';
import type { CallOptions, Endpoint } from './api.js';
import { type Attempt, callMetadata, unaryAttempt } from './attempt.js';
import { type CallFailure, callFailure, doubt, internalError, isServiceError } from './call-failure.js';
import { type CallPolicy, localRead, quorumRead } from './call-policy.js';
import { ClusterIds } from './cluster-ids.js';
import type { ClientEnvironment } from './environment.js';
import { EtcdError, type Limits } from './errors.js';
import { grantsInWords, grantsOf, grantsPolicy, isLimited } from './grants.js';
import type { Pool, ReadyEndpoint } from './pool.js';
import { LoginFailed, TokenSource } from './token-source.js';

export interface CallerParts {
  readonly pool: Pool;
  readonly user: UserCredentials | undefined;
  readonly commandTimeoutMs: number;
  readonly environment: ClientEnvironment;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

/** One call on its way through endpoints and tokens. */
interface Journey {
  readonly policy: CallPolicy;
  readonly options: CallOptions;
  readonly timeoutMs: number;
  /** Wall time. */
  readonly deadlineMs: number;
  /** Aborted by the caller, by the client's end, or when time is up. */
  readonly signal: AbortSignal;
  readonly tried: Set<Endpoint>;
  renewed: boolean;
  /** Wall time since which every member that was asked saw no leader, or was a learner. */
  leaderlessSinceMs: number | undefined;
  /** How often the connection broke under it. */
  breaks: number;
  pauseMs: number;
}

type Send<Response> = (attempt: Attempt) => Promise<Response>;
interface Failed {
  readonly failure: CallFailure;
  readonly token: string | undefined;
}

const firstPauseMs = 50;
const longestPauseMs = 500;
/** The server is told a later deadline than ours, or its giving up would be taken for a cancellation. */
const serverSlackMs = 500;
/**
 * A request that a member may have died of is not carried to the next: what breaks late, or again and again,
 * is not repeated. A connection that was stale breaks at once.
 */
const repeatWithinMs = 1_000;
const repeatsMax = 2;
/** How long a member may take to say which cluster it belongs to. */
const checkMs = 500;
/** An election takes a second or two; whoever sees no leader for longer will not see one soon. */
const electionMs = 2_500;
const loginPolicy = quorumRead('login');
/** Refusals that come together are explained at once; roles may change before the next. */
const grantsLastMs = 5_000;

/** Makes calls: picks the endpoint, logs in, and asks again where that is safe. */
export class Caller {
  readonly tokens: TokenSource;
  readonly #parts: CallerParts;
  readonly #clusterIds = new ClusterIds();
  /** What the user may do, as it was told last. */
  #grants: { readonly untilMs: number; readonly told: ReturnType<typeof grantsOf> } | undefined;

  constructor(parts: CallerParts) {
    this.#parts = parts;
    this.tokens = new TokenSource((at) => this.#logIn(at), parts.environment);
  }

  /** Aborted when the client is closed. */
  get closed(): AbortSignal {
    return this.#parts.closed;
  }

  unary<Request, Response>(
    definition: MethodDefinition<Request, Response>,
    request: Partial<Request>,
    policy: CallPolicy,
    options: CallOptions = {},
  ): Promise<Response> {
    return this.call(policy, options, (attempt) => unaryAttempt(definition, request, attempt));
  }

  /** Sends until it is answered, refused for good, or out of time. */
  async call<Response>(policy: CallPolicy, options: CallOptions, send: Send<Response>): Promise<Response> {
    try {
      return await this.#callInTime(policy, options, send);
    } catch (error) {
      const isPlain = policy === grantsPolicy || options.unexplained === true;
      throw isPlain || !(error instanceof EtcdError) ? error : await this.explained(error);
    }
  }

  /**
   * A refusal for want of rights with what the user may do instead; every other error as it is.
   * @param asks - false: no question is asked for it, and what was told last is what is known
   */
  async explained(error: EtcdError, asks = true): Promise<EtcdError> {
    if (error.kind !== 'permission-denied') return error;
    const limits = await this.#rolesTold(asks);
    if (limits === undefined) return error;
    const message = `${error.message} ${limits.inWords}`;
    return new EtcdError(error.kind, message, error.detail, error.endpoint, limits.grants);
  }

  /** What the user's roles allow; undefined where nothing limits them, or where it is not told. */
  async limits(): Promise<Limits | undefined> {
    if (this.#parts.user === undefined) return undefined;
    return (await isLimited((...asked) => this.unary(...asked))) ? this.#rolesTold() : undefined;
  }

  async #rolesTold(asks = true): Promise<Limits | undefined> {
    const { user, environment } = this.#parts;
    if (user === undefined) return undefined;
    const nowMs = environment.nowMs();
    if (asks && (this.#grants === undefined || nowMs >= this.#grants.untilMs)) {
      const told = grantsOf((...asked) => this.unary(...asked), user.name);
      this.#grants = { untilMs: nowMs + grantsLastMs, told };
    }
    const grants = await this.#grants?.told;
    return grants && { grants, inWords: grantsInWords(user.name, grants) };
  }

  async #callInTime<Response>(
    policy: CallPolicy,
    options: CallOptions,
    send: Send<Response>,
  ): Promise<Response> {
    const { environment, commandTimeoutMs, closed } = this.#parts;
    const timeoutMs = options.timeoutMs ?? commandTimeoutMs;
    const ending = new AbortController();
    const end = () => ending.abort();
    const stopTimer = environment.after(timeoutMs, end);
    const sources = [closed, ...(options.signal === undefined ? [] : [options.signal])];
    for (const source of sources) {
      source.addEventListener('abort', end);
    }
    if (sources.some((source) => source.aborted)) {
      end();
    }
    try {
      return await this.#travel(send, {
        policy,
        options,
        timeoutMs,
        deadlineMs: environment.nowMs() + timeoutMs,
        signal: ending.signal,
        tried: new Set(),
        renewed: false,
        leaderlessSinceMs: undefined,
        breaks: 0,
        pauseMs: firstPauseMs,
      });
    } finally {
      stopTimer();
      for (const source of sources) {
        source.removeEventListener('abort', end);
      }
    }
  }

  async #travel<Response>(send: Send<Response>, journey: Journey): Promise<Response> {
    let lastError: EtcdError | undefined;
    for (;;) {
      const at = await this.#pick(journey, lastError);
      const sentMs = this.#parts.environment.nowMs();
      const outcome = await this.#attempt(at, send, journey);
      if ('response' in outcome) {
        return outcome.response;
      }
      lastError = outcome.failure.error;
      if (!(await this.#mayTryAgain(at, sentMs, outcome, journey))) {
        throw lastError;
      }
    }
  }

  async #pick(journey: Journey, lastError: EtcdError | undefined): Promise<ReadyEndpoint> {
    try {
      return await this.#parts.pool.pick({
        endpoint: journey.options.endpoint,
        avoid: journey.tried,
        signal: journey.signal,
      });
    } catch (error) {
      throw journey.signal.aborted ? this.#abortError(journey, undefined, lastError) : error;
    }
  }

  async #attempt<Response>(
    at: ReadyEndpoint,
    send: Send<Response>,
    journey: Journey,
  ): Promise<Failed | { readonly response: Response }> {
    let token: string | undefined;
    let policy = loginPolicy;
    try {
      token = await unlessAborted(this.tokens.token(at), journey.signal);
      policy = journey.policy;
      await this.#checkBeforeWriting(journey);
      const response = await send({
        ...at,
        metadata: callMetadata(policy, token),
        deadlineMs: journey.deadlineMs + serverSlackMs,
        signal: journey.signal,
      });
      if (this.#parts.pool.isGiven(at.endpoint)) {
        this.#clusterIds.note(at.endpoint, response);
      }
      // Who asks one member by its endpoint means it, whatever it belongs to.
      const { endpoint: pinned, anyCluster } = journey.options;
      const mixed = pinned === undefined && anyCluster !== true ? this.#clusterIds.conflict : undefined;
      return mixed === undefined ? { response } : { failure: { error: mixed, remedy: 'none' }, token };
    } catch (error) {
      return { failure: this.#readFailure(error, at.endpoint, policy, journey), token };
    }
  }

  /** Nothing is written while endpoints of two clusters are named: once it is answered it is too late. */
  async #checkBeforeWriting({ policy, options, signal }: Journey): Promise<void> {
    if (policy.repeatable || options.endpoint !== undefined) {
      return;
    }
    const unknown = this.#parts.pool
      .readyEndpoints()
      .filter(({ endpoint }) => !this.#clusterIds.knows(endpoint));
    await Promise.all(unknown.map((at) => this.#askCluster(at, signal)));
    const { conflict } = this.#clusterIds;
    if (conflict !== undefined) {
      throw conflict;
    }
  }

  /** Who does not answer is not known, and asked again before the next write. */
  async #askCluster(at: ReadyEndpoint, signal: AbortSignal): Promise<void> {
    const metadata = callMetadata(localRead('status'), undefined);
    const deadlineMs = this.#parts.environment.nowMs() + checkMs;
    const attempt = { ...at, metadata, deadlineMs, signal };
    const response = await unaryAttempt(MaintenanceService.status, {}, attempt).catch(() => undefined);
    this.#clusterIds.note(at.endpoint, response);
  }

  /** `policy` is that of the login while only that was under way. */
  #readFailure(error: unknown, endpoint: Endpoint, policy: CallPolicy, journey: Journey): CallFailure {
    if (error instanceof LoginFailed) {
      return error.failure;
    }
    if (error instanceof EtcdError) {
      return { error, remedy: 'none' };
    }
    if (journey.signal.aborted) {
      return { error: this.#abortError({ ...journey, policy }, endpoint, undefined), remedy: 'none' };
    }
    return isServiceError(error)
      ? callFailure(error, policy, endpoint)
      : { error: internalError(error, policy, endpoint), remedy: 'none' };
  }

  /** True after having made another attempt possible. */
  async #mayTryAgain(at: ReadyEndpoint, sentMs: number, failed: Failed, journey: Journey): Promise<boolean> {
    switch (failed.failure.remedy) {
      case 'none':
        this.#leaveIfSilent(at, failed.failure);
        return false;
      case 'renew-token':
        return this.#renewToken(at, failed.token, journey);
      case 'elsewhere':
        return this.#mayWaitForVoter(failed.failure, journey) && this.#goElsewhere(at, journey);
      case 'elsewhere-if-repeatable':
        return this.#mayRepeat(failed.failure, sentMs, journey) && this.#goElsewhere(at, journey);
    }
  }

  /**
   * A cluster without a leader is told as such, long before the time that commands have is over; so is a learner,
   * at once where there is nobody else to wait for.
   */
  #mayWaitForVoter({ error }: CallFailure, journey: Journey): boolean {
    if (error.kind === 'learner' && this.#parts.pool.isOne) {
      return false;
    }
    if (error.kind !== 'no-leader' && error.kind !== 'learner') {
      journey.leaderlessSinceMs = undefined;
      return true;
    }
    const nowMs = this.#parts.environment.nowMs();
    journey.leaderlessSinceMs ??= nowMs;
    return nowMs - journey.leaderlessSinceMs < electionMs;
  }

  #mayRepeat(failure: CallFailure, sentMs: number, journey: Journey): boolean {
    if (failure.error.kind !== 'unreachable') {
      return journey.policy.repeatable;
    }
    journey.breaks += 1;
    const tookMs = this.#parts.environment.nowMs() - sentMs;
    return journey.policy.repeatable && tookMs < repeatWithinMs && journey.breaks <= repeatsMax;
  }

  /** The next call may find another member awake. */
  #leaveIfSilent(at: ReadyEndpoint, failure: CallFailure): void {
    if (failure.error.kind === 'timeout') {
      this.#parts.pool.leaveSilent(at.endpoint);
    }
  }

  async #renewToken(at: ReadyEndpoint, refused: string | undefined, journey: Journey): Promise<boolean> {
    if (this.#parts.user === undefined || journey.renewed) {
      return false;
    }
    journey.renewed = true;
    try {
      await unlessAborted(this.tokens.renew(refused, at), journey.signal);
      return true;
    } catch (error) {
      throw this.#readFailure(error, at.endpoint, loginPolicy, journey).error;
    }
  }

  async #goElsewhere(at: ReadyEndpoint, journey: Journey): Promise<boolean> {
    if (journey.options.endpoint !== undefined) {
      return false;
    }
    const { pool, environment } = this.#parts;
    pool.demote(at.endpoint);
    journey.tried.add(at.endpoint);
    if (pool.hasReadyBeside(journey.tried)) {
      return true;
    }
    journey.tried.clear();
    if (environment.nowMs() + journey.pauseMs >= journey.deadlineMs) {
      return false;
    }
    await this.#pause(journey);
    return true;
  }

  #pause(journey: Journey): Promise<void> {
    const pauseMs = journey.pauseMs;
    journey.pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    return new Promise((resolve) => {
      const end = () => {
        stopTimer();
        journey.signal.removeEventListener('abort', end);
        resolve();
      };
      const stopTimer = this.#parts.environment.after(pauseMs, end);
      journey.signal.addEventListener('abort', end);
    });
  }

  #abortError(journey: Journey, endpoint: Endpoint | undefined, lastError: EtcdError | undefined): EtcdError {
    const { policy, options, timeoutMs } = journey;
    if (this.#parts.closed.aborted || options.signal?.aborted === true) {
      return new EtcdError('cancelled', `${policy.verb} was cancelled.`, 'aborted', endpoint);
    }
    if (lastError !== undefined) {
      return lastError;
    }
    const bound = `${timeoutMs / 1000} s`;
    if (endpoint === undefined) {
      const message =
        options.endpoint === undefined
          ? `${policy.verb} found no connection to the cluster within ${bound}: check the endpoints.`
          : `${policy.verb} at ${options.endpoint} found no connection within ${bound}: what listens there says nothing.`;
      return new EtcdError('unreachable', message, 'no connection', options.endpoint);
    }
    const advice = `give it more time with --command-timeout, or check the load of the member${doubt(policy)}`;
    const message = `${policy.verb} at ${endpoint} got no answer within ${bound}: ${advice}.`;
    return new EtcdError('timeout', message, 'deadline exceeded', endpoint);
  }

  /** @throws LoginFailed */
  async #logIn(at: ReadyEndpoint): Promise<string | undefined> {
    const { user, commandTimeoutMs, environment, closed } = this.#parts;
    if (user === undefined) {
      return undefined;
    }
    try {
      const response = await unaryAttempt(AuthService.authenticate, user, {
        ...at,
        metadata: callMetadata(loginPolicy, undefined),
        deadlineMs: environment.nowMs() + commandTimeoutMs,
        signal: closed,
      });
      return response.token;
    } catch (error) {
      if (!isServiceError(error)) {
        throw error;
      }
      if (error.details === 'etcdserver: authentication is not enabled') {
        return undefined;
      }
      throw new LoginFailed(callFailure(error, loginPolicy, at.endpoint));
    }
  }
}

/** What others wait for too goes on; this call does not wait for it any longer. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    }
  });
}
