import type { ByteString } from '../bytes/byte-string.js';
import type { SearchExtent, SearchReport, SearchWish } from '../search/key-search.js';

/** A key or a directory that fits what is typed. */
export interface SearchMatch {
  readonly path: ByteString;
  readonly isDirectory: boolean;
  /** Greater fits better. */
  readonly score: number;
}

/** So many of the best matches are kept. */
export const matchesMax = 1_000;

/** A search of all keys below a prefix, loaded or not. */
export interface WideSearch {
  readonly prefix: ByteString;
  readonly text: string;
  /** Bytes that values have to have, too; undefined: values are not read. */
  readonly value: string | undefined;
  /** The past that is searched; undefined: now. */
  readonly revision: number | undefined;
}

/** How far such a search is. */
export type WidePhase =
  | { readonly kind: 'planning' }
  /** It begins when it is agreed to. */
  | { readonly kind: 'offered'; readonly extent: SearchExtent; readonly cost: string }
  | {
      readonly kind: 'running' | 'stopped' | 'done';
      readonly extent: SearchExtent;
      readonly report: SearchReport | undefined;
    }
  /** It can go on where it stopped, when it had begun. */
  | {
      readonly kind: 'failed';
      readonly extent: SearchExtent | undefined;
      readonly report: SearchReport | undefined;
      readonly reason: string;
    };

export function wishOf({ prefix, text, value, revision }: WideSearch): SearchWish {
  return {
    prefix,
    mode: 'fuzzy',
    pattern: text,
    value: value === undefined ? undefined : Buffer.from(value),
    revision,
    kept: matchesMax,
  };
}

/** A search through what is loaded, or through everything. */
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
  /** undefined: only what is loaded is searched. */
  readonly wide: { readonly search: WideSearch; readonly phase: WidePhase } | undefined;
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
    wide: undefined,
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

/** Answers of a search of everything replace what was found before. */
export function withReport(
  search: KeysSearch,
  matches: readonly SearchMatch[],
  report: SearchReport,
): KeysSearch {
  const { wide } = search;
  const extent = wide === undefined ? undefined : extentOf(wide.phase);
  if (wide === undefined || extent === undefined) return search;
  const wasStopped = wide.phase.kind === 'stopped';
  const phase = {
    kind: report.isDone ? 'done' : wasStopped ? 'stopped' : 'running',
    extent,
    report,
  } as const;
  return {
    ...search,
    matches,
    matchCount: report.matchCount,
    searched: report.searched,
    isDone: phase.kind !== 'running',
    wide: { ...wide, phase },
  };
}

export function extentOf(phase: WidePhase): SearchExtent | undefined {
  return phase.kind === 'planning' ? undefined : phase.extent;
}

export function reportOf(phase: WidePhase): SearchReport | undefined {
  return phase.kind === 'planning' || phase.kind === 'offered' ? undefined : phase.report;
}
