/** So few keys are rather read than asked about: reading one costs a server as much as counting twenty. */
const readMax = 48;
/** The first page where only one key was seen. */
export const pageMin = 32;
/** So many keys that were children show that more are. */
const pageSure = 8;
/** So many keys are read in one answer. */
export const pageMax = 500;
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
/** What a question is taken to cost while nothing is known. */
const firstVisits = 4_000;

/** What the children of a directory probably are, by those that were counted: how large, and what a question costs. */
export class Estimates {
  /** Children whose keys are counted, and the logarithms of these; the recent ones weigh most. */
  #countedChildren = 0;
  #countedKeysLog = 0;
  /** Stretches that were asked without knowing anything of them, and their keys. */
  #unknownParts = 1;
  #unknownKeys = firstVisits;

  /** What a question about a stretch of which nothing is known probably has the server visit. */
  get unknownVisits(): number {
    return this.#unknownKeys / this.#unknownParts;
  }

  /** A stretch of which nothing was known has so many keys. */
  noteUnknown(count: number): void {
    this.#unknownParts += 1;
    this.#unknownKeys += count;
  }

  /** Keys of a child on average; many as long as none is counted. */
  get childKeys(): number {
    return this.#countedChildren < 1
      ? Number.POSITIVE_INFINITY
      : Math.exp(this.#countedKeysLog / this.#countedChildren);
  }

  /** A child has so many keys. */
  measure(count: number): void {
    this.#countedChildren = this.#countedChildren * 0.9 + 1;
    this.#countedKeysLog = this.#countedKeysLog * 0.9 + Math.log(Math.max(1, count));
  }

  /**
   * Into how many stretches `unread` keys are worth being cut, so that few have more than one child, which would be
   * visited once more.
   * @param isEven names are spread evenly; else many stretches have none, and others many.
   */
  partsOf(unread: number, isEven: boolean): number {
    if (unread <= readMax) return 1;
    if (this.#countedChildren < 2)
      return Math.max(8, Math.min(partsMax, Math.ceil(unread / (16 * questionVisits))));
    const children = unread / this.childKeys;
    if (children < 0.75) return 1;
    const worth = Math.min(2, Math.max(0.5, this.childKeys / wholeChild));
    return Math.min(partsMax, Math.max(2, Math.ceil(children * worth * (isEven ? 1 : unevenShare))));
  }
}

/** So many numbers are worth being counted one by one. */
export function numbersOf(unread: number): number {
  return Math.min(partsMax, Math.floor(unread / numberVisits));
}

export function partsOfPages(unread: number): number {
  return unread <= pagedMax ? 1 : Math.min(64, Math.ceil(unread / pageMax));
}

/** Reading a key costs as much as visiting some twenty: a few more are read where many are visited anyway. */
export function limitOf(atMost: number | undefined, visits: number, page: number): number {
  if (page > 0) return Math.max(1, Math.min(page, atMost ?? page));
  if (atMost !== undefined && atMost <= readMax) return Math.max(1, atMost);
  return Math.max(1, Math.min(64, Math.floor(visits / 1_000)));
}

/**
 * How many keys are read at once after `read` of them: many where what was read is children, of `childKeys` each; 0 where
 * children are rather counted.
 */
export function nextPage(childKeys: number, read: number): number {
  if (childKeys > smallChild) return 0;
  return read < pageSure ? pageMin : pageMax;
}
