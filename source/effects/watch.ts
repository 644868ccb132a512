import type { Event } from '../../proto/generated/mvccpb.js';
import { prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import type { WatchMessage } from '../client/api.js';
import type { EtcdError } from '../client/errors.js';
import type { RunEffect } from '../store/step.js';
import { type LoggedMark, WatchLog, wholeBytesMax } from '../store/watch-log.js';
import { ChangeRates } from '../store/watch-rates.js';
import type { LogBeginning, WatchEffect, WatchEvent, WatchStream } from '../store/watch-state.js';
import { changeFeed } from './change-feed.js';
import { countChange } from './counted-change.js';
import { exportLog } from './export-log.js';
import { loggedChange } from './logged-change.js';
import { perSession } from './per-session.js';
import type { Services } from './services.js';
import { sharedTicks } from './shared-ticks.js';
import { WriterBudget } from './writer-budget.js';

type Dispatch = (event: WatchEvent) => void;

/** One watch and its log. Messages go into the log as they come; the store is told of it in ticks. */
class LoggedWatch {
  readonly #services: Services;
  readonly #dispatch: Dispatch;
  readonly #ticks: ReturnType<typeof sharedTicks>;
  readonly #log = new WatchLog();
  readonly #rates: ChangeRates;
  readonly #budget = new WriterBudget();
  #since: LogBeginning | undefined;
  #stream: WatchStream = { kind: 'starting' };
  #wasLive = false;
  #cancelWatch: () => void = () => {};

  constructor(services: Services, dispatch: Dispatch) {
    this.#services = services;
    this.#dispatch = dispatch;
    this.#rates = new ChangeRates(services.nowMs());
    this.#ticks = sharedTicks(services);
  }

  open({ prefix, since }: Extract<WatchEffect, { type: 'open-watch' }>): void {
    this.#since = since;
    this.#dispatch({ type: 'watch-opened', prefix, log: this.#log, rates: this.#rates });
    const listener = (message: WatchMessage) => this.#take(message);
    if (prefix === '' && since === undefined) {
      this.#cancelWatch = changeFeed(this.#services).listen(listener);
      return;
    }
    const subscription = this.#services.client.watch(
      {
        key: rangeStart(prefix),
        rangeEnd: rangeEnd(prefixEnd(prefix)),
        prevKv: true,
        ...(since === undefined ? {} : { startRevision: since.revision }),
        signal: this.#services.signal,
      },
      listener,
    );
    this.#cancelWatch = () => subscription.cancel();
  }

  close(): void {
    this.#cancelWatch();
    this.#ticks.forget(this.#tick);
  }

  #take(message: WatchMessage): void {
    const atMs = this.#services.nowMs();
    switch (message.kind) {
      case 'created':
        this.#created(message.revision, message.endpoint, atMs);
        break;
      case 'events':
        for (const event of message.events) this.#add(event, message.receivedMs);
        break;
      case 'interrupted':
        this.#stream = { kind: 'cut', reason: message.error.message };
        if (this.#wasLive) this.#log.push({ kind: 'cut', atMs, reason: message.error.message });
        break;
      case 'refused':
        if (this.#stream.kind === 'live')
          this.#log.push({ kind: 'cut', atMs, reason: message.error.message });
        this.#stream = { kind: 'refused', reason: refusalText(message.error) };
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
    this.#ticks.soon(this.#tick);
  }

  #add(event: Event, atMs: number): void {
    const change = loggedChange(event, atMs, wholeBytesMax);
    if (change === undefined) return;
    if (change.revision <= (this.#since?.newest ?? 0)) {
      this.#log.push({ ...change, isReplayed: true });
      return;
    }
    this.#log.push(change);
    countChange(this.#rates, change, this.#budget);
  }

  /** Ticks again, though nothing came. */
  lookAgain(): void {
    this.#ticks.soon(this.#tick);
  }

  #created(revision: number, endpoint: string, atMs: number): void {
    this.#log.push(
      this.#wasLive
        ? { kind: 'reconnected', atMs, revision, endpoint, nothingLost: true }
        : this.#started(revision, endpoint, atMs),
    );
    this.#stream = { kind: 'live' };
    this.#wasLive = true;
  }

  #started(revision: number, endpoint: string, atMs: number): LoggedMark {
    const since = this.#since;
    if (since === undefined) return { kind: 'started', atMs, revision, endpoint };
    return { kind: 'started', atMs, revision: since.newest, endpoint, since: since.revision };
  }

  readonly #tick = (): void => {
    this.#dispatch({ type: 'watch-ticked', log: this.#log, stream: this.#stream });
  };
}

/** The watch that is open; a session has one log at a time. */
const openWatches = perSession(() => ({ current: undefined as LoggedWatch | undefined }));

/** Whoever may not watch this may be allowed a part of it; whoever is not let in is not. */
function refusalText({ kind, message }: EtcdError): string {
  return kind === 'permission-denied' ? `${message} Less of it may be watched: :watch PREFIX.` : message;
}

export const runWatchEffect: RunEffect<WatchEffect, WatchEvent, Services> = (effect, services, dispatch) => {
  const open = openWatches(services);
  switch (effect.type) {
    case 'open-watch':
      open.current?.close();
      open.current = new LoggedWatch(services, dispatch);
      open.current.open(effect);
      break;
    case 'look-again':
      open.current?.lookAgain();
      break;
    case 'export-log':
      void exportLog(effect, services).then(dispatch);
      break;
  }
};
