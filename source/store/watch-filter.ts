import type { ByteString } from '../bytes/byte-string.js';
import { type NoiseRule, noiseOf, noiseRules } from '../kube/noise.js';
import { likelyRegistryKey } from '../kube/registry-key.js';
import type { LogEntry, LoggedChange } from './watch-log.js';
import type { FilterTerm } from './watch-terms.js';

/** What of the log is shown; marks of the watch itself always are. */
export interface WatchFilter {
  /** As it was typed, for the title and to be typed on. */
  readonly text: string;
  /** All of them must hold; none: every change. */
  readonly terms: readonly FilterTerm[];
  readonly types: 'all' | 'puts' | 'deletes';
  /** The one key that is followed. */
  readonly followed: ByteString | undefined;
  /** Noise rules whose changes are counted, not shown. */
  readonly folds: ReadonlySet<string>;
  /** What was asked for by name is shown, noise or not, until another filter is. */
  readonly showsNoise: boolean;
}

export const showAll: WatchFilter = {
  text: '',
  terms: [],
  types: 'all',
  followed: undefined,
  folds: new Set(),
  showsNoise: false,
};

/** What is folded unless asked otherwise; never what is being watched on purpose. */
export function foldsFor(prefix: ByteString): ReadonlySet<string> {
  const watched = [prefix, `${prefix}x`, `${prefix}/x`];
  const isWatched = (rule: NoiseRule) =>
    watched.some((key) => {
      const change = { key, type: 'updated', before: undefined, after: undefined } as const;
      return noiseOf(change, [rule], likelyRegistryKey(key)) !== undefined;
    });
  const rules = noiseRules.filter((rule) => rule.byDefault && !isWatched(rule));
  return new Set(rules.map(({ id }) => id));
}

export function isFiltering({ terms, types, followed }: WatchFilter): boolean {
  return terms.length > 0 || types !== 'all' || followed !== undefined;
}

/** False where noise is shown whatever rules there are. */
export function isFolding({ followed, showsNoise }: WatchFilter): boolean {
  return followed === undefined && !showsNoise;
}

function passesFolds({ noise }: LoggedChange, filter: WatchFilter): boolean {
  return noise === undefined || !isFolding(filter) || !filter.folds.has(noise);
}

/** What happens to a change: shown, folded as noise, or hidden by the filter. */
export function judge(
  entry: LogEntry,
  filter: WatchFilter,
  writerOf: (change: LoggedChange) => string,
): 'shown' | 'folded' | 'filtered' {
  if (entry.kind !== 'change') return 'shown';
  if (!passesFolds(entry, filter)) return 'folded';
  const { types, followed, terms } = filter;
  if (followed !== undefined && entry.key !== followed) return 'filtered';
  if (types !== 'all' && (entry.type === 'deleted') !== (types === 'deletes')) return 'filtered';
  return terms.every(({ holds }) => holds(entry, writerOf)) ? 'shown' : 'filtered';
}
