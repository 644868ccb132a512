import { type ByteString, endOfKeys, keyAfter, prefixEnd } from '../bytes/byte-string.js';
import { Account, type FoundDirectory } from './accounting.js';
import { childOf } from './child.js';
import type { Discovery, FoundKey } from './discovery.js';
import { Estimates, limitOf, nextPage, numbersOf, pageMax, pageMin, partsOfPages } from './estimates.js';
import { hasDirectories, type Layout, layoutSpans } from './layout.js';
import { isLater, type LeafFound, newPart, nothing, type Part, setOut, tell } from './part.js';
import { isHash, numbered, partition, type Stretch, startSpans } from './partition.js';

/** The keys of a directory. */
export interface Region {
  /** The directory's path; empty for the root. */
  readonly prefix: ByteString;
  /** Empty: every key is a child of its own. */
  readonly separator: ByteString;
  /** How many keys there are, when that is known. */
  readonly total?: number | undefined;
  /** Directories are told with their first keys: one more key is read of each that would only be counted. */
  readonly withFirstKeys?: boolean;
}

/** One bounded question: the first `limit` keys of [from, to), and how many there are. */
export interface RangeAsk {
  readonly from: ByteString;
  readonly to: ByteString;
  /** 0: they are only counted, which is cheaper. */
  readonly limit: number;
}

export interface RangeAnswer {
  /** The first keys in byte order: all of them, or as many as the limit. */
  readonly keys: readonly FoundKey[];
  /** How many keys the asked range has; the server visits as many to answer. */
  readonly count: number;
}

/** A question, and the stretch that it is about. */
export interface Question {
  readonly ask: RangeAsk;
  /** undefined for the one that finds out the layout. */
  readonly part: Part | undefined;
  /** How many keys it probably has the server visit. */
  readonly visits: number;
  /** How many keys it probably has the server send. */
  readonly keys: number;
}

/** A directory with so few keys is simply paged. */
const smallMax = 2_000;
/** So many children are found ahead of those that can be told; they wait in memory. */
const aheadMax = 2_000;
/** Where no more is left than one or two children have, it mostly is the rest of the one before. */
const restShare = 0.1;

/**
 * Finds the children of a directory by questions about stretches of it, which can be asked side by side and
 * answered in any order; children are told in byte order all the same. A planner: `questions` says what to ask,
 * `answer` takes an answer, `tell` says what follows from all of them. Each answer has the first child of a stretch and all its keys; what follows the
 * child is cut into stretches where siblings may begin, so that every level of names is visited once, and counts
 * follow from totals. Answers must be of one revision; when they cannot be, `forgetTotals` comes first.
 */
export class ListingPlan {
  readonly #region: Region;
  readonly #layout: Layout | undefined;
  #parts: Part[] = [];
  /** Directories to be counted on their own, after their account was lost. */
  #recounts: Part[] = [];
  readonly #estimates = new Estimates();
  #sign: Question | undefined;
  #isSignOut = false;
  /** Counts that are settled and not told. */
  #settled: Discovery[] = [];

  constructor(region: Region, layout: Layout | undefined) {
    this.#region = region;
    const { prefix, separator, total } = region;
    this.#layout = layout !== undefined && hasDirectories(layout, separator) ? layout : undefined;
    if (total !== undefined && total <= smallMax) {
      const account = new Account(undefined, total, 0, 1);
      this.#parts = [newPart({ from: prefix, to: prefixEnd(prefix) }, account, pageMax)];
    } else if (this.#layout?.sign !== undefined) {
      const from = prefix + this.#layout.sign;
      this.#sign = { ask: { from, to: prefixEnd(from), limit: 1 }, part: undefined, visits: 0, keys: 1 };
    } else {
      this.#begin(this.#layout);
    }
    this.tell();
  }

  /** True when every child is told, and counted. */
  get done(): boolean {
    return this.#sign === undefined && this.#parts.length === 0 && this.#recounts.length === 0;
  }

