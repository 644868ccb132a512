import type { Client as GrpcClient } from '@grpc/grpc-js';
import type { ConnectionState, Endpoint } from './api.js';
import type { ClientEnvironment } from './environment.js';
import { EtcdError, type EtcdErrorKind } from './errors.js';
import type { Link } from './link.js';

/** An endpoint that can be asked now. */
export interface ReadyEndpoint {
  readonly endpoint: Endpoint;
  readonly client: GrpcClient;
}

export interface PickOptions {
  /** This one and no other. */
  readonly endpoint?: Endpoint | undefined;
  /** Taken only when there is no other. */
  readonly avoid?: ReadonlySet<Endpoint>;
  readonly signal: AbortSignal;
}

type OpenLink = (endpoint: Endpoint, onChange: () => void) => Link;

/** What an operator should hear first when every endpoint fails for another reason. */
const mostTelling: readonly EtcdErrorKind[] = ['tls', 'not-etcd', 'unreachable'];

/** The links to the cluster's endpoints, and which of them is asked. */
export class Pool {
  readonly #openLink: OpenLink;
  readonly #environment: ClientEnvironment;
  readonly #links: readonly Link[];
  /** Links to members outside the endpoints, opened when asked for and forgotten when they fail. */
  readonly #extraLinks = new Map<Endpoint, Link>();
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #silenceListeners = new Set<(endpoint: Endpoint) => void>();
  #current: Link | undefined;
  #state: ConnectionState = { kind: 'connecting' };
  #closed = false;

  constructor(endpoints: readonly Endpoint[], openLink: OpenLink, environment: ClientEnvironment) {
    this.#openLink = openLink;
    this.#environment = environment;
    this.#links = endpoints.map((endpoint) => openLink(endpoint, () => this.#linkChanged()));
    for (const link of this.#links) {
      link.start();
    }
  }

  get connection(): ConnectionState {
    return this.#state;
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Told when an endpoint gave no answer while others may; its connection may well look sound. */
  onSilence(listener: (endpoint: Endpoint) => void): void {
    this.#silenceListeners.add(listener);
  }

  /** Waits while endpoints are connecting; rejects with the reason when none can be reached. */
  pick(options: PickOptions): Promise<ReadyEndpoint> {
    return new Promise((resolve, reject) => {
      const settle = (found: ReadyEndpoint | EtcdError) =>
        found instanceof EtcdError ? reject(found) : resolve(found);
      const foundAtOnce = this.#find(options);
      if (foundAtOnce !== undefined) {
        settle(foundAtOnce);
        return;
      }
      const look = () => {
        const found = this.#find(options);
        if (found !== undefined) {
          this.#waiting.delete(look);
          options.signal.removeEventListener('abort', look);
          settle(found);
        }
      };
      this.#waiting.add(look);
      options.signal.addEventListener('abort', look);
    });
  }

  /** Whether it is one of the endpoints, and not only a member's own address. */
  isGiven(endpoint: Endpoint): boolean {
    return this.#links.some((link) => link.endpoint === endpoint);
  }

  /** Those of the endpoints that can be asked now; none when there is but one. */
  readyEndpoints(): readonly ReadyEndpoint[] {
    if (this.#links.length < 2) {
      return [];
    }
    return this.#links.flatMap(({ endpoint, state }) =>
      state.kind === 'ready' ? [{ endpoint, client: state.client }] : [],
    );
  }

  /** There is one endpoint, and nobody to go to from it. */
  get isOne(): boolean {
    return this.#links.length === 1;
  }

  hasReadyBeside(tried: ReadonlySet<Endpoint>): boolean {
    return this.#firstReady(tried) !== undefined;
  }

