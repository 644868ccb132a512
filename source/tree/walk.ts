import { agreedLength, type ByteString, keyAfter, prefixEnd } from './byte-string.js';
import { childOf } from './child.js';
import { Cutter, type Span } from './cut.js';
import { Reach } from './reach.js';

/** One bounded question: the first `limit` keys of [from, to), and how many there are. */
export interface RangeAsk {
  readonly from: ByteString;
  readonly to: ByteString;
  readonly limit: number;
}

/** A key without its value, as a keys-only range gives it. */
export interface FoundKey {
  readonly key: ByteString;
  readonly modRevision: number;
}

export interface RangeAnswer {
  /** The first keys in byte order: all of them, or as many as the limit. */
  readonly keys: readonly FoundKey[];
  /** How many keys the asked range has; the server visits as many to answer. */
  readonly count: number;
}

/** What an answer told: a child, in byte order, or how many keys one that was told before has. */
export type Discovery =
  | { readonly kind: 'leaf'; readonly found: FoundKey }
  /** `count` is undefined while it is not known. */
  | { readonly kind: 'directory'; readonly path: ByteString; readonly count: number | undefined }
  | { readonly kind: 'counted'; readonly path: ByteString; readonly count: number };

/** The keys of a directory. */
export interface Region {
  /** The directory's path; empty for the root. */
  readonly prefix: ByteString;
  /** Empty: every key is a child of its own. */
  readonly separator: ByteString;
  /** How many keys there are, when that is known. */
  readonly total?: number | undefined;
}

/** What is walked: the keys of a directory, or those of [from, to) of it. No child crosses such a bound. */
export interface Stretch extends Region {
  readonly from?: ByteString | undefined;
  readonly to?: ByteString | undefined;
  /** A directory that is probably there, and that reaches to the stretch's end. */
  readonly known?: ByteString | undefined;
  /** It follows siblings, so that its own first children may have some too. */
  readonly isCutOff?: boolean;
}

/**
 * A range whose keys were counted and that is not read to its end. A question inside it makes a window of
 * its own and takes its keys off `left`, so what remains in the end is the count of `open` without asking.
 *
 *     [a, z) has 1,000: first `b/…`, seen 32        left 1,000, open b/ (32)
 *     [end of b/, z) has 400                        left 600 = count of b/
 */
interface Window {
  to: ByteString;
  /** Keys that no inner window and no told child accounts for; undefined when they were not counted. */
  left: number | undefined;
  /** The one child whose keys are in `left`: the window's first answer ended inside it. */
  open: { readonly path: ByteString; readonly seen: number } | undefined;
}

/** So few keys are read in one answer. */
const readMax = 512;
/** So many keys are counted in one question: cheaper than several smaller ones. */
const countMax = 2_000;
/** Keys of one answer while it is not known whether they are children; before 3.7 etcd reads their values too. */
const probeLimit = 32;
const pageLimit = 256;
/** Children of fewer keys are rather read, several in one answer, than counted one by one. */
const smallChild = 400;
const smallLimit = 1_000;
/** How many keys a question should meet while children may be larger. */
const keysWanted = 192;
/** From so many unread keys on, counting parts of them side by side is worth the requests. */
const cutMin = 50_000;

/**
 * Finds the children of a directory, in order, by questions about bounded ranges. A planner: `next` says what
 * to ask, `answer` takes the answer; nothing is asked that is known already, by totals or otherwise. Answers
 * must be of one revision; when they cannot be, `forgetTotals` comes first.
 */
export class ChildrenWalk {
  readonly #region: Region;
  readonly #from: ByteString;
  readonly #known: ByteString | undefined;
  readonly #windows: Window[];
  readonly #reach: Reach;
  /** Children before it are told. */
  #position: ByteString;
  #limit = probeLimit;
  #told: Discovery[] = [];
  /** Children whose keys are counted, and these keys. */
  #countedChildren = 0;
  #countedKeys = 0;
  /** Behind the last open child there was more than in it. */
  #isCrowded = false;
  /** Stretches that were cut off and are not counted yet. */
  #awaited = 0;
  readonly #cutter: Cutter;

