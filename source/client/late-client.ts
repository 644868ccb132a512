import type {
  ConnectionState,
  Endpoint,
  EtcdClient,
  WatchMessage,
  WatchOptions,
  WatchSubscription,
} from './api.js';
import { EtcdError } from './errors.js';

/** The names of an API's methods that answer with a stream. */
type StreamNames<Api> = {
  [Name in keyof Api]: Api[Name] extends (...parameters: never[]) => AsyncIterable<unknown> ? Name : never;
}[keyof Api];

/**
 * A client whose code is loaded by `load` when it is first asked for something, so that what does not need it, such
 * as the first frame, does not wait for it. What is asked meanwhile is asked of it afterwards, in the same order;
 * the connection is `connecting` until then, and `down` when it could not be loaded.
 */
export function lateClient(
  endpoints: readonly Endpoint[],
  load: () => Promise<EtcdClient>,
  nowMs: () => number,
): EtcdClient {
  return new LateClient(endpoints, load, nowMs);
}

class LateClient implements EtcdClient {
  readonly endpoints: readonly Endpoint[];
  readonly kv = late<EtcdClient['kv']>(async () => (await this.#ready()).kv, {});
  readonly lease = late<EtcdClient['lease']>(async () => (await this.#ready()).lease, {});
  readonly cluster = late<EtcdClient['cluster']>(async () => (await this.#ready()).cluster, {});
  readonly auth = late<EtcdClient['auth']>(async () => (await this.#ready()).auth, {});
  readonly maintenance = late<EtcdClient['maintenance']>(async () => (await this.#ready()).maintenance, {
    snapshot: true,
  });
  readonly #load: () => Promise<EtcdClient>;
  /** Wall time. */
  readonly #nowMs: () => number;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #loading: Promise<EtcdClient> | undefined;
  #client: EtcdClient | undefined;
  #connection: ConnectionState = { kind: 'connecting' };
  #isClosed = false;

  constructor(endpoints: readonly Endpoint[], load: () => Promise<EtcdClient>, nowMs: () => number) {
    this.endpoints = endpoints;
    this.#load = load;
    this.#nowMs = nowMs;
  }

  get connection(): ConnectionState {
    return this.#client?.connection ?? this.#connection;
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(options: WatchOptions, listener: (message: WatchMessage) => void): WatchSubscription {
    let subscription: WatchSubscription | undefined;
    let isCancelled = false;
    const begin = (client: EtcdClient): void => {
      if (!isCancelled) subscription = client.watch(options, listener);
    };
    // A client that cannot be loaded is told as the state of the connection.
    this.#ready().then(begin, () => {});
    return {
      cancel() {
        isCancelled = true;
        subscription?.cancel();
      },
    };
  }

  async servedCertificate(endpoint: Endpoint, signal?: AbortSignal) {
    return (await this.#ready()).servedCertificate(endpoint, signal);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
  }

  #ready(): Promise<EtcdClient> {
    this.#loading ??= this.#begin();
    return this.#loading;
  }

  async #begin(): Promise<EtcdClient> {
    try {
      const client = await this.#load();
      this.#client = client;
      client.onConnection((state) => this.#tell(state));
      if (this.#isClosed) client.close();
      this.#tell(client.connection);
      return client;
    } catch (error) {
      const failure = asEtcdError(error);
      this.#connection = { kind: 'down', error: failure, sinceMs: this.#nowMs() };
      this.#tell(this.#connection);
      throw failure;
    }
  }

  #tell(state: ConnectionState): void {
    for (const listener of this.#listeners) listener(state);
  }
}

function asEtcdError(error: unknown): EtcdError {
  if (error instanceof EtcdError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new EtcdError(
    'internal',
    `The client could not be loaded (${detail}): start etcdscope again.`,
    detail,
  );
}

/** An API whose methods ask another for it first. `streams` names those that answer with a stream. */
function late<Api extends object>(
  ready: () => Promise<Api>,
  streams: { readonly [Name in StreamNames<Api>]: true },
): Api {
  const ask = async (name: string | symbol, parameters: readonly unknown[]): Promise<unknown> => {
    const api = await ready();
    const method: unknown = Reflect.get(api as object, name);
    if (typeof method !== 'function') throw new TypeError(`a client has no method ${String(name)}`);
    return Reflect.apply(method, api, parameters);
  };
  async function* stream(name: string | symbol, parameters: readonly unknown[]): AsyncIterable<unknown> {
    yield* (await ask(name, parameters)) as AsyncIterable<unknown>;
  }
  return new Proxy({} as Api, {
    get: (_, name) =>
      Object.hasOwn(streams, name)
        ? (...parameters: unknown[]) => stream(name, parameters)
        : (...parameters: unknown[]) => ask(name, parameters),
  });
}
