import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { likelyRoots } from '../kube/resources.js';
import type { KeysEffect, KeysEvent } from '../store/keys.js';
import type { RunEffect } from '../store/step.js';
import { Budget, cautiousRates } from '../tree/budget.js';
import { countKeys } from '../tree/count.js';
import { foundKey } from '../tree/discovery.js';
import type { ListingPorts } from '../tree/listing.js';
import { RangeBatch } from '../tree/range-batch.js';
import { defaultSeparator } from '../tree/separator.js';
import { BudgetMeter } from './budget-meter.js';
import { KeysFeed } from './keys-feed.js';
import { ListingRun } from './keys-listing.js';
import { registriesSeen } from './keys-registries.js';
import { KeysSearchRun } from './keys-search.js';
import { KeysUsageRun } from './keys-usage.js';
import { perSession } from './per-session.js';
import { isCompacted, sentenceOf } from './sentence.js';
import type { Services } from './services.js';
import { sleepOn } from './sleep-on.js';

type Dispatch = (event: KeysEvent) => void;

/** What the effects of one session keep: one budget for all that reads keys, and what is being read. */
class KeysRuns {
  readonly #services: Services;
  readonly #ports: ListingPorts;
  readonly #roots: readonly ByteString[];
  readonly #listings = new Map<number, ListingRun>();
  readonly #budget: Budget;
  #meter: BudgetMeter | undefined;
  #feed: KeysFeed | undefined;
  #search: KeysSearchRun | undefined;
  #usage: KeysUsageRun | undefined;

  constructor(services: Services) {
    const nowMs = () => services.nowMs();
    const clock = { nowMs, sleep: sleepOn(services) };
    this.#budget = new Budget(cautiousRates, clock, () => this.#meter?.note());
    const { kv } = services.client;
    this.#services = services;
    this.#roots = likelyRoots(services.registryRoot);
    this.#ports = {
      range: (request, options) => kv.range(request, options),
      stream: (request, options) => kv.rangeStream(request, options),
      batch: new RangeBatch(kv),
      budget: this.#budget,
      pause: () => new Promise((resolve) => services.after(0, resolve)),
      nowMs,
    };
  }

  /** Reads within the one budget. */
  get reads(): ListingPorts {
    return this.#ports;
  }

  run(effect: KeysEffect, dispatch: Dispatch): void {
    this.#meter ??= new BudgetMeter(this.#budget, this.#services, (percent) =>
      dispatch({ type: 'budget-used', percent }),
    );
    switch (effect.type) {
      case 'follow-changes':
        this.#feed ??= new KeysFeed(this.#services, dispatch);
        return;
      case 'list-directory':
        this.#list(effect, dispatch);
        return;
      case 'read-on':
        this.#readOn(effect);
        return;
      case 'stop-listing':
        this.#listings.get(effect.listing)?.stop();
        return;
      case 'forget-listing':
        this.#listings.get(effect.listing)?.stop();
        this.#listings.delete(effect.listing);
        return;
      case 'look-up':
        void this.#answer(() => this.#lookUp(effect), dispatch);
        return;
      case 'look-for-directory':
        void this.#answer(() => this.#lookFor(effect), dispatch);
        return;
      case 'count-directory':
        void this.#answer(() => this.#count(effect), dispatch);
        return;
      case 'search-keys':
        this.#searching(dispatch).start(effect.number, effect.text, effect.tree);
        return;
      case 'plan-search':
        void this.#searching(dispatch).plan(effect.number, effect.wide);
        return;
      case 'search-all':
        void this.#searching(dispatch).searchAll(effect);
        return;
      case 'stop-search':
        this.#search?.stop();
        return;
      case 'measure-usage':
        this.#usage ??= new KeysUsageRun(
          this.#services,
          { ...this.#ports, registryRoots: this.#roots },
          dispatch,
        );
        void this.#usage.measure(effect);
        return;
      case 'stop-usage':
        this.#usage?.stop();
    }
  }

  #searching(dispatch: Dispatch): KeysSearchRun {
    this.#search ??= new KeysSearchRun(this.#services, this.#ports, dispatch);
    return this.#search;
  }

  #list(effect: Extract<KeysEffect, { type: 'list-directory' }>, dispatch: Dispatch): void {
    const run = new ListingRun(effect, this.#ports, this.#services.signal, dispatch, this.#roots);
    this.#listings.set(effect.listing, run);
    void run.read(effect.children);
    if (effect.path === '' && effect.separator === defaultSeparator)
      void this.#lookForRegistries(effect, dispatch);
  }

  /** The root's first row would wait for a count of everything; what fails here is told by the listing. */
  async #lookForRegistries(
    { listing, revision }: Extract<KeysEffect, { type: 'list-directory' }>,
    dispatch: Dispatch,
  ): Promise<void> {
    try {
      const paths = await registriesSeen(this.#roots, revision, this.#ports, this.#services.signal);
      if (paths.length > 0) dispatch({ type: 'directories-seen', listing, paths });
    } catch {}
  }

  #readOn({ listing, children, catchUp }: Extract<KeysEffect, { type: 'read-on' }>): void {
    const run = this.#listings.get(listing);
    if (catchUp !== undefined) run?.catchUp(catchUp.revision);
    void run?.read(children);
  }

  async #lookUp({ key, revision = 0 }: Extract<KeysEffect, { type: 'look-up' }>): Promise<KeysEvent> {
    const request = { key: toBytes(key), revision, keysOnly: true, serializable: true };
    const { kvs } = await this.#services.client.kv.range(request, { signal: this.#services.signal });
    const [kv] = kvs;
    return { type: 'looked-up', key, found: kv === undefined ? undefined : foundKey(kv) };
  }

  async #lookFor(effect: Extract<KeysEffect, { type: 'look-for-directory' }>): Promise<KeysEvent> {
    const { path, revision } = effect;
    const count = await countKeys(path, revision, this.#ports, this.#services.signal);
    return { type: 'directory-looked-for', path, isThere: count > 0 };
  }

  async #count(effect: Extract<KeysEffect, { type: 'count-directory' }>): Promise<KeysEvent> {
    const { path, revision, changedAt } = effect;
    const count = await countKeys(path, revision, this.#ports, this.#services.signal);
    return { type: 'directory-counted', path, count, changedAt };
  }

  async #answer(ask: () => Promise<KeysEvent>, dispatch: Dispatch): Promise<void> {
    try {
      dispatch(await ask());
    } catch (error) {
      if (this.#services.signal.aborted) return;
      dispatch({ type: 'read-failed', reason: sentenceOf(error), isGone: isCompacted(error) });
    }
  }
}

const keysRuns = perSession((services) => new KeysRuns(services));

/** What reads the keys of a session, within its one budget. */
export const readsOf = (services: Services): ListingPorts => keysRuns(services).reads;

export const runKeysEffect: RunEffect<KeysEffect, KeysEvent, Services> = (effect, services, dispatch) => {
  keysRuns(services).run(effect, dispatch);
};