  constructor(stretch: Stretch) {
    const { prefix, from = prefix, to = prefixEnd(prefix), known, total, isCutOff = false } = stretch;
    this.#cutter = new Cutter(isCutOff);
    this.#region = stretch;
    this.#from = from;
    this.#known = known;
    this.#position = from;
    this.#windows = [{ to, left: total, open: undefined }];
    this.#reach = new Reach(prefix.length);
    this.#leave();
  }

  /** True when every child is told. */
  get done(): boolean {
    return this.#windows.length === 0;
  }

  /** Children before it are told. */
  get position(): ByteString {
    return this.#position;
  }

  /** The next question; undefined when there is none, or not before what was cut off is counted. */
  next(): RangeAsk | undefined {
    const window = this.#windows.at(-1);
    if (window === undefined || this.#awaited > 0) return undefined;
    const from = this.#position;
    const unread = unreadAtMost(window);
    const limit = this.#areSmall ? smallLimit : this.#limit;
    if (unread !== undefined && unread <= this.#wholeMax(window)) {
      const isDense = limit !== probeLimit || from === this.#region.prefix;
      return { from, to: window.to, limit: isDense ? Math.max(limit, Math.min(readMax, unread)) : limit };
    }
    const isFirst = unread === undefined && from === this.#from;
    const isWhole = isFirst || from === this.#known || this.#isCutUp(window);
    const wanted = this.#areSmall ? smallLimit : keysWanted;
    const to = isWhole ? window.to : this.#reach.choose(from, this.#reachEnd(window), unread, wanted);
    return { from, to, limit };
  }

  /**
   * Leaves what follows to others, when there is much and it may be many children: stretches in order, up to the
   * end of this one. Each must be counted as a whole first, and `deduct` told of it.
   */
  cutOff(): readonly Span[] {
    const [window] = this.#windows;
    const unread = window === undefined ? undefined : unreadAtMost(window);
    const isWhole = this.#windows.length === 1 && this.#awaited === 0 && this.#known === undefined;
    if (!isWhole || window?.open === undefined || unread === undefined || unread < cutMin) return [];
    const spans = this.#cutter.cut(this.#position, window.to);
    const [first] = spans;
    if (first === undefined) return [];
    window.to = first.from;
    this.#awaited = spans.length;
    return spans;
  }

  /** A stretch that was cut off has so many keys. */
  deduct(count: number): readonly Discovery[] {
    this.#told = [];
    const [window] = this.#windows;
    this.#awaited -= 1;
    this.#cutter.met(count);
    if (window?.left !== undefined) window.left -= count;
    this.#leave();
    return this.#told;
  }

  /** Takes the answer to what `next` asked last. */
  answer(ask: RangeAsk, { keys, count }: RangeAnswer): readonly Discovery[] {
    this.#told = [];
    const window = this.#enter(ask.to, count);
    const whole = keys.length >= count;
    for (let at = 0; at < keys.length; at = this.#tellChild(window, keys, at, whole));
    this.#learn(ask.to, keys.length, count);
    if (whole) {
      window.left = 0;
      this.#position = ask.to;
    }
    this.#leave();
    this.#measure(this.#told);
    return this.#told;
  }

  /** The keys changed since they were counted: what was accounted for says nothing about what is left. */
  forgetTotals(): void {
    for (const window of this.#windows) {
      window.left = undefined;
      window.open = undefined;
    }
  }

  get #areSmall(): boolean {
    return this.#countedChildren > 1 && this.#countedKeys / this.#countedChildren <= smallChild;
  }

  #measure(told: readonly Discovery[]): void {
    for (const each of told) {
      if (each.kind === 'leaf' || each.count === undefined) continue;
      this.#countedChildren += 1;
      this.#countedKeys += each.count;
    }
  }

