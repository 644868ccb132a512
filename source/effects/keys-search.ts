import type { ByteString } from '../bytes/byte-string.js';
import { KeySearch, searchExtent } from '../search/key-search.js';
import { type KeyMatcher, keyMatcher } from '../search/matcher.js';
import { readingCost } from '../search/usage-words.js';
import type { KeysEffect, KeysEvent } from '../store/keys.js';
import { matchesMax, type SearchMatch, type WideSearch, wishOf } from '../store/keys-search.js';
import type { KeyTree } from '../store/keys-tree.js';
import type { ListingPorts } from '../tree/listing.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';
import { Ticker } from './ticker.js';

/** Names are looked at for so long, and so many at most, before keys and screen get their turn. */
const sliceMs = 8;
const atOnce = 5_000;
/** The clock is asked after so many. */
const betweenLooks = 250;
/** How often the screen hears of a search, in milliseconds. */
const tellMs = 150;

interface Candidate {
  readonly path: ByteString;
  readonly isDirectory: boolean;
}

/** Every key and directory that is loaded. */
function* candidates(tree: KeyTree): Generator<Candidate> {
  for (const { children } of tree.directories.values()) {
    for (const { leaf, directory } of children) {
      if (leaf !== undefined) yield { path: leaf.key, isDirectory: false };
      if (directory !== undefined) yield { path: directory.path, isDirectory: true };
    }
  }
}

/** Searches what is loaded, part by part, and tells what each part has; or everything, page by page. */
export class KeysSearchRun {
  readonly #services: Services;
  readonly #ports: ListingPorts;
  readonly #dispatch: (event: KeysEvent) => void;
  #cancel: () => void = () => {};
  #job: KeySearch | undefined;

  constructor(services: Services, ports: ListingPorts, dispatch: (event: KeysEvent) => void) {
    this.#services = services;
    this.#ports = ports;
    this.#dispatch = dispatch;
  }

  /** Supersedes the search before it. */
  start(number: number, text: string, tree: KeyTree): void {
    this.stop();
    this.#next(number, keyMatcher('fuzzy', text), candidates(tree));
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  /** Finds out what a search of everything costs. */
  async plan(number: number, wide: WideSearch): Promise<void> {
    const signal = this.#begin();
    try {
      const extent = await searchExtent(wishOf(wide), this.#ports, signal);
      if (signal.aborted) return;
      const cost = readingCost(extent.keys, extent.bytes);
      this.#dispatch({ type: 'search-planned', number, extent, cost });
    } catch (error) {
      if (!signal.aborted) this.#dispatch({ type: 'search-failed', number, reason: sentenceOf(error) });
    }
  }

  /** Begins, or goes on where it was cut. */
  async searchAll({
    number,
    wide,
    extent,
    goesOn,
  }: Extract<KeysEffect, { type: 'search-all' }>): Promise<void> {
    const signal = this.#begin();
    const job = goesOn ? this.#job : undefined;
    const running = job ?? new KeySearch(wishOf(wide), extent, this.#ports);
    this.#job = running;
    const ticker = new Ticker(this.#services, tellMs, () => this.#tell(number, running));
    try {
      while (!running.report.isDone && !signal.aborted) {
        await running.step(signal);
        ticker.soon();
      }
      ticker.now();
    } catch (error) {
      ticker.now();
      if (!signal.aborted) this.#dispatch({ type: 'search-failed', number, reason: sentenceOf(error) });
    }
  }

  #begin(): AbortSignal {
    this.stop();
    const stop = new AbortController();
    this.#cancel = () => stop.abort();
    return AbortSignal.any([stop.signal, this.#services.signal]);
  }

  #tell(number: number, job: KeySearch): void {
    if (this.#services.signal.aborted) return;
    const matches = job.ranked().map(({ path, score }) => ({ path, score, isDirectory: false }));
    this.#dispatch({
      type: 'search-told',
      number,
      matches: matches.slice(0, matchesMax),
      report: job.report,
    });
  }

  #next(number: number, matches: KeyMatcher, from: Generator<Candidate>): void {
    const found: SearchMatch[] = [];
    let searched = 0;
    let isDone = false;
    const endMs = this.#services.nowMs() + sliceMs;
    for (let looked = 0; looked < atOnce; looked += 1) {
      if (looked % betweenLooks === 0 && this.#services.nowMs() > endMs) break;
      const { value, done } = from.next();
      if (done === true) {
        isDone = true;
        break;
      }
      if (!value.isDirectory) searched += 1;
      const score = matches(value.path);
      if (score !== undefined) found.push({ ...value, score });
    }
    if (!isDone) this.#cancel = this.#services.after(0, () => this.#next(number, matches, from));
    this.#dispatch({ type: 'search-found', number, found, searched, isDone });
  }
}
