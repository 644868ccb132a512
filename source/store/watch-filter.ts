import { noiseRules } from '../kube/noise.js';
import type { ByteString } from '../tree/byte-string.js';
import type { LogEntry, WatchLogView } from './watch-log.js';

/** What of the log is shown; marks of the watch itself always are. */
export interface WatchFilter {
  /** Part of the key, as bytes; small letters match capitals too. Empty: every key. */
  readonly text: ByteString;
  readonly types: 'all' | 'puts' | 'deletes';
  /** Noise rules whose changes are counted, not shown. */
  readonly folds: ReadonlySet<string>;
}

export const showAll: WatchFilter = { text: '', types: 'all', folds: new Set() };

/** What is folded unless asked otherwise; never what is being watched on purpose. */
export function foldsFor(prefix: ByteString): ReadonlySet<string> {
  const watched = [prefix, `${prefix}x`, `${prefix}/x`];
  const rules = noiseRules.filter(
    ({ byDefault, isNoise }) =>
      byDefault &&
      !watched.some((key) => isNoise({ key, type: 'updated', before: undefined, after: undefined })),
  );
  return new Set(rules.map(({ id }) => id));
}

export function isFiltering(filter: WatchFilter): boolean {
  return filter.text !== '' || filter.types !== 'all';
}

function matchesKey(key: ByteString, text: ByteString): boolean {
  if (text === '') return true;
  return /[A-Z]/.test(text) ? key.includes(text) : key.toLowerCase().includes(text);
}

export function passes(entry: LogEntry, filter: WatchFilter): boolean {
  if (entry.kind !== 'change') return true;
  if (entry.noise !== undefined && filter.folds.has(entry.noise)) return false;
  if (filter.types !== 'all' && (entry.type === 'deleted') !== (filter.types === 'deletes')) return false;
  return matchesKey(entry.key, filter.text);
}

/** The next entry that is shown, from `number` on in either direction; undefined when there is none. */
export function nextShown(
  log: WatchLogView,
  filter: WatchFilter,
  number: number,
  by: 1 | -1,
): number | undefined {
  for (let at = number; at >= log.first && at < log.next; at += by) {
    const entry = log.at(at);
    if (entry !== undefined && passes(entry, filter)) return at;
  }
  return undefined;
}

/** The numbers of the last entries that are shown up to `last`, oldest first. */
export function lastShown(
  log: WatchLogView,
  filter: WatchFilter,
  last: number,
  count: number,
): readonly number[] {
  const found: number[] = [];
  for (let at = Math.min(last, log.next - 1); at >= log.first && found.length < count; at -= 1) {
    const entry = log.at(at);
    if (entry !== undefined && passes(entry, filter)) found.push(at);
  }
  return found.reverse();
}
