import { Event_EventType, type KeyValue } from '../../proto/generated/mvccpb.js';
import { type ByteString, toBytes } from '../bytes/byte-string.js';
import type { WatchMessage } from '../client/api.js';
import type { RunEffect } from '../store/step.js';
import type { StoredValue } from '../store/value-content.js';
import type { ValueEffect, ValueEvent } from '../store/value-state.js';
import { HistoryRun } from './history.js';
import { perSession } from './per-session.js';
import { isCompacted, sentenceOf } from './sentence.js';
import type { Services } from './services.js';
import { Ticker } from './ticker.js';
import { runEditEffect } from './value-edit.js';
import { find } from './value-find.js';
import { findOwners } from './value-owners.js';
import { compare, prepare } from './value-prepare.js';

type Dispatch = (event: ValueEvent) => void;

/** A cursor that runs over many keys does not read each of them. */
const restMs = 80;

/** How often the screen hears of a key that changes all the time, in milliseconds. */
const tickMs = 100;

const storedOf = ({ value, createRevision, modRevision, version, lease }: KeyValue): StoredValue => ({
  value,
  createRevision,
  modRevision,
  version,
  lease,
});

/** One key: read once, then followed from the revision of that reading. */
class FollowedKey {
  readonly #key: ByteString;
  /** Read as it was then, and not followed. */
  readonly #revision: number | undefined;
  readonly #services: Services;
  readonly #dispatch: Dispatch;
  readonly #end = new AbortController();
  /** The last change that was not told yet. */
  #waiting: Extract<ValueEvent, { type: 'value-changed' }> | undefined;
  readonly #ticker: Ticker;
  #cancelStart: () => void = () => {};
  #isRefused = false;

  constructor(key: ByteString, revision: number | undefined, services: Services, dispatch: Dispatch) {
    this.#key = key;
    this.#revision = revision;
    this.#services = services;
    this.#dispatch = dispatch;
    this.#ticker = new Ticker(services, tickMs, () => this.#tell());
  }

  start(delayMs: number): void {
    if (delayMs <= 0) void this.#read();
    else this.#cancelStart = this.#services.after(delayMs, () => void this.#read());
  }

  stop(): void {
    this.#end.abort();
    this.#cancelStart();
    this.#ticker.stop();
  }

  async #read(): Promise<void> {
    const { signal } = this.#end;
    try {
      const request = { key: toBytes(this.#key), revision: this.#revision ?? 0, serializable: true };
      const { kvs, header } = await this.#services.client.kv.range(request, { signal });
      if (signal.aborted) return;
      const revision = this.#revision ?? header?.revision ?? 0;
      const [kv] = kvs;
      const stored = kv === undefined ? undefined : storedOf(kv);
      this.#dispatch({ type: 'value-read', key: this.#key, stored, revision });
      if (this.#revision === undefined) this.#follow(revision + 1);
    } catch (error) {
      if (signal.aborted) return;
      this.#dispatch({
        type: 'value-failed',
        key: this.#key,
        reason: sentenceOf(error),
        isGone: isCompacted(error),
      });
    }
  }

  #follow(startRevision: number): void {
    const { signal } = this.#end;
    this.#services.client.watch({ key: toBytes(this.#key), startRevision, signal }, (message) => {
      if (!signal.aborted) this.#take(message);
    });
  }

  #take(message: WatchMessage): void {
    switch (message.kind) {
      case 'events':
        this.#collect(message);
        return;
      case 'hole':
        this.#end.abort();
        this.#dispatch({ type: 'value-reload' });
        return;
      case 'refused':
        this.#isRefused = true;
        this.#dispatch({ type: 'value-failed', key: this.#key, reason: message.error.message });
        return;
      case 'created':
        if (this.#isRefused) this.#dispatch({ type: 'value-reload' });
        return;
      case 'progress':
      case 'interrupted':
        return;
    }
  }

  #collect({ events, receivedMs }: Extract<WatchMessage, { kind: 'events' }>): void {
    const last = events.at(-1);
    if (last?.kv === undefined) return;
    this.#waiting = {
      type: 'value-changed',
      key: this.#key,
      stored: last.type === Event_EventType.DELETE ? undefined : storedOf(last.kv),
      revision: last.kv.modRevision,
      changes: (this.#waiting?.changes ?? 0) + events.length,
      atMs: receivedMs,
    };
    this.#ticker.soon();
  }

  #tell(): void {
    const change = this.#waiting;
    this.#waiting = undefined;
    if (change !== undefined) this.#dispatch(change);
  }
}

