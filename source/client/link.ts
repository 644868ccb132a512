import { connectivityState, type Client as GrpcClient } from '@grpc/grpc-js';
import type { Endpoint } from './api.js';
import type { EndpointAddress } from './endpoint-address.js';
import type { ClientEnvironment } from './environment.js';
import type { EtcdError } from './errors.js';

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly client: GrpcClient }
  /** The last attempt failed; another follows after a pause. */
  | { readonly kind: 'failed'; readonly error: EtcdError };

export interface LinkParts {
  readonly address: EndpointAddress;
  readonly dialTimeoutMs: number;
  readonly environment: ClientEnvironment;
  /** A new channel, not yet connected. */
  open(): GrpcClient;
  /** Why no channel can be connected; undefined when nothing stands in the way just now. */
  diagnose(): Promise<EtcdError | undefined>;
  onChange(): void;
}

const firstPauseMs = 100;
const longestPauseMs = 2_000;
/** A connection that lasted this long is no part of a series of failures. */
const steadyAfterMs = 2_000;

/** The connection to one endpoint: made, watched, and made again after each loss until closed. */
export class Link {
  readonly #parts: LinkParts;
  #state: LinkState = { kind: 'connecting' };
  #client: GrpcClient | undefined;
  #stopTimer: () => void = () => {};
  #pauseMs = 0;
  #readySinceMs = 0;
  #closed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  get endpoint(): Endpoint {
    return this.#parts.address.endpoint;
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    const client = this.#client;
    this.#client = undefined;
    client?.close();
  }

  #connect(): void {
    const client = this.#parts.open();
    this.#client = client;
    this.#stopTimer = this.#parts.environment.after(this.#parts.dialTimeoutMs, () => this.#giveUp(client));
    this.#follow(client);
  }

  /** Acts on the channel's state now, and again on every change. */
  #follow(client: GrpcClient): void {
    if (this.#client !== client) {
      return;
    }
    const channel = client.getChannel();
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.TRANSIENT_FAILURE) {
      this.#giveUp(client);
      return;
    }
    if (state === connectivityState.READY) {
      this.#becomeReady(client);
    } else if (this.#state.kind === 'ready') {
      this.#lose(client);
      return;
    }
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => this.#follow(client));
  }

  #becomeReady(client: GrpcClient): void {
    this.#stopTimer();
    this.#readySinceMs = this.#parts.environment.nowMs();
    this.#become({ kind: 'ready', client });
  }

  #lose(client: GrpcClient): void {
    this.#discard(client);
    const lasted = this.#parts.environment.nowMs() - this.#readySinceMs;
    if (lasted >= steadyAfterMs) {
      this.#pauseMs = 0;
    }
    this.#become({ kind: 'connecting' });
    this.#connectAfterPause();
  }

  #giveUp(client: GrpcClient): void {
    if (this.#client !== client) {
      return;
    }
    this.#discard(client);
    void this.#parts.diagnose().then((error) => {
      if (this.#closed) {
        return;
      }
      if (error !== undefined) {
        this.#become({ kind: 'failed', error });
      }
      this.#connectAfterPause();
    });
  }

  #discard(client: GrpcClient): void {
    this.#stopTimer();
    this.#client = undefined;
    client.close();
  }

  #connectAfterPause(): void {
    if (this.#closed) {
      return;
    }
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(2 * pauseMs, firstPauseMs), longestPauseMs);
    this.#stopTimer = this.#parts.environment.after(pauseMs, () => this.#connect());
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#parts.onChange();
  }
}
