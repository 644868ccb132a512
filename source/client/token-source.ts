import type { CallFailure } from './call-failure.js';
import type { ClientEnvironment } from './environment.js';
import type { ReadyEndpoint } from './pool.js';

type LogIn = (at: ReadyEndpoint) => Promise<string | undefined>;

/** Each login costs the server a bcrypt hash on purpose: a refused one is not repeated at once, and ever more rarely. */
const refusalLastsMs = 5_000;
const refusalLastsMsMax = 30_000;

/** The call itself was not sent: what is unknown about the login is certain about the call. */
export class LoginFailed extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.error.message);
    this.failure =
      failure.remedy === 'elsewhere-if-repeatable' ? { ...failure, remedy: 'elsewhere' } : failure;
  }
}

/** The login shared by all calls: made when first needed, made again when etcd no longer takes it. */
export class TokenSource {
  readonly #logIn: LogIn;
  readonly #environment: ClientEnvironment;
  #login: { readonly token: string | undefined } | undefined;
  #pending: Promise<string | undefined> | undefined;
  #refusal: { readonly error: unknown; readonly untilMs: number; readonly lastsMs: number } | undefined;

  /** @param logIn - answers undefined where the cluster asks for no login, or throws LoginFailed */
  constructor(logIn: LogIn, environment: ClientEnvironment) {
    this.#logIn = logIn;
    this.#environment = environment;
  }

  /** The login there is, if any: another one may have other rights. */
  get latest(): string | undefined {
    return this.#login?.token;
  }

  /** The token to send now; the first caller logs in at the endpoint it is about to ask. */
  token(at: ReadyEndpoint): Promise<string | undefined> {
    return this.#login === undefined ? this.#renewed(at) : Promise.resolve(this.#login.token);
  }

  /** A token other than the refused one; callers that were refused at the same time share one login. */
  renew(refused: string | undefined, at: ReadyEndpoint): Promise<string | undefined> {
    const haveAnother = this.#login !== undefined && this.#login.token !== refused;
    return haveAnother ? this.token(at) : this.#renewed(at);
  }

  #renewed(at: ReadyEndpoint): Promise<string | undefined> {
    if (this.#refusal !== undefined && this.#environment.nowMs() < this.#refusal.untilMs) {
      return Promise.reject(this.#refusal.error);
    }
    this.#pending ??= this.#logInOnce(at);
    return this.#pending;
  }

  async #logInOnce(at: ReadyEndpoint): Promise<string | undefined> {
    try {
      const token = await this.#logIn(at);
      this.#login = { token };
      this.#refusal = undefined;
      return token;
    } catch (error) {
      if (error instanceof LoginFailed && error.failure.remedy === 'none') {
        const lastsMs = Math.min(2 * (this.#refusal?.lastsMs ?? refusalLastsMs / 2), refusalLastsMsMax);
        this.#refusal = { error, untilMs: this.#environment.nowMs() + lastsMs, lastsMs };
      }
      throw error;
    } finally {
      this.#pending = undefined;
    }
  }
}
