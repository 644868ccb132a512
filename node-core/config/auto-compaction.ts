import { parseDurationMs } from './duration.js';
import { ConfigError } from './errors.js';
import type { Values } from './values.js';

/** How much history a member keeps by itself. */
export type AutoCompaction =
  | { readonly mode: 'periodic'; readonly periodMs: number }
  | { readonly mode: 'revision'; readonly revisions: number };

const hourMs = 3_600_000;

/**
 * Reads the mode and the retention as etcd does: a plain number counts hours or revisions. In revision mode
 * etcd takes a duration as its nanoseconds, which nobody means: it is refused.
 * @returns undefined when nothing is compacted
 * @throws ConfigError
 */
export function readAutoCompaction(values: Values): AutoCompaction | undefined {
  const mode = values.choice('auto-compaction-mode', ['periodic', 'revision']);
  const { source, text } = values.setting('auto-compaction-retention');
  const plain = /^\+?\d+$/.test(text) ? Number(text) : undefined;
  if (mode === 'revision') {
    if (plain === undefined || !Number.isSafeInteger(plain)) {
      throw new ConfigError(`${source} must be a number of revisions such as 1000, not "${text}"`);
    }
    return plain === 0 ? undefined : { mode, revisions: plain };
  }
  const periodMs = plain === undefined ? parseDurationMs(text) : plain * hourMs;
  if (periodMs === undefined || !Number.isFinite(periodMs)) {
    throw new ConfigError(
      `${source} must be a duration such as 5m or 1h, or a number of hours, not "${text}"`,
    );
  }
  return periodMs === 0 ? undefined : { mode, periodMs };
}