  /** Behind an open child there is probably nothing; at the very start everything is to be read. */
  #wholeMax(window: Window): number {
    const isLone = window.open !== undefined && !this.#isCrowded;
    return isLone || this.#position === this.#from ? countMax : readMax;
  }

  /** Behind an open child only names that begin with its whole name are left to look for: there are rarely any. */
  #isCutUp({ open, to }: Window): boolean {
    const isBehind = open !== undefined && this.#position === prefixEnd(open.path);
    return (
      isBehind && this.#known === undefined && agreedLength(this.#position, to) >= this.#position.length - 1
    );
  }

  /** Where a question must end: the directory that is known to follow is counted by what is left. */
  #reachEnd({ to }: Window): ByteString {
    return this.#known !== undefined && this.#position < this.#known && this.#known < to ? this.#known : to;
  }

  /** The window of a question that met `count` keys. */
  #enter(to: ByteString, count: number): Window {
    const outer = this.#windows.at(-1);
    if (outer?.to === to) {
      if (outer.open !== undefined && outer.left !== undefined) {
        this.#told.push({ kind: 'counted', path: outer.open.path, count: outer.left - count });
        this.#isCrowded = count > (outer.left - outer.open.seen) / 2;
      }
      outer.open = undefined;
      outer.left = count;
      return outer;
    }
    if (outer?.left !== undefined) outer.left -= count;
    const inner: Window = { to, left: count, open: undefined };
    this.#windows.push(inner);
    return inner;
  }

  /** Tells the child that `keys[at]` belongs to; gives the index of the next child's first key. */
  #tellChild(window: Window, keys: readonly FoundKey[], at: number, whole: boolean): number {
    const found = keys[at];
    if (found === undefined) return keys.length;
    const { path, directory } = childOf(this.#region.prefix, found.key, this.#region.separator);
    let end = at + 1;
    if (!directory) {
      this.#position = keyAfter(path);
      this.#told.push({ kind: 'leaf', found });
    } else {
      this.#position = prefixEnd(path);
      while (keys[end]?.key.startsWith(path) === true) end += 1;
      const complete = whole || end < keys.length;
      this.#told.push({ kind: 'directory', path, count: complete ? end - at : undefined });
      if (!complete) {
        window.open = { path, seen: end - at };
        return end;
      }
    }
    if (window.left !== undefined) window.left -= end - at;
    return end;
  }

  #learn(to: ByteString, read: number, count: number): void {
    const paths = this.#told.filter((each) => each.kind !== 'counted').map(childPath);
    const first = paths[0];
    const last = paths.at(-1);
    if (first === undefined || last === undefined) {
      this.#reach.missed();
      return;
    }
    if (read >= count) this.#reach.readAll(to, first, last, count);
    else this.#reach.readSome(first, last, read, count);
    this.#limit = paths.length > read / 16 ? pageLimit : probeLimit;
  }

  /** Drops windows that are read to their end, and learns the counts that follow. */
  #leave(): void {
    if (this.#awaited > 0) return;
    for (let top = this.#windows.at(-1); top !== undefined; top = this.#windows.at(-1)) {
      if (this.#isAllKnown(top)) {
        this.#told.push({ kind: 'directory', path: this.#known ?? '', count: top.left });
        top.left = 0;
      }
      if (unreadAtMost(top) === 0) this.#position = top.to;
      if (this.#position < top.to) return;
      if (top.open !== undefined && top.left !== undefined) {
        this.#told.push({ kind: 'counted', path: top.open.path, count: top.left });
      }
      this.#windows.pop();
    }
  }

  /** Nothing is left but the directory that was known to be there. */
  #isAllKnown({ left, open }: Window): boolean {
    const isAlone = this.#windows.length === 1 && open === undefined && left !== undefined && left > 0;
    return isAlone && this.#position === this.#known;
  }
}

function unreadAtMost({ left, open }: Window): number | undefined {
  return left === undefined ? undefined : left - (open?.seen ?? 0);
}

/** The path of the child that a discovery is about. */
export function childPath(discovery: Discovery): ByteString {
  return discovery.kind === 'leaf' ? discovery.found.key : discovery.path;
}
