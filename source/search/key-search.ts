import { type ByteString, prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import { counted, grouped } from '../presentation/quantities.js';
import { type ListingPorts, UnreadableRangeError } from '../tree/listing.js';
import { BestMatches, type RankedKey } from './best-matches.js';
import { KeyScan, type ScanCost, type ScannedKey, type ScanShift } from './key-scan.js';
import { type KeyMatcher, keyMatcher, type MatchMode } from './matcher.js';
import { UsageSampler } from './usage-sample.js';

export interface SearchWish {
  readonly prefix: ByteString;
  readonly mode: MatchMode;
  /** Empty fits every key. */
  readonly pattern: string;
  /** Bytes that the value has to have too, in the form that is stored; undefined: values are not read. */
  readonly value: Buffer | undefined;
  /** The past that is searched; undefined: now. */
  readonly revision: number | undefined;
  /** So many of the best are kept. */
  readonly kept: number;
}

/** What a search will have to read; told before it begins. */
export interface SearchExtent {
  readonly keys: number;
  /** The revision of the count. */
  readonly revision: number;
  /** Of the answers, about. */
  readonly bytes: number;
}

/** What was found out so far; always true, whether it goes on or has stopped. */
export interface SearchReport {
  readonly searched: number;
  /** Keys there are below the prefix, as of the revision where it began. */
  readonly of: number;
  readonly matchCount: number;
  readonly cost: ScanCost;
  /** undefined before the first answer, and after a compaction before the next one. */
  readonly revision: number | undefined;
  readonly shifts: readonly ScanShift[];
  /** Everything before it was searched. */
  readonly position: ByteString;
  readonly isDone: boolean;
}

/** The name and the entry of a key, without its value, take about so many bytes in an answer. */
const keyBytes = 60;
const sampledValues = 48;

/** One count, and a few values where values will be read. */
export async function searchExtent(
  { prefix, value, revision }: SearchWish,
  ports: ListingPorts,
  signal?: AbortSignal,
): Promise<SearchExtent> {
  await ports.budget.admit(signal);
  const span = { from: prefix, to: prefixEnd(prefix) };
  const { count, header } = await ports.range(
    {
      key: rangeStart(span.from),
      rangeEnd: rangeEnd(span.to),
      countOnly: true,
      serializable: true,
      revision: revision ?? 0,
    },
    signal === undefined ? {} : { signal },
  );
  ports.budget.spend(count);
  const at = revision ?? header?.revision ?? 0;
  const extent = { keys: count, revision: at, bytes: count * keyBytes };
  if (value === undefined || count === 0) return extent;
  const start = { revision: at, isPast: revision !== undefined, values: sampledValues };
  const group = { name: '', path: prefix, spans: [{ ...span, keys: count }], keys: count };
  const { bytes } = await new UsageSampler(start, ports, signal).estimate(group);
  return { ...extent, bytes: extent.bytes + bytes };
}

/** Keys and values are looked at for so long before a key press gets its turn: some are wide. */
const sliceMs = 8;

/** Looks through every key below a prefix, page by page; memory does not grow with their number. */
export class KeySearch {
  readonly #wish: SearchWish;
  readonly #matches: KeyMatcher;
  readonly #scan: KeyScan;
  readonly #best: BestMatches<RankedKey>;
  readonly #of: number;
  readonly #ports: ListingPorts;

  /** @throws PatternError when a regular expression is none. */
  constructor(wish: SearchWish, extent: SearchExtent, ports: ListingPorts) {
    const { prefix, mode, pattern, value, revision, kept } = wish;
    this.#wish = wish;
    this.#matches = keyMatcher(mode, pattern);
    this.#best = new BestMatches(kept);
    this.#of = extent.keys;
    this.#ports = ports;
    const isPast = revision !== undefined;
    const start = { prefix, total: extent.keys, revision: extent.revision, isPast };
    this.#scan = new KeyScan({ ...start, withValues: value !== undefined }, ports);
  }

  get report(): SearchReport {
    const { scanned, cost, revision, shifts, position, done } = this.#scan;
    const isDone = done && !this.#isShort;
    return {
      searched: scanned,
      of: this.#of,
      matchCount: this.#best.count,
      cost,
      revision,
      shifts,
      position,
      isDone,
    };
  }

  /** At one revision as many keys are read as were counted: whatever the reason, a search that had fewer is not whole. */
  get #isShort(): boolean {
    const { done, shifts, scanned } = this.#scan;
    return done && shifts.length === 0 && scanned !== this.#of;
  }

  /** The best that were found so far. */
  ranked(): readonly RankedKey[] {
    return this.#best.ranked();
  }

  /** Searches one page more. @returns what fits in it. Rejects as the range does, and can be asked again. */
  async step(signal?: AbortSignal): Promise<readonly RankedKey[]> {
    const page = await this.#scan.next(signal);
    const found: RankedKey[] = [];
    let untilMs = this.#ports.nowMs() + sliceMs;
    for (const scanned of page) {
      const match = this.#fits(scanned);
      if (match !== undefined) found.push(match);
      if (this.#ports.nowMs() < untilMs) continue;
      await this.#ports.pause?.();
      untilMs = this.#ports.nowMs() + sliceMs;
    }
    for (const match of found) this.#best.add(match);
    if (this.#isShort) {
      throw new UnreadableRangeError(
        `${counted(this.#of, 'key')} were counted and ${grouped(this.#scan.scanned)} read: they do not add up, search again.`,
      );
    }
    return found;
  }

  #fits({ key, value }: ScannedKey): RankedKey | undefined {
    const wanted = this.#wish.value;
    if (
      wanted !== undefined &&
      (value === undefined || !Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(wanted))
    )
      return undefined;
    const score = this.#matches(key);
    return score === undefined ? undefined : { path: key, score };
  }
}