/** What the value pane follows and looks back on; one key at a time. */
class ValueRuns {
  readonly #services: Services;
  #followed: FollowedKey | undefined;
  #history: HistoryRun | undefined;
  #preparation: AbortController | undefined;
  #comparison: AbortController | undefined;
  #search: AbortController | undefined;
  #owners: AbortController | undefined;
  #changedMs = Number.NEGATIVE_INFINITY;

  constructor(services: Services) {
    this.#services = services;
    const stop = (): void => {
      this.#followed?.stop();
      this.#history?.stop();
      this.#preparation?.abort();
      this.#comparison?.abort();
      this.#search?.abort();
      this.#owners?.abort();
    };
    services.signal.addEventListener('abort', stop, { once: true });
  }

  run(effect: ValueEffect, dispatch: Dispatch): void {
    switch (effect.type) {
      case 'read-value':
        this.#follow(effect.key, effect.revision, dispatch);
        return;
      case 'read-lease':
        void this.#readLease(effect.id, dispatch);
        return;
      case 'read-history':
        this.#history?.stop();
        this.#history = new HistoryRun(effect.run, this.#services, dispatch);
        void this.#history.read(effect.key, effect.revision);
        return;
      case 'stop-history':
        this.#history?.stop();
        return;
      case 'find':
        this.#search?.abort();
        this.#search = new AbortController();
        void find(effect, this.#search.signal, dispatch);
        return;
      case 'stop-finding':
        this.#search?.abort();
        return;
      case 'prepare-value':
        this.#preparation?.abort();
        this.#preparation = new AbortController();
        void prepare(effect, this.#preparation.signal, dispatch);
        return;
      case 'compare-values':
        this.#comparison?.abort();
        this.#comparison = new AbortController();
        void compare(effect, this.#comparison.signal, dispatch);
        return;
      case 'find-owners':
        this.#owners?.abort();
        this.#owners = new AbortController();
        void findOwners(effect, this.#services, this.#owners.signal, dispatch);
        return;
      case 'stop-owners':
        this.#owners?.abort();
        return;
      case 'open-editor':
      case 'plan-write':
      case 'plan-undo':
        void runEditEffect(effect, this.#services, dispatch);
    }
  }

  #follow(key: ByteString | undefined, revision: number | undefined, dispatch: Dispatch): void {
    this.#followed?.stop();
    const nowMs = this.#services.nowMs();
    const isRunning = nowMs - this.#changedMs < 2 * restMs;
    this.#changedMs = nowMs;
    this.#followed = key === undefined ? undefined : new FollowedKey(key, revision, this.#services, dispatch);
    this.#followed?.start(isRunning ? restMs : 0);
  }

  async #readLease(id: bigint, dispatch: Dispatch): Promise<void> {
    const { client, signal } = this.#services;
    const read = client.lease.timeToLive({ id }, { signal });
    const [ttlSeconds, grantedSeconds] = await read.then(
      ({ ttl, grantedTTL }) => [ttl, grantedTTL] as const,
      () => [undefined, 0] as const,
    );
    dispatch({ type: 'lease-read', life: { id, ttlSeconds, grantedSeconds, atMs: this.#services.nowMs() } });
  }
}

const valueRuns = perSession((services) => new ValueRuns(services));

export const runValueEffect: RunEffect<ValueEffect, ValueEvent, Services> = (effect, services, dispatch) => {
  valueRuns(services).run(effect, dispatch);
};
