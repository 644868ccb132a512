import { Account, type FoundDirectory } from './accounting.js';
import { type ByteString, endOfKeys, keyAfter, prefixEnd } from './byte-string.js';
import { childOf } from './child.js';
import type { Discovery, FoundKey } from './discovery.js';
import { isHash, numbered, partition, type Span, type Stretch, startSpans } from './partition.js';

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

/** What is known of a directory's children before it is read. */
export interface Layout {
  /** Names of directories that it may have, with the separator at their end. */
  readonly children: readonly ByteString[];
  /** The one that tells whether it has them; undefined when that is known. */
  readonly sign: ByteString | undefined;
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

/** A stretch of the directory that is asked for as a whole. No child crosses its bounds. */
interface Part extends Span {
  /** The directory that it is, if it is there at all. */
  readonly known: ByteString | undefined;
  /** It lies between known ones: probably nothing is there, and totals may tell. */
  readonly isGap: boolean;
  /** Whose keys it has. */
  account: Account | undefined;
  /** Where keys are children themselves, or nearly, so many are read at once; 0 where they are rather counted. */
  readonly page: number;
  /** The directory that it is, where only its count is asked for. */
  readonly counts: FoundDirectory | undefined;
  /** It is one of many that are named by numbers, of which the last ones may not be there. */
  readonly isNumbered: boolean;
  isOut: boolean;
  isDone: boolean;
  /** Found, and not told before the parts before it are. */
  found: readonly (LeafFound | FoundDirectory)[];
}

type LeafFound = Extract<Discovery, { kind: 'leaf' }>;

/** A directory with so few keys is simply paged. */
const smallMax = 2_000;
/** So many children are found ahead of those that can be told; they wait in memory. */
const aheadMax = 2_000;
/** So many keys are read in one answer. */
const pageMax = 500;
/** The first page where only one key was seen. */
const pageMin = 32;
/** So many keys that were children show that more are. */
const pageSure = 8;
/** Where no more is left than one or two children have, it mostly is the rest of the one before. */
const restShare = 0.1;
/** So few keys are rather read than asked about: reading one costs a server as much as counting twenty. */
const readMax = 48;
/** Children of so few keys on average are rather read, many in one answer, than counted one by one. */
const smallChild = 6;
/** A page of a stretch of more keys would have the server walk over it too often. */
const pagedMax = 2_000;
/** A question costs as much as so many visits. */
const questionVisits = 25;
/** To ask for a directory that may not be there costs as much as so many visits, its part of a request with it. */
const numberVisits = 35;
/** A child of so many keys costs as much to visit once more as a question and its part of a request. */
const wholeChild = 40;
/** Of stretches where names are not spread evenly so many are worth being asked about, as of those where they are. */
const unevenShare = 0.4;
/** A stretch is cut into so many at most. */
const partsMax = 1_000;
/** So many directories are asked for by number before one is counted. */
const numbersFirst = 64;
/** What a question is taken to cost while nothing is known. */
const firstVisits = 4_000;
/** Most parts have nothing, and there are thousands. */
const nothing: readonly never[] = [];

/**
 * Finds the children of a directory by questions about stretches of it, which can be asked side by side and
 * answered in any order; children are told in byte order all the same. A planner: `next` says what to ask,
 * `answer` takes the answer. Each answer has the first child of a stretch and all its keys; what follows the
 * child is cut into stretches where siblings may begin, so that every level of names is visited once, and counts
 * follow from totals. Answers must be of one revision; when they cannot be, `forgetTotals` comes first.
 */
export class ListingPlan {
  readonly #region: Region;
  readonly #layout: Layout | undefined;
  #parts: Part[] = [];
  /** Directories to be counted on their own, after their account was lost. */
  #recounts: Part[] = [];
  #sign: Question | undefined;
  #isSignOut = false;
  /** Children whose keys are counted, and the logarithms of these; the recent ones weigh most. */
  #countedChildren = 0;
  #countedKeysLog = 0;
  /** Stretches that were asked without knowing anything of them, and their keys. */
  #unknownParts = 1;
  #unknownKeys = firstVisits;
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
    this.#advance();
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
      part.isOut = true;
      yield this.#question(part);
    }
  }

  /** The question was not answered; it can be asked again. */
  withdraw({ part }: Question): void {
    if (part === undefined) this.#isSignOut = false;
    else part.isOut = false;
  }

  /** @returns what can be told now. */
  answer({ part }: Question, answer: RangeAnswer): readonly Discovery[] {
    if (part === undefined) {
      this.#sign = undefined;
      this.#begin(answer.count > 0 ? this.#layout : undefined);
      return this.#advance();
    }
    part.isOut = false;
    part.isDone = true;
    if (part.account === undefined) {
      this.#unknownParts += 1;
      this.#unknownKeys += answer.count;
    }
    this.#settle(part.account?.deduct(answer.count));
    if (part.counts === undefined) this.#take(part, answer);
    else this.#count(part, part.counts, answer.count);
    return this.#advance();
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

  *#nextParts(): Generator<Part, void, void> {
    const { parts, isFar } = this.#unread();
    const out = new Map<Account | undefined, number>();
    for (const part of parts) {
      if (part.isGap) continue;
      const others = out.get(part.account) ?? 0;
      if (!part.isOut && !isLater(part, others)) yield part;
      out.set(part.account, others + (part.isOut ? 1 : 0));
    }
    // What lies in a gap may follow from what is out.
    for (const part of parts) {
      if (part.isGap && !part.isOut && (isFar || !out.has(part.account))) yield part;
    }
    for (const part of this.#recounts) if (!part.isOut) yield part;
  }

  /** Parts that may have something that is not known, up to where enough was found ahead of what can be told. */
  #unread(): { readonly parts: readonly Part[]; readonly isFar: boolean } {
    const parts: Part[] = [];
    let ahead = 0;
    for (const part of this.#parts) {
      ahead += part.found.length;
      if (ahead > aheadMax) return { parts, isFar: true };
      if (!part.isDone && part.account?.unread !== 0) parts.push(part);
    }
    return { parts, isFar: false };
  }

  #question(part: Part): Question {
    const { from, to, account, page, known, counts } = part;
    const atMost = account?.unread;
    const visits =
      atMost === undefined
        ? this.#unknownKeys / this.#unknownParts
        : atMost / Math.max(1, account?.uncounted ?? 1);
    const isCounted = known !== undefined || counts !== undefined;
    const limit = !isCounted
      ? limitOf(atMost, visits, page)
      : known !== undefined && this.#region.withFirstKeys === true
        ? 1
        : 0;
    const isRest = page === 0 && atMost !== undefined && atMost < 2 * this.#childKeys;
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
    const childKeys = isLone ? this.#childKeys : keys.length / part.found.length;
    // Pages are large where what was read is children.
    const page = childKeys > smallChild ? 0 : keys.length < pageSure ? pageMin : pageMax;
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
    this.#measure(count);
  }

  #directory(path: ByteString, count: number | undefined, firstKey: ByteString | undefined): FoundDirectory {
    const isWanted = firstKey !== undefined && this.#region.withFirstKeys === true;
    return { kind: 'directory', path, count, isTold: false, ...(isWanted && { firstKey }) };
  }

  #close(directory: FoundDirectory, count: number): void {
    directory.count = count;
    this.#measure(count);
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
    const most = page > 0 ? partsOfPages(unread) : this.#partsOf(unread, isHash(path.slice(prefix.length)));
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

  /** Keys of a child on average; many as long as none is counted. */
  get #childKeys(): number {
    return this.#countedChildren < 1
      ? Number.POSITIVE_INFINITY
      : Math.exp(this.#countedKeysLog / this.#countedChildren);
  }

  #measure(count: number): void {
    this.#countedChildren = this.#countedChildren * 0.9 + 1;
    this.#countedKeysLog = this.#countedKeysLog * 0.9 + Math.log(Math.max(1, count));
  }

  /**
   * Into how many stretches `unread` keys are worth being cut, so that few have more than one child, which would be
   * visited once more.
   * @param isEven names are spread evenly; else many stretches have none, and others many.
   */
  #partsOf(unread: number, isEven: boolean): number {
    if (unread <= readMax) return 1;
    if (this.#countedChildren < 2)
      return Math.max(8, Math.min(partsMax, Math.ceil(unread / (8 * questionVisits))));
    const children = unread / this.#childKeys;
    if (children < 0.75) return 1;
    const least = this.#childKeys > 16 * questionVisits ? 8 : 2;
    const worth = Math.min(2, Math.max(0.5, this.#childKeys / wholeChild));
    return Math.min(partsMax, Math.max(least, Math.ceil(children * worth * (isEven ? 1 : unevenShare))));
  }

  /** A directory's count followed: it is told with it, or once more when it was told without. */
  #settle(directory: FoundDirectory | undefined): void {
    if (directory?.count === undefined) return;
    const { path, count, isTold } = directory;
    this.#measure(count);
    if (isTold) this.#settled.push({ kind: 'counted', path, count });
  }

  /** Tells what was found in the parts that are read without a gap before them, and counts of what was told. */
  #advance(): readonly Discovery[] {
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

function tell(found: LeafFound | FoundDirectory): Discovery {
  if (found.kind === 'leaf') return found;
  found.isTold = true;
  const { kind, path, count, firstKey } = found;
  return { kind, path, count, ...(firstKey !== undefined && { firstKey }) };
}

/** As many numbers are asked for as the keys that are left probably are of; whether there are more is seen then. */
function isLater({ isNumbered, account }: Part, out: number): boolean {
  return isNumbered && out >= (account?.expected ?? numbersFirst);
}

/** So many numbers are worth being counted one by one. */
function numbersOf(unread: number): number {
  return Math.min(partsMax, Math.floor(unread / numberVisits));
}

function partsOfPages(unread: number): number {
  return unread <= pagedMax ? 1 : Math.min(64, Math.ceil(unread / pageMax));
}

function newPart(
  { from, to, known, isGap = false }: Stretch,
  account: Account | undefined,
  page: number,
  counts?: FoundDirectory,
  isNumbered = false,
): Part {
  return {
    from,
    to,
    known,
    isGap,
    account,
    page,
    counts,
    isNumbered: isNumbered && known !== undefined,
    isOut: false,
    isDone: false,
    found: nothing,
  };
}

/** Reading a key costs as much as visiting some twenty: a few more are read where many are visited anyway. */
function limitOf(atMost: number | undefined, visits: number, page: number): number {
  if (page > 0) return Math.max(1, Math.min(page, atMost ?? page));
  if (atMost !== undefined && atMost <= readMax) return Math.max(1, atMost);
  return Math.max(1, Math.min(64, Math.floor(visits / 1_000)));
}

/** Another separator makes other directories of the same keys. */
function hasDirectories({ children }: Layout, separator: ByteString): boolean {
  return children.every((name) => {
    const child = childOf('', name, separator);
    return child.directory && child.path === name;
  });
}

/** One stretch for each directory that may be there, and one for what comes before it. */
function layoutSpans(prefix: ByteString, { children }: Layout): readonly Stretch[] {
  const spans: Stretch[] = [];
  let from = prefix;
  for (const known of children.map((name) => prefix + name).sort()) {
    const to = prefixEnd(known);
    spans.push({ from, to: known }, { from: known, to, known });
    from = to;
  }
  return [...spans, { from, to: prefixEnd(prefix) }].filter((span) => span.from < span.to);
}
