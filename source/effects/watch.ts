import type { Event } from '../../proto/generated/mvccpb.js';
import type { WatchMessage } from '../client/api.js';
import { noiseOf, noiseRules } from '../kube/noise.js';
import type { RunEffect } from '../store/step.js';
import type { WatchEffect, WatchEvent, WatchStream } from '../store/watch.js';
import { headBytes, type LoggedChange, WatchLog, wholeBytesMax } from '../store/watch-log.js';
import { type ByteString, fromBytes, prefixEnd, rangeEnd, rangeStart } from '../tree/byte-string.js';
import { changeFeed, changeType } from './change-feed.js';
import { perSession } from './per-session.js';
import type { Services } from './services.js';
import { Ticker } from './ticker.js';

type Dispatch = (event: WatchEvent) => void;

/** How often the screen hears of a growing log, in milliseconds. */
const tickMs = 100;

/** One watch and its log. Messages go into the log as they come; the store is told of it in ticks. */
class LoggedWatch {
  readonly #services: Services;
  readonly #dispatch: Dispatch;
  readonly #ticker: Ticker;
  readonly #log = new WatchLog();
  #stream: WatchStream = { kind: 'starting' };
  #wasLive = false;
  #cancelWatch: () => void = () => {};

  constructor(services: Services, dispatch: Dispatch) {
    this.#services = services;
    this.#dispatch = dispatch;
    this.#ticker = new Ticker(services, tickMs, () => this.#tick());
  }

  open(prefix: ByteString): void {
    this.#dispatch({ type: 'watch-opened', prefix, log: this.#log });
    const listener = (message: WatchMessage) => this.#take(message);
    if (prefix === '') {
      this.#cancelWatch = changeFeed(this.#services).listen(listener);
      return;
    }
    const subscription = this.#services.client.watch(
      {
        key: rangeStart(prefix),
        rangeEnd: rangeEnd(prefixEnd(prefix)),
        prevKv: true,
        signal: this.#services.signal,
      },
      listener,
    );
    this.#cancelWatch = () => subscription.cancel();
  }

  close(): void {
    this.#cancelWatch();
    this.#ticker.stop();
  }

  #take(message: WatchMessage): void {
    const atMs = this.#services.nowMs();
    switch (message.kind) {
      case 'created':
        this.#created(message.revision, message.endpoint, atMs);
        break;
      case 'events':
        for (const event of message.events) {
          const change = changeOf(event, message.receivedMs);
          if (change !== undefined) this.#log.push(change);
        }
        break;
      case 'interrupted':
        this.#stream = { kind: 'cut', reason: message.error.message };
        if (this.#wasLive) this.#log.push({ kind: 'cut', atMs, reason: message.error.message });
        break;
      case 'refused':
        this.#stream = { kind: 'refused', reason: message.error.message };
        break;
      case 'hole':
        this.#log.pushHole({
          kind: 'hole',
          atMs,
          fromRevision: message.fromRevision,
          toRevision: message.toRevision,
        });
        break;
      case 'progress':
        return;
    }
    this.#ticker.soon();
  }

  #created(revision: number, endpoint: string, atMs: number): void {
    const mark = { atMs, revision, endpoint };
    this.#log.push(
      this.#wasLive ? { kind: 'reconnected', ...mark, nothingLost: true } : { kind: 'started', ...mark },
    );
    this.#stream = { kind: 'live' };
    this.#wasLive = true;
  }

  #tick(): void {
    this.#dispatch({ type: 'watch-ticked', log: this.#log, stream: this.#stream });
  }
}

/** The event's own bytes are views into a whole message, which would be kept with them. */
function copied(value: Uint8Array | undefined): Uint8Array | undefined {
  return value === undefined || value.length > wholeBytesMax ? undefined : new Uint8Array(value);
}

function changeOf({ kv, prevKv, ...event }: Event, atMs: number): LoggedChange | undefined {
  if (kv === undefined) return undefined;
  const type = changeType({ ...event, kv, prevKv });
  const key = fromBytes(kv.key);
  const value = type === 'deleted' ? undefined : kv.value;
  const after = copied(value);
  return {
    kind: 'change',
    type,
    atMs,
    key,
    revision: kv.modRevision,
    size: value?.length,
    head: after?.subarray(0, headBytes) ?? new Uint8Array(kv.value.subarray(0, headBytes)),
    before: copied(prevKv?.value),
    after,
    noise: noiseOf({ key, type, before: prevKv?.value, after: value }, noiseRules)?.id,
  };
}

/** The watch that is open; a session has one log at a time. */
const openWatches = perSession(() => ({ current: undefined as LoggedWatch | undefined }));

export const runWatchEffect: RunEffect<WatchEffect, WatchEvent, Services> = (effect, services, dispatch) => {
  const open = openWatches(services);
  open.current?.close();
  open.current = new LoggedWatch(services, dispatch);
  open.current.open(effect.prefix);
};
