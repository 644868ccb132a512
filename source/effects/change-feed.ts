import { type Event, Event_EventType } from '../../proto/generated/mvccpb.js';
import type { WatchMessage, WatchSubscription } from '../client/api.js';
import { perSession } from './per-session.js';
import type { Services } from './services.js';

type Listener = (message: WatchMessage) => void;

/** Every key, from the smallest there can be, without an end; with what it was before, as API servers watch too. */
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0), prevKv: true };

/**
 * All changes of the cluster, watched once for all who need them: a second watch would have the server send
 * every value twice. It is open while somebody listens.
 */
export class ChangeFeed {
  readonly #services: Services;
  readonly #listeners = new Set<Listener>();
  #subscription: WatchSubscription | undefined;
  /** What a listener that comes later must know: that the watch is set up, or is cut. */
  #state: WatchMessage | undefined;

  constructor(services: Services) {
    this.#services = services;
    services.signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** @returns a function that ends the listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#state !== undefined) listener(this.#state);
    this.#subscription ??= this.#services.client.watch(everything, (message) => this.#tell(message));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  }

  #tell(message: WatchMessage): void {
    this.#state = stateAfter(this.#state, message);
    for (const listener of this.#listeners) listener(message);
  }

  #close(): void {
    this.#subscription?.cancel();
    this.#subscription = undefined;
    this.#state = undefined;
  }
}

/** For one who listens from now on: `created` at the revision that was told last, or the cut. */
function stateAfter(before: WatchMessage | undefined, message: WatchMessage): WatchMessage | undefined {
  switch (message.kind) {
    case 'created':
    case 'interrupted':
    case 'refused':
      return message;
    case 'events':
    case 'progress':
      return before?.kind === 'created' ? { ...before, revision: message.revision } : before;
    case 'hole':
      return before?.kind === 'created' ? { ...before, revision: message.toRevision } : before;
    default:
      return before;
  }
}

export const changeFeed = perSession((services) => new ChangeFeed(services));

/** What an event did to its key. */
export function changeType({ type, kv }: Event): 'created' | 'updated' | 'deleted' {
  if (type === Event_EventType.DELETE) return 'deleted';
  return kv?.version === 1 ? 'created' : 'updated';
}
