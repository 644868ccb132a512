import type { ByteString } from '../bytes/byte-string.js';
import { registryKey } from '../kube/registry-key.js';

/** What changes are counted by. */
export const rateDimensions = ['kind', 'prefix', 'writer'] as const;
export type RateDimension = (typeof rateDimensions)[number];

/** For how many seconds counts are kept. */
export const ratesKeptSeconds = 60;
/** One more, for the second that is still going on. */
const slots = ratesKeptSeconds + 1;
/** Each name keeps a minute of counts; what comes beyond so many names is counted together. */
const namesMax = 1_000;
/** Directories whose kind and prefix are remembered, and the longest of them. */
const directoriesMax = 5_000;
const directoryBytesMax = 512;
/** Longer names say nothing to anyone. */
const nameCharactersMax = 128;

/** What stands for names that there is no room for, and for changes whose writer was not looked up or is not known. */
export const unnamed = { others: '(others)', unread: '(not looked at)', nobody: '(unknown)' } as const;

/** Counts of one name, second by second. */
class NameCounts {
  readonly events = new Uint32Array(slots);
  readonly bytes = new Float64Array(slots);
  #last = Number.NEGATIVE_INFINITY;

  /** What comes late, or after the clock was set back, is counted now. */
  add(asked: number, bytes: number): void {
    const second = Math.max(asked, this.#last);
    this.#advance(second);
    const slot = second % slots;
    this.events[slot] = (this.events[slot] ?? 0) + 1;
    this.bytes[slot] = (this.bytes[slot] ?? 0) + bytes;
  }

  isIdle(second: number): boolean {
    return second - this.#last >= slots;
  }

  /** The counts of each of the last `seconds` seconds before `second`, oldest first. */
  before(second: number, seconds: number, of: Uint32Array | Float64Array): readonly number[] {
    return Array.from({ length: seconds }, (_, index) => {
      const asked = second - seconds + index;
      const isKept = asked <= this.#last && asked > this.#last - slots;
      return isKept ? (of[((asked % slots) + slots) % slots] ?? 0) : 0;
    });
  }

  #advance(second: number): void {
    if (second <= this.#last) return;
    const from = Math.max(this.#last + 1, second - slots + 1);
    for (let each = from; each <= second; each += 1) {
      this.events[each % slots] = 0;
      this.bytes[each % slots] = 0;
    }
    this.#last = second;
  }
}

/** One name of a dimension: what it had over the window that was asked for. */
export interface RateRow {
  readonly name: string;
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Events of each second that is kept, oldest first. */
  readonly history: readonly number[];
}

export interface RateTable {
  readonly rows: readonly RateRow[];
  /** Over how many seconds; less than asked for at the beginning. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** What is counted of a change. */
export interface CountedChange {
  readonly key: ByteString;
  /** Bytes of key and value. */
  readonly bytes: number;
  /** undefined: not looked up. */
  readonly writer: string | undefined;
  /** What is or was stored, or its beginning. */
  readonly value?: Uint8Array | undefined;
  /** Wall milliseconds. */
  readonly atMs: number;
}

interface Place {
  readonly kind: string;
  readonly prefix: string;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A directory of at most three names: `/registry/pods/default/`. */
function prefixOf(directory: ByteString): string {
  const parts = directory.split('/');
  const isRooted = parts[0] === '';
  const kept = parts.slice(0, isRooted ? 4 : 3).join('/');
  return kept.endsWith('/') || kept === '' ? kept : `${kept}/`;
}

function placeOf(directory: ByteString, value: Uint8Array | undefined): Place {
  const prefix = prefixOf(directory);
  const kind = registryKey(`${directory}x`, value)?.resource;
  return { kind: kind ?? (prefix === '' ? '(no directory)' : prefix), prefix };
}

function writerName(writer: string | undefined): string {
  if (writer === undefined) return unnamed.unread;
  return writer === '' ? unnamed.nobody : writer.slice(0, nameCharactersMax);
}

/** Events and bytes by kind, prefix and writer over the last minute, in bounded memory. Mutable, as a flood needs it. */
export class ChangeRates {
  readonly #counts: Readonly<Record<RateDimension, Map<string, NameCounts>>> = {
    kind: new Map(),
    prefix: new Map(),
    writer: new Map(),
  };
  #places = new Map<ByteString, Place>();
  readonly #all = new NameCounts();
  readonly #sinceSecond: number;
  #tidiedSecond = 0;

  /** `sinceMs`: wall time from which on every change is counted. */
  constructor(sinceMs: number) {
    this.#sinceSecond = Math.floor(sinceMs / 1_000);
  }

  count({ key, bytes, writer, value, atMs }: CountedChange): void {
    const second = Math.max(this.#sinceSecond, Math.floor(atMs / 1_000));
    const directory = key.slice(0, Math.min(key.lastIndexOf('/') + 1, directoryBytesMax));
    const { kind, prefix } = this.#place(directory, value);
    this.#named('kind', kind, second).add(second, bytes);
    this.#named('prefix', prefix === '' ? '(no directory)' : prefix, second).add(second, bytes);
    this.#named('writer', writerName(writer), second).add(second, bytes);
    this.#all.add(second, bytes);
  }

  /** What changed most over the last whole seconds, at most `seconds` of them. */
  table(by: RateDimension, seconds: number, nowMs: number, sortBy: 'events' | 'bytes'): RateTable {
    const now = Math.floor(nowMs / 1_000);
    const covered = Math.max(1, Math.min(seconds, now - this.#sinceSecond));
    const rows = Array.from(this.#counts[by], ([name, counts]): RateRow => {
      const history = counts.before(now, ratesKeptSeconds, counts.events);
      return {
        name,
        eventsPerSecond: sum(history.slice(-covered)) / covered,
        bytesPerSecond: sum(counts.before(now, covered, counts.bytes)) / covered,
        history,
      };
    }).filter(({ history }) => history.some((count) => count > 0));
    const figure = ({ eventsPerSecond, bytesPerSecond }: RateRow): number =>
      sortBy === 'events' ? eventsPerSecond : bytesPerSecond;
    const order = (one: RateRow, other: RateRow): number =>
      figure(other) - figure(one) ||
      sum(other.history) - sum(one.history) ||
      (one.name < other.name ? -1 : 1);
    return {
      rows: rows.toSorted(order),
      seconds: covered,
      eventsPerSecond: sum(this.#all.before(now, covered, this.#all.events)) / covered,
      bytesPerSecond: sum(this.#all.before(now, covered, this.#all.bytes)) / covered,
    };
  }

  #place(directory: ByteString, value: Uint8Array | undefined): Place {
    const known = this.#places.get(directory);
    if (known !== undefined) return known;
    const place = placeOf(directory, value);
    // A part of a long text keeps all of it, and the value of the next change may tell what this one did not.
    if (directory.length === directoryBytesMax || value === undefined) return place;
    if (this.#places.size >= directoriesMax) this.#places = new Map();
    this.#places.set(directory, place);
    return place;
  }

  #named(by: RateDimension, name: string, second: number): NameCounts {
    const names = this.#counts[by];
    const known = names.get(name);
    if (known !== undefined) return known;
    if (names.size >= namesMax && this.#tidiedSecond < second) {
      this.#tidiedSecond = second;
      dropIdle(names, second);
    }
    const kept = names.size < namesMax ? name : unnamed.others;
    const counts = names.get(kept) ?? new NameCounts();
    names.set(kept, counts);
    return counts;
  }
}

function dropIdle(names: Map<string, NameCounts>, second: number): void {
  for (const [name, counts] of names) {
    if (counts.isIdle(second)) names.delete(name);
  }
}
