import {
  type LeaseKeepAliveRequest,
  type LeaseKeepAliveResponse,
  LeaseService,
  type ResponseHeader,
} from '../../proto/generated/etcdserverpb.js';
import { comparable } from '../conformance/transcript.js';
import type { Answer, Metadata, WireClient, WireStream } from '../conformance/wire-client.js';
import { methods } from './methods.js';
import { normalise } from './normalise.js';
import type { CallStep, Program, Step } from './program.js';
import { type Settlement, WatchSession } from './watch-session.js';

/** What a server made of a program: an answer for each step, and what each watch saw. */
export interface Recording {
  readonly answers: readonly unknown[];
  readonly watches: Readonly<Record<string, unknown>>;
}

/** Plays one program on one server. */
export class Session {
  readonly #client: WireClient;
  readonly #baseRevision: number;
  #revision: number;
  readonly #watches: WatchSession;
  readonly #logins = new Map<string, Metadata>();
  #renewals: WireStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse> | undefined;

  constructor(client: WireClient, baseRevision: number, settlement: Settlement) {
    this.#client = client;
    this.#baseRevision = baseRevision;
    this.#revision = baseRevision;
    const revision = () => this.#revision;
    this.#watches = new WatchSession({ client, baseRevision, settlement, revision });
  }

  async play(program: Program): Promise<Recording> {
    const answers: unknown[] = [];
    try {
      for (const step of program) {
        answers.push(comparable(await this.#take(step)));
      }
      return { answers, watches: await this.#watches.finish() };
    } finally {
      this.#renewals?.cancel();
      this.#watches.close();
    }
  }

  #take(step: Step): Promise<unknown> {
    if ('call' in step) {
      return this.#call(step);
    }
    if ('watch' in step) {
      return this.#watches.take(step);
    }
    return 'keepAlive' in step ? this.#renew(BigInt(step.keepAlive)) : this.#logIn(step.login, step.password);
  }

  async #call({ call: name, request, as }: CallStep): Promise<unknown> {
    const method = methods[name];
    if (method === undefined) {
      throw new Error(`no method ${name}`);
    }
    if (name === 'compact') {
      await this.#watches.settle();
    }
    const metadata = as === undefined ? {} : (this.#logins.get(as) ?? {});
    const body = method.encode(request, this.#baseRevision);
    const answer = await this.#client.callPath(method.path, body, method.response, metadata);
    this.#noteRevision(answer);
    return normalise(name, request, answer);
  }

  #noteRevision(answer: Answer<unknown>): void {
    if ('response' in answer) {
      const { header } = answer.response as { readonly header?: ResponseHeader };
      this.#revision = Math.max(this.#revision, header?.revision ?? 0);
    }
  }

  async #renew(id: bigint): Promise<unknown> {
    this.#renewals ??= this.#client.stream(LeaseService.leaseKeepAlive);
    const before = this.#renewals.received.length;
    this.#renewals.send({ id });
    await this.#renewals.reached(before + 1);
    return this.#renewals.received[before] ?? this.#renewals.ended;
  }

  /** Tokens differ between servers; that there is one does not. */
  async #logIn(name: string, password: string): Promise<unknown> {
    const { path, response, encode } = methods['authenticate'] ?? methods['put'] ?? missing();
    const answer = await this.#client.callPath(path, encode({ name, password }, 0), response);
    if (!('response' in answer)) {
      return answer;
    }
    const { token } = answer.response as { readonly token: string };
    this.#logins.set(name, { token });
    return 'logged in';
  }
}

function missing(): never {
  throw new Error('the table of methods is empty');
}
