import { bytesNature } from '../store/value-document.js';
import type { ValueEffect, ValueEvent } from '../store/value-state.js';

/** Finds out what a large value is; where that cannot be done it is shown as bytes. */
export async function prepare(
  { key, value }: Extract<ValueEffect, { type: 'prepare-value' }>,
  signal: AbortSignal,
  dispatch: (event: ValueEvent) => void,
): Promise<void> {
  if (value === undefined) return;
  // Most sessions see no large value, and need not load what starts a thread.
  const { prepareValue } = await import('./value-thread.js');
  const nature = await prepareValue({ key, value }, signal).catch(() => bytesNature);
  if (!signal.aborted) dispatch({ type: 'value-prepared', value, nature });
}

/** Finds out how two large values differ; where that cannot be done it is said so. */
export async function compare(
  { key, pair }: Extract<ValueEffect, { type: 'compare-values' }>,
  signal: AbortSignal,
  dispatch: (event: ValueEvent) => void,
): Promise<void> {
  if (pair === undefined) return;
  const { compareValues } = await import('./value-thread.js');
  const unknown = { document: undefined, isSecret: true };
  const found = await compareValues(key, pair, signal).catch(() => unknown);
  if (!signal.aborted) dispatch({ type: 'values-compared', comparison: { ...pair, ...found } });
}
