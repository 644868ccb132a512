import type { Event } from '../../proto/generated/mvccpb.js';
import { fromBytes } from '../bytes/byte-string.js';
import type { WatchMessage } from '../client/api.js';
import type { KeysEvent } from '../store/keys.js';
import type { KeyChange } from '../store/keys-tree.js';
import { changeFeed, changeType } from './change-feed.js';
import type { Services } from './services.js';
import { sharedTicks } from './shared-ticks.js';

/** More than a tree can be told ten times a second; then it is told that it missed some. */
const waitingMax = 20_000;

function changeOf(event: Event, atMs: number): KeyChange | undefined {
  const { kv } = event;
  if (kv === undefined) return undefined;
  const { modRevision: revision, version, lease } = kv;
  return { key: fromBytes(kv.key), type: changeType(event), revision, version, lease, atMs };
}

/** Tells the tree of all changes of the cluster, without their values. */
export class KeysFeed {
  readonly #ticks: ReturnType<typeof sharedTicks>;
  readonly #dispatch: (event: KeysEvent) => void;
  #waiting: KeyChange[] = [];
  /** Where the feed began; undefined before it did. */
  #from: number | undefined;
  #revision = 0;

  constructor(services: Services, dispatch: (event: KeysEvent) => void) {
    this.#ticks = sharedTicks(services);
    this.#dispatch = dispatch;
    changeFeed(services).listen((message) => this.#take(message));
  }

  #take(message: WatchMessage): void {
    switch (message.kind) {
      case 'created':
        this.#flush();
        this.#from ??= message.revision;
        this.#reached(message.revision);
        this.#dispatch({
          type: 'feed-changed',
          feed: { kind: 'live', from: this.#from, revision: this.#revision },
        });
        return;
      case 'events':
        this.#collect(message.events, message.receivedMs);
        this.#reached(message.revision);
        this.#ticks.soon(this.#flush);
        return;
      case 'progress':
        this.#reached(message.revision);
        this.#ticks.soon(this.#flush);
        return;
      case 'interrupted':
        this.#flush();
        this.#dispatch({ type: 'feed-changed', feed: { kind: 'cut', reason: message.error.message } });
        return;
      case 'refused':
        this.#dispatch({ type: 'feed-changed', feed: { kind: 'refused', reason: message.error.message } });
        return;
      case 'hole':
        this.#flush();
        this.#reached(message.toRevision);
        this.#dispatch({ type: 'changes-missed', toRevision: message.toRevision });
        return;
    }
  }

  #reached(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
  }

  #collect(events: readonly Event[], atMs: number): void {
    for (const event of events) {
      const change = changeOf(event, atMs);
      if (change !== undefined) this.#waiting.push(change);
    }
    if (this.#waiting.length <= waitingMax) return;
    const toRevision = this.#waiting.at(-1)?.revision ?? 0;
    this.#waiting = [];
    this.#dispatch({ type: 'changes-missed', toRevision });
  }

  readonly #flush = (): void => {
    this.#ticks.forget(this.#flush);
    if (this.#from === undefined) return;
    const changes = this.#waiting;
    this.#waiting = [];
    this.#dispatch({ type: 'keys-changed', changes, revision: this.#revision });
  };
}