  /** Children whose path is smaller than this are told; those from it on are not. */
  get frontier(): ByteString {
    if (this.#sign !== undefined) return this.#region.prefix;
    const [first] = this.#parts;
    if (first === undefined) return endOfKeys;
    return first.counts === undefined ? first.from : first.to;
  }

  /** Questions to ask beside those that are out, until there are none before one of them is answered; all that are taken are out. */
  *questions(): Generator<Question, void, void> {
    if (this.#sign !== undefined) {
      if (this.#isSignOut) return;
      this.#isSignOut = true;
      yield this.#sign;
      return;
    }
    for (const part of this.#nextParts()) {
      setOut(part, true);
      yield this.#question(part);
    }
  }

  /** The question was not answered; it can be asked again. */
  withdraw({ part }: Question): void {
    if (part === undefined) this.#isSignOut = false;
    else setOut(part, false);
  }

  /** What can be told now is told by `tell`. */
  answer({ part }: Question, answer: RangeAnswer): void {
    if (part === undefined) {
      this.#sign = undefined;
      this.#begin(answer.count > 0 ? this.#layout : undefined);
      return;
    }
    setOut(part, false);
    part.isDone = true;
    if (part.account === undefined) {
      this.#estimates.noteUnknown(answer.count);
    }
    this.#settle(part.account?.deduct(answer.count));
    if (part.counts === undefined) this.#take(part, answer);
    else this.#count(part, part.counts, answer.count);
  }

  #count(part: Part, directory: FoundDirectory, count: number): void {
    directory.count = count;
    this.#settle(directory);
    this.#recounts = this.#recounts.filter((each) => each !== part);
  }

  /** The keys changed since they were counted: what was accounted for says nothing about what is left. */
  forgetTotals(): void {
    for (const part of this.#parts) {
      const directory = part.account?.directory;
      if (directory !== undefined && directory.count === undefined) this.#recount(directory);
      part.account = undefined;
    }
  }

  #recount(directory: FoundDirectory): void {
    if (this.#recounts.some(({ counts }) => counts === directory)) return;
    const span = { from: directory.path, to: prefixEnd(directory.path) };
    this.#recounts.push(newPart(span, undefined, 0, directory));
  }

  #begin(layout: Layout | undefined): void {
    const { prefix, separator, total } = this.#region;
    const spans = layout === undefined ? startSpans(prefix) : layoutSpans(prefix, layout);
    const account = total === undefined ? undefined : new Account(undefined, total, 0, spans.length);
    this.#parts = spans.map((span) => newPart(span, account, separator === '' ? pageMin : 0));
  }

  /** Parts that may have something that is not known, up to where enough was found ahead of what can be told. */
  *#nextParts(): Generator<Part, void, void> {
    const gaps: Part[] = [];
    let ahead = 0;
    for (const part of this.#parts) {
      ahead += part.found.length;
      if (ahead > aheadMax) break;
      if (part.isDone || part.isOut || part.account?.unread === 0) continue;
      if (part.isGap) gaps.push(part);
      else if (!isLater(part)) yield part;
    }
    // What lies in a gap may follow from what is out.
    for (const part of gaps) {
      if (ahead > aheadMax || (part.account?.out ?? 0) === 0) yield part;
    }
    for (const part of this.#recounts) if (!part.isOut) yield part;
  }

