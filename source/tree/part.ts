import type { ByteString } from '../bytes/byte-string.js';
import type { Account, FoundDirectory } from './accounting.js';
import type { Discovery } from './discovery.js';
import type { Span, Stretch } from './partition.js';

/** A stretch of the directory that is asked for as a whole. No child crosses its bounds. */
export interface Part extends Span {
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

export type LeafFound = Extract<Discovery, { kind: 'leaf' }>;

/** So many directories are asked for by number before one is counted. */
const numbersFirst = 64;
/** Most parts have nothing, and there are thousands. */
export const nothing: readonly never[] = [];

export function newPart(
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

/** It is being asked for, or no longer. */
export function setOut(part: Part, isOut: boolean): void {
  if (part.isOut === isOut) return;
  part.isOut = isOut;
  if (part.account !== undefined && !part.isGap) part.account.out += isOut ? 1 : -1;
}

/** As many numbers are asked for as the keys that are left probably are of; whether there are more is seen then. */
export function isLater({ isNumbered, account }: Part): boolean {
  return isNumbered && account !== undefined && account.out >= (account.expected ?? numbersFirst);
}

/** What is told of it, as it stands now; of a directory whose count follows later, that is told then. */
export function tell(found: LeafFound | FoundDirectory): Discovery {
  if (found.kind === 'leaf') return found;
  found.isTold = true;
  const { kind, path, count, firstKey } = found;
  return { kind, path, count, ...(firstKey !== undefined && { firstKey }) };
}