  /** Moves calls that may go anywhere from an endpoint that does not serve to the next one that may. */
  demote(endpoint: Endpoint): void {
    const index = this.#links.findIndex((link) => link.endpoint === endpoint);
    if (this.#current?.endpoint === endpoint) {
      const others = [...this.#links.slice(index + 1), ...this.#links.slice(0, index)];
      this.#current = others.find((link) => link.state.kind === 'ready') ?? this.#current;
      this.#announce();
    }
  }

  /** The same for one that did not answer in time: what listens there has to look elsewhere as well. */
  leaveSilent(endpoint: Endpoint): void {
    this.demote(endpoint);
    if (!this.hasReadyBeside(new Set([endpoint]))) {
      return;
    }
    for (const listener of this.#silenceListeners) {
      listener(endpoint);
    }
  }

  close(): void {
    this.#closed = true;
    for (const link of [...this.#links, ...this.#extraLinks.values()]) {
      link.close();
    }
    this.#wake();
    this.#listeners.clear();
    this.#silenceListeners.clear();
  }

  #find(options: PickOptions): ReadyEndpoint | EtcdError | undefined {
    if (this.#closed) {
      return new EtcdError('cancelled', 'The client was closed.', 'client closed');
    }
    if (options.signal.aborted) {
      return new EtcdError(
        'cancelled',
        'The call was cancelled before it was sent.',
        'aborted',
        options.endpoint,
      );
    }
    return options.endpoint === undefined
      ? this.#findAny(options.avoid ?? new Set())
      : this.#findPinned(options.endpoint);
  }

  #findAny(avoid: ReadonlySet<Endpoint>): ReadyEndpoint | EtcdError | undefined {
    const current =
      this.#current !== undefined && !avoid.has(this.#current.endpoint) ? this.#current : undefined;
    const link = current ?? this.#firstReady(avoid) ?? this.#firstReady(new Set());
    if (link?.state.kind === 'ready') {
      return { endpoint: link.endpoint, client: link.state.client };
    }
    return this.#state.kind === 'down' ? this.#state.error : undefined;
  }

  #findPinned(endpoint: Endpoint): ReadyEndpoint | EtcdError | undefined {
    const link = this.#links.find((each) => each.endpoint === endpoint) ?? this.#extraLink(endpoint);
    switch (link.state.kind) {
      case 'ready':
        return { endpoint, client: link.state.client };
      case 'failed':
        return link.state.error;
      case 'connecting':
        return undefined;
    }
  }

  #extraLink(endpoint: Endpoint): Link {
    const known = this.#extraLinks.get(endpoint);
    if (known !== undefined) {
      return known;
    }
    const link = this.#openLink(endpoint, () => this.#extraLinkChanged(link));
    this.#extraLinks.set(endpoint, link);
    link.start();
    return link;
  }

  #extraLinkChanged(link: Link): void {
    this.#wake();
    if (link.state.kind === 'failed') {
      link.close();
      this.#extraLinks.delete(link.endpoint);
    }
  }

  #linkChanged(): void {
    if (this.#current?.state.kind !== 'ready') {
      this.#current = this.#firstReady(new Set());
    }
    this.#announce();
    this.#wake();
  }

  #firstReady(avoid: ReadonlySet<Endpoint>): Link | undefined {
    return this.#links.find((link) => link.state.kind === 'ready' && !avoid.has(link.endpoint));
  }

  #wake(): void {
    for (const look of [...this.#waiting]) {
      look();
    }
  }

  #announce(): void {
    const next = this.#nextState();
    if (isSameState(this.#state, next)) {
      return;
    }
    this.#state = next;
    for (const listener of [...this.#listeners]) {
      listener(next);
    }
  }

  #nextState(): ConnectionState {
    if (this.#current?.state.kind === 'ready') {
      return { kind: 'ready', endpoint: this.#current.endpoint };
    }
    const errors = this.#links.flatMap((link) => (link.state.kind === 'failed' ? [link.state.error] : []));
    const [first] = errors;
    if (first === undefined || errors.length < this.#links.length) {
      return { kind: 'connecting' };
    }
    const sinceMs = this.#state.kind === 'down' ? this.#state.sinceMs : this.#environment.nowMs();
    return { kind: 'down', error: summary(first, errors), sinceMs };
  }
}

/** As long as one of them may only be down, the cluster is unreachable, whatever else is to be told first. */
function summary(first: EtcdError, errors: readonly EtcdError[]): EtcdError {
  if (errors.length === 1) {
    return first;
  }
  const ranked = mostTelling.flatMap((kind) => errors.filter((error) => error.kind === kind));
  const { kind: firstKind, message, detail, endpoint } = ranked[0] ?? first;
  const kind = errors.some((error) => error.kind === 'unreachable') ? 'unreachable' : firstKind;
  return new EtcdError(kind, `None of ${errors.length} endpoints answers; ${message}`, detail, endpoint);
}

function isSameState(a: ConnectionState, b: ConnectionState): boolean {
  if (a.kind === 'ready' && b.kind === 'ready') {
    return a.endpoint === b.endpoint;
  }
  if (a.kind === 'down' && b.kind === 'down') {
    return a.error.message === b.error.message;
  }
  return a.kind === b.kind;
}
