import { writerOfValues } from '../kube/writer-scan.js';
import { judge, type WatchFilter } from './watch-filter.js';
import type { LoggedChange, WatchLogView } from './watch-log.js';

const marks = { shown: 1, filtered: 2, folded: 3 } as const;

/**
 * What one look at the log may cost, in bytes looked at and steps of patterns: about 5 ms. The rest waits for the
 * next tick, and is told as such.
 */
const lookCostMax = 500_000;
/** An entry that is looked at, whatever is in it. */
const entryCost = 20;

/** Who wrote a change; empty when nobody can be named. Looked up once, when it is first asked for. */
export function writerOfChange(change: LoggedChange): string {
  change.writer ??= writerIn(change);
  return change.writer;
}

function writerIn({ type, before, after }: LoggedChange): string {
  // Without what it was before, who wrote it last of all would be named.
  if (after === undefined || (type === 'updated' && before === undefined)) return '';
  return writerOfValues(before, after);
}

/**
 * Which entries of a log a filter shows. Each entry is judged once, newest first where many wait, and only so many
 * at a time: a flood, a slow pattern or a filter that reads values holds nothing up. Mutable, as the log is.
 */
export class WatchSieve {
  readonly #log: WatchLogView;
  readonly #filter: WatchFilter;
  readonly #marks: Uint8Array;
  /** Judged are the entries from here … */
  #low: number;
  /** … up to here. */
  #high: number;
  /** The log's oldest entry when it was last looked at. */
  #first: number;
  #cost = 0;
  #filtered = 0;
  #unseen = 0;

  constructor(log: WatchLogView, filter: WatchFilter) {
    this.#log = log;
    this.#filter = filter;
    this.#marks = new Uint8Array(log.capacity);
    this.#low = log.next;
    this.#high = log.next;
    this.#first = log.first;
  }

  get first(): number {
    return this.#log.first;
  }

  get next(): number {
    return this.#log.next;
  }

  /** How many entries wait to be looked at. */
  get behind(): number {
    return this.#log.next - this.#high + Math.max(0, this.#low - this.#log.first);
  }

  /** How many left the log before they could be looked at. */
  get unseen(): number {
    return this.#unseen;
  }

  /** How many entries of the log the filter hides; what it would show and is folded is not among them. */
  get filtered(): number {
    return this.#filtered;
  }

  isShown(number: number): boolean {
    return number >= this.#log.first && number < this.#log.next && this.#markOf(number) === marks.shown;
  }

  /** Looks at what came, then at what is older, as far as the cost allows. */
  look(): void {
    this.#forgetDropped();
    this.#cost = 0;
    while (this.#high < this.#log.next && this.#cost < lookCostMax) {
      this.#judge(this.#high);
      this.#high += 1;
    }
    while (this.#low > this.#log.first && this.#cost < lookCostMax) {
      this.#low -= 1;
      this.#judge(this.#low);
    }
  }

  #forgetDropped(): void {
    const { first } = this.#log;
    for (let number = Math.max(this.#first, this.#low); number < Math.min(first, this.#high); number += 1) {
      const mark = this.#marks[number % this.#marks.length];
      if (mark === marks.filtered) this.#filtered -= 1;
    }
    if (first > this.#high) {
      this.#unseen += first - this.#high;
      this.#high = first;
    }
    this.#low = Math.max(this.#low, first);
    this.#first = first;
  }

  #markOf(number: number): number | undefined {
    const isJudged = number >= this.#low && number < this.#high;
    return isJudged ? this.#marks[number % this.#marks.length] : undefined;
  }

  #judge(number: number): void {
    const entry = this.#log.at(number);
    if (entry === undefined) return;
    const before = this.#patternWork();
    const verdict = judge(entry, this.#filter, (change) => this.#writerOf(change));
    this.#marks[number % this.#marks.length] = marks[verdict];
    if (verdict === 'filtered') this.#filtered += 1;
    this.#cost += entryCost + (this.#patternWork() - before);
  }

  #writerOf(change: LoggedChange): string {
    if (change.writer === undefined) {
      this.#cost += (change.before?.length ?? 0) + (change.after?.length ?? 0);
    }
    return writerOfChange(change);
  }

  #patternWork(): number {
    return this.#filter.terms.reduce((sum, { regex }) => sum + (regex?.work ?? 0), 0);
  }
}

/** The next entry that is shown, from `number` on in either direction; undefined when there is none. */
export function nextShown(sieve: WatchSieve, number: number, by: 1 | -1): number | undefined {
  for (let at = number; at >= sieve.first && at < sieve.next; at += by) {
    if (sieve.isShown(at)) return at;
  }
  return undefined;
}

/** The numbers of the last entries that are shown up to `last`, oldest first. */
export function lastShown(sieve: WatchSieve, last: number, count: number): readonly number[] {
  const found: number[] = [];
  for (let at = Math.min(last, sieve.next - 1); at >= sieve.first && found.length < count; at -= 1) {
    if (sieve.isShown(at)) found.push(at);
  }
  return found.reverse();
}
