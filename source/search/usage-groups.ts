import type { ByteString } from '../bytes/byte-string.js';
import type { Span } from '../tree/partition.js';

export interface CountedSpan extends Span {
  readonly keys: number;
  /** The first of them, where it was seen. */
  readonly firstKey?: ByteString | undefined;
}

/** Keys that are told of together. */
export interface UsageGroup {
  /** Bytes, as they stand in keys: of a directory, a kind or a namespace. */
  readonly name: ByteString;
  /** Where to look at them; undefined when they are in several places. */
  readonly path: ByteString | undefined;
  /** No two of a survey overlap. */
  readonly spans: readonly CountedSpan[];
  /** All of them, those outside of the spans too. */
  readonly keys: number;
}

/** All keys below a prefix, or those of one kind or namespace there, exactly counted; what they hold is not read. */
export interface UsageSurvey {
  readonly prefix: ByteString;
  /** Only one kind, or one namespace, of what is below the prefix. */
  readonly isPart: boolean;
  readonly groups: readonly UsageGroup[];
  /** What belongs to no group: keys beside directories, objects without a namespace. */
  readonly rest: UsageGroup;
  readonly keys: number;
  readonly revision: number;
  /** A compaction came between: the counts are of more than one revision. */
  readonly isShifted: boolean;
}

/** Every so many-th of any number of keys, in bounded memory. */
export class Thinned {
  readonly #most: number;
  #kept: ByteString[] = [];
  #each = 1;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#count;
  }

  get keys(): readonly ByteString[] {
    return this.#kept;
  }

  add(key: ByteString): void {
    if (this.#count % this.#each === 0) this.#kept.push(key);
    this.#count += 1;
    if (this.#kept.length < 2 * this.#most) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#each *= 2;
  }
}

/** Which group a key belongs to. */
export class GroupFinder {
  readonly #spans: readonly { readonly span: CountedSpan; readonly group: UsageGroup }[];
  readonly #rest: UsageGroup;

  constructor({ groups, rest }: UsageSurvey) {
    this.#spans = groups
      .flatMap((group) => group.spans.map((span) => ({ span, group })))
      .toSorted((one, other) => (one.span.from < other.span.from ? -1 : 1));
    this.#rest = rest;
  }

  find(key: ByteString): UsageGroup {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.span.from ?? '') <= key) low = middle + 1;
      else high = middle;
    }
    const before = this.#spans[low - 1];
    return before !== undefined && key < before.span.to ? before.group : this.#rest;
  }
}
