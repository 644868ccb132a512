import type { ByteString } from '../tree/byte-string.js';

/** A key or a directory that fits what is typed. */
export interface SearchMatch {
  readonly path: ByteString;
  readonly isDirectory: boolean;
  /** Greater fits better. */
  readonly score: number;
}

/** So many of the best matches are kept. */
export const matchesMax = 1_000;

/** A search through what is loaded. */
export interface KeysSearch {
  readonly text: string;
  readonly isTyping: boolean;
  /** Answers with another number are of an earlier text. */
  readonly number: number;
  /** The best first. */
  readonly matches: readonly SearchMatch[];
  /** How many there are, kept or not. */
  readonly matchCount: number;
  /** Keys that were looked at so far. */
  readonly searched: number;
  readonly isDone: boolean;
  readonly selected: number;
}

export function newSearch(number: number, text: string): KeysSearch {
  return {
    text,
    isTyping: true,
    number,
    matches: [],
    matchCount: 0,
    searched: 0,
    isDone: text === '',
    selected: 0,
  };
}

/** A part of the search is done: its matches join those before. */
export function withMatches(
  search: KeysSearch,
  found: readonly SearchMatch[],
  searched: number,
  isDone: boolean,
): KeysSearch {
  const matches = [...search.matches, ...found].toSorted((one, other) => other.score - one.score);
  return {
    ...search,
    matches: matches.slice(0, matchesMax),
    matchCount: search.matchCount + found.length,
    searched: search.searched + searched,
    isDone,
  };
}

export function searchMoved(search: KeysSearch, by: number): KeysSearch {
  const selected = Math.max(0, Math.min(search.matches.length - 1, search.selected + by));
  return { ...search, selected };
}
