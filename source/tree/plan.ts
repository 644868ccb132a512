import { type ByteString, endOfKeys, prefixEnd } from './byte-string.js';
import { type Span, startSpans } from './cut.js';
import {
  ChildrenWalk,
  type Discovery,
  type RangeAnswer,
  type RangeAsk,
  type Region,
  type Stretch,
} from './walk.js';

/** What is known of a directory's children before it is read. */
export interface Layout {
  /** Names of directories that it may have, with the separator at their end. */
  readonly children: readonly ByteString[];
  /** The one that tells whether it has them; undefined when that is known. */
  readonly sign: ByteString | undefined;
}

/** A stretch of the directory that is read on its own. */
interface Part {
  readonly walk: ChildrenWalk;
  /** Whose keys these were before they were cut off. */
  readonly owner: Part | undefined;
  /** What is to be asked next, whether it is asked already or not. */
  ask: RangeAsk | undefined;
  isOut: boolean;
  isCounted: boolean;
  /** Found, and not told before the parts before it are. */
  found: Discovery[];
}

/** A question, and what it is about. */
export interface Question {
  readonly ask: RangeAsk;
  /** undefined for the one that finds out the layout. */
  readonly part: Part | undefined;
}

/** A directory with so few keys is simply paged. */
const smallMax = 2_000;
/** So many children are found ahead of those that can be told; they wait in memory. */
const aheadMax = 512;

/**
 * Reads a directory in parts that are asked side by side: a planner like the walks it is made of. Questions
 * may be answered in any order, and children are told in byte order all the same.
 */
export class ListingPlan {
  readonly #region: Region;
  #parts: Part[] = [];
  #sign: Question | undefined;
  #isSignOut = false;
  readonly #layout: Layout | undefined;
  /** Keys of the directory that no counted part has; undefined when that is not known. */
  #unaccounted: number | undefined;

  constructor(region: Region, layout: Layout | undefined) {
    this.#region = region;
    this.#unaccounted = region.total;
    this.#layout = layout;
    if (region.separator === '' || (region.total !== undefined && region.total <= smallMax)) {
      this.#unaccounted = undefined;
      this.#parts = [newPart(region)];
    } else if (layout?.sign !== undefined) {
      const from = region.prefix + layout.sign;
      this.#sign = { ask: { from, to: prefixEnd(from), limit: 1 }, part: undefined };
    } else {
      this.#begin(layout);
    }
    this.#advance();
  }

  /** True when every child is told. */
  get done(): boolean {
    return this.#sign === undefined && this.#parts.length === 0;
  }

  /** Children whose path is smaller than this are told; those from it on are not. */
  get frontier(): ByteString {
    if (this.#sign !== undefined) return this.#region.prefix;
    return this.#parts[0]?.walk.position ?? endOfKeys;
  }

  /** A question to ask beside those that are out; undefined when there is none before one of them is answered. */
  next(): Question | undefined {
    if (this.#sign !== undefined) {
      if (this.#isSignOut) return undefined;
      this.#isSignOut = true;
      return this.#sign;
    }
    let ahead = 0;
    for (const part of this.#parts) {
      const { ask, isOut } = part;
      if (ask !== undefined && !isOut && !this.#isEmpty(part) && (ahead < aheadMax || isAwaited(part))) {
        part.isOut = true;
        return { ask, part };
      }
      ahead += part.found.length;
    }
    return undefined;
  }

  /** The question was not answered; it can be asked again. */
  withdraw({ part }: Question): void {
    if (part === undefined) this.#isSignOut = false;
    else part.isOut = false;
  }

  /** @returns what can be told now. */
  answer({ ask, part }: Question, answer: RangeAnswer): readonly Discovery[] {
    if (part === undefined) {
      this.#sign = undefined;
      this.#begin(answer.count > 0 ? this.#layout : undefined);
      return this.#advance();
    }
    part.isOut = false;
    if (!part.isCounted) this.#count(part, answer.count);
    part.found.push(...part.walk.answer(ask, answer));
    this.#cut(part);
    part.ask = part.walk.next();
    return this.#advance();
  }

  /** The keys changed since they were counted: what was accounted for says nothing about what is left. */
  forgetTotals(): void {
    this.#unaccounted = undefined;
    for (const part of this.#parts) {
      part.walk.forgetTotals();
      part.ask = part.walk.next();
    }
  }

  #begin(layout: Layout | undefined): void {
    const { prefix, separator } = this.#region;
    const stretches = layout === undefined ? startSpans(prefix) : layoutStretches(prefix, layout);
    this.#parts = stretches.map((each) => newPart({ prefix, separator, ...each }));
  }

  /** The first answer of a part has all of its keys. */
  #count(part: Part, count: number): void {
    part.isCounted = true;
    const { owner } = part;
    if (owner === undefined) {
      if (this.#unaccounted !== undefined) this.#unaccounted -= count;
      return;
    }
    owner.found.push(...owner.walk.deduct(count));
    this.#cut(owner);
    owner.ask = owner.walk.next();
  }

  #cut(owner: Part): void {
    const spans = owner.walk.cutOff();
    if (spans.length === 0) return;
    const { prefix, separator } = this.#region;
    const parts = spans.map((span) => newPart({ prefix, separator, ...span, isCutOff: true }, owner));
    this.#parts.splice(this.#parts.indexOf(owner) + 1, 0, ...parts);
  }

  /** Tells what was found in the parts that are read without a gap before them. */
  #advance(): readonly Discovery[] {
    const told: Discovery[] = [];
    for (let first = this.#parts[0]; first !== undefined; first = this.#parts[0]) {
      told.push(...first.found);
      first.found = [];
      if (!first.walk.done && (first.isOut || !this.#isEmpty(first))) break;
      this.#parts.shift();
    }
    return told;
  }

  /** Every key of the directory is in a part that was counted, and this one was not. */
  #isEmpty({ isCounted, owner }: Part): boolean {
    return this.#unaccounted === 0 && !isCounted && owner === undefined;
  }
}

/** An earlier part cannot go on before this one is counted. */
function isAwaited({ isCounted, owner }: Part): boolean {
  return owner !== undefined && !isCounted;
}

function newPart(stretch: Stretch, owner?: Part): Part {
  const walk = new ChildrenWalk(stretch);
  return { walk, owner, ask: walk.next(), isOut: false, isCounted: false, found: [] };
}

/** One stretch up to the end of each directory that may be there, and one for what comes after the last. */
function layoutStretches(
  prefix: ByteString,
  { children }: Layout,
): readonly (Span & { known?: ByteString })[] {
  const stretches: (Span & { known?: ByteString })[] = [];
  let from = prefix;
  for (const known of children.map((name) => prefix + name).sort()) {
    const to = prefixEnd(known);
    stretches.push({ from, to, known });
    from = to;
  }
  return [...stretches, { from, to: prefixEnd(prefix) }];
}
