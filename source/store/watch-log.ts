import type { ByteString } from '../bytes/byte-string.js';

/** What etcd keeps of a key beside its value. */
export interface KeyFacts {
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** 0n: none. */
  readonly lease: bigint;
}

/** One change of one key, as much of it as the log keeps. Times are wall milliseconds. */
export interface LoggedChange {
  readonly kind: 'change';
  readonly type: 'created' | 'updated' | 'deleted';
  readonly atMs: number;
  readonly key: ByteString;
  readonly revision: number;
  /** Of the key now; undefined for a deletion. */
  readonly now: KeyFacts | undefined;
  /** Of the key before; undefined where there was none, or the server did not say. */
  readonly was: KeyFacts | undefined;
  /** Bytes of the new value; undefined for a deletion. */
  readonly size: number | undefined;
  /** The beginning of the new value, a copy; empty for a deletion. */
  readonly head: Uint8Array;
  /** Copies of the value before and the new one, whole; undefined where there is none or it is too large to keep. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  /** The noise rule that the change falls under; undefined: none. */
  readonly noise: string | undefined;
  /** It happened before the watch began: when, nobody can say, and `atMs` is when it was read again. */
  readonly isReplayed?: true;
  /** Who wrote it, empty when nobody can be named; undefined until somebody looks. */
  writer?: string | undefined;
}

/** What happened to the watch itself. */
export type LoggedMark =
  | {
      readonly kind: 'started';
      readonly atMs: number;
      /** What is newer is new. */
      readonly revision: number;
      readonly endpoint: string;
      /** The revision from which on what was before is told again. */
      readonly since?: number;
    }
  | { readonly kind: 'cut'; readonly atMs: number; readonly reason: string }
  | {
      readonly kind: 'reconnected';
      readonly atMs: number;
      readonly revision: number;
      readonly endpoint: string;
      /** False when a hole followed. */
      readonly nothingLost: boolean;
    }
  | {
      readonly kind: 'hole';
      readonly atMs: number;
      readonly fromRevision: number;
      readonly toRevision: number;
    };

export type LogEntry = LoggedChange | LoggedMark;

/** What a log keeps; what is older goes. */
export interface LogLimits {
  readonly entries: number;
  /** Of keys and values together. */
  readonly bytes: number;
}

export const logLimits: LogLimits = { entries: 10_000, bytes: 16_000_000 };

/** How much of a value a log keeps when it is too large to be kept whole. */
export const headBytes = 256;
/** Larger values are not kept whole: a few of them would leave no room for the others. */
export const wholeBytesMax = 32_768;

/** A log as whoever shows it sees it. Entries are numbered from 0 for ever; the oldest are gone. */
export interface WatchLogView {
  /** The number of the oldest entry that is kept; `next` when there is none. */
  readonly first: number;
  /** The number that the next entry gets. */
  readonly next: number;
  /** How many entries it keeps at most. */
  readonly capacity: number;
  /** Bytes of the keys and values that are kept. */
  readonly bytes: number;
  /** How many changes ever came. */
  readonly changes: number;
  /** How many of them happened before the watch began. */
  readonly replayed: number;
  /** How many of them each noise rule had. */
  readonly noise: ReadonlyMap<string, number>;
  at(number: number): LogEntry | undefined;
}

/** A ring: it takes what comes at any rate, in bounded memory. Mutable, so that a flood copies nothing. */
export class WatchLog implements WatchLogView {
  readonly #limits: LogLimits;
  readonly #ring: (LogEntry | undefined)[];
  #first = 0;
  #next = 0;
  #changes = 0;
  #replayed = 0;
  readonly #noise = new Map<string, number>();
  #bytes = 0;

  constructor(limits: LogLimits = logLimits) {
    this.#limits = limits;
    this.#ring = new Array<LogEntry | undefined>(limits.entries);
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  get capacity(): number {
    return this.#limits.entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get changes(): number {
    return this.#changes;
  }

  get replayed(): number {
    return this.#replayed;
  }

  get noise(): ReadonlyMap<string, number> {
    return this.#noise;
  }

  at(number: number): LogEntry | undefined {
    return number >= this.#first && number < this.#next ? this.#ring[this.#slot(number)] : undefined;
  }

  push(entry: LogEntry): void {
    if (this.#next - this.#first >= this.#limits.entries) this.#dropOldest();
    this.#ring[this.#slot(this.#next)] = entry;
    this.#next += 1;
    this.#bytes += weight(entry);
    if (entry.kind === 'change') this.#count(entry);
    while (this.#bytes > this.#limits.bytes && this.#next - this.#first > 1) this.#dropOldest();
  }

  #count({ noise, isReplayed }: LoggedChange): void {
    this.#changes += 1;
    if (isReplayed === true) this.#replayed += 1;
    if (noise !== undefined) this.#noise.set(noise, (this.#noise.get(noise) ?? 0) + 1);
  }

  /** A hole that follows a reconnection belies it. */
  pushHole(hole: Extract<LoggedMark, { kind: 'hole' }>): void {
    const last = this.at(this.#next - 1);
    if (last?.kind === 'reconnected') {
      this.#ring[this.#slot(this.#next - 1)] = { ...last, nothingLost: false };
    }
    this.push(hole);
  }

  #slot(number: number): number {
    return number % this.#limits.entries;
  }

  #dropOldest(): void {
    const slot = this.#slot(this.#first);
    const oldest = this.#ring[slot];
    if (oldest !== undefined) this.#bytes -= weight(oldest);
    this.#ring[slot] = undefined;
    this.#first += 1;
  }
}

function weight(entry: LogEntry): number {
  if (entry.kind !== 'change') return 0;
  const { key, head, before, after } = entry;
  return key.length + (before?.length ?? 0) + (after?.length ?? head.length);
}
