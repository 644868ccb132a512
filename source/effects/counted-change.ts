import type { LoggedChange } from '../store/watch-log.js';
import { tellingValue } from '../store/watch-object.js';
import type { ChangeRates } from '../store/watch-rates.js';
import { writerOfChange } from '../store/watch-sieve.js';
import type { WriterBudget } from './writer-budget.js';

/** Counts a change by kind, prefix and, as far as the budget goes, writer. */
export function countChange(rates: ChangeRates, change: LoggedChange, budget: WriterBudget): void {
  const { key, size, before, after, atMs } = change;
  const isLookedInto = budget.take((before?.length ?? 0) + (after?.length ?? 0), atMs);
  rates.count({
    key,
    bytes: key.length + (size ?? 0),
    writer: isLookedInto ? writerOfChange(change) : undefined,
    value: tellingValue(change),
    atMs,
  });
}