  #question(part: Part): Question {
    const { from, to, account, page, known, counts } = part;
    const atMost = account?.unread;
    const visits =
      atMost === undefined ? this.#estimates.unknownVisits : atMost / Math.max(1, account?.uncounted ?? 1);
    const isCounted = known !== undefined || counts !== undefined;
    const limit = !isCounted
      ? limitOf(atMost, visits, page)
      : known !== undefined && this.#region.withFirstKeys === true
        ? 1
        : 0;
    const isRest = page === 0 && atMost !== undefined && atMost < 2 * this.#estimates.childKeys;
    return { ask: { from, to, limit }, part, visits, keys: isRest ? limit * restShare : limit };
  }

  /** Takes what an answer has of a part, and makes parts of what it leaves. */
  #take(part: Part, { keys, count }: RangeAnswer): void {
    if (part.known !== undefined) {
      if (count > 0) this.#find(part, part.known, count, keys[0]?.key);
      return;
    }
    const isWhole = keys.length >= count;
    const { path, open, closed } = this.#takeKeys(part, keys, isWhole);
    if (isWhole) return;
    const isLone = open !== undefined && part.found.length === 1;
    const childKeys = isLone ? this.#estimates.childKeys : keys.length / part.found.length;
    const page = nextPage(childKeys, keys.length);
    this.#leave(part, { path, open, count: count - closed, seen: keys.length - closed, page });
  }

  /** The children that keys are of: the last one, whether it is open, and how many keys the others have. */
  #takeKeys(
    part: Part,
    keys: readonly FoundKey[],
    isWhole: boolean,
  ): { readonly path: ByteString; readonly open: FoundDirectory | undefined; readonly closed: number } {
    const told: (LeafFound | FoundDirectory)[] = [];
    part.found = told;
    let path = part.from;
    let at = 0;
    for (let found = keys[0]; found !== undefined; found = keys[at]) {
      const child = childOf(this.#region.prefix, found.key, this.#region.separator);
      path = child.path;
      const start = at;
      at += 1;
      if (!child.directory) {
        told.push({ kind: 'leaf', found });
        continue;
      }
      while (keys[at]?.key.startsWith(path) === true) at += 1;
      const directory = this.#directory(path, undefined, found.key);
      told.push(directory);
      if (!isWhole && at === keys.length) return { path, open: directory, closed: start };
      this.#close(directory, at - start);
    }
    return { path, open: undefined, closed: at };
  }

  #find(part: Part, path: ByteString, count: number, firstKey: ByteString | undefined): void {
    part.found = [this.#directory(path, count, firstKey)];
    this.#estimates.measure(count);
  }

  #directory(path: ByteString, count: number | undefined, firstKey: ByteString | undefined): FoundDirectory {
    const isWanted = firstKey !== undefined && this.#region.withFirstKeys === true;
    return { kind: 'directory', path, count, isTold: false, ...(isWanted && { firstKey }) };
  }

  #close(directory: FoundDirectory, count: number): void {
    directory.count = count;
    this.#estimates.measure(count);
  }

  /** Makes parts of what follows the last child of an answer. */
  #leave(part: Part, { path, open, count, seen, page }: Leftover): void {
    const from = open === undefined ? keyAfter(path) : prefixEnd(path);
    if (from >= part.to) {
      if (open !== undefined) this.#close(open, count);
      return;
    }
    const { prefix, separator } = this.#region;
    const remainder = { prefix, separator, path, from, to: part.to };
    const unread = count - seen;
    const numbers = page > 0 || open === undefined ? undefined : numbered(remainder, numbersOf(unread));
    const most =
      page > 0 ? partsOfPages(unread) : this.#estimates.partsOf(unread, isHash(path.slice(prefix.length)));
    if (numbers === undefined) {
      const spans = partition(remainder, most);
      this.#insert(part, spans, new Account(open, count, seen, spans.length), page);
      return;
    }
    const { stretches, end } = numbers;
    const others = end < part.to ? partition({ ...remainder, from: end }, most) : [];
    // Counted with its siblings, so that their sum tells that nothing is between them.
    const all = [{ from: path, to: from }, ...stretches, ...others];
    this.#insert(part, all, new Account(undefined, count, 0, all.length), 0, open);
  }

  /** @param counts the directory that the first of them is. */
  #insert(
    after: Part,
    stretches: readonly Stretch[],
    account: Account,
    page: number,
    counts?: FoundDirectory,
  ): void {
    const parts = stretches.map((each, index) =>
      newPart(each, account, page, index === 0 ? counts : undefined, counts !== undefined),
    );
    this.#parts.splice(this.#parts.indexOf(after) + 1, 0, ...parts);
  }

  /** A directory's count followed: it is told with it, or once more when it was told without. */
  #settle(directory: FoundDirectory | undefined): void {
    if (directory?.count === undefined) return;
    const { path, count, isTold } = directory;
    this.#estimates.measure(count);
    if (isTold) this.#settled.push({ kind: 'counted', path, count });
  }

  /** What was found in the parts that are read without a gap before them, and counts of what was told. */
  tell(): readonly Discovery[] {
    const told: Discovery[] = [];
    let passed = 0;
    for (const part of this.#parts) {
      for (const each of part.found) told.push(tell(each));
      part.found = nothing;
      if (!part.isDone && (part.isOut || part.account?.unread !== 0)) break;
      if (!part.isDone) this.#settle(part.account?.deduct(0));
      passed += 1;
    }
    this.#parts.splice(0, passed);
    const counted = this.#settled;
    this.#settled = [];
    return [...told, ...counted];
  }
}

/** What an answer leaves of a part: the last child's keys that were not sent, and all that follows. */
interface Leftover {
  /** The last child. */
  readonly path: ByteString;
  /** It, when it is a directory that is not known to be read to its end. */
  readonly open: FoundDirectory | undefined;
  readonly count: number;
  /** Of these keys so many were sent. */
  readonly seen: number;
  readonly page: number;
}
