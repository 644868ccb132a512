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
