import { isSamePair, largePair, pastContent } from './history.js';
import type { Step } from './step.js';
import { withinBounds } from './value-cursor.js';
import type { ValueEffect, ValueEvent, ValueState } from './value-state.js';

/** Two large values are compared once it is known what the one that is shown is, and as long as that is looked at. */
export function withComparison(next: Step<ValueState, ValueEffect>): Step<ValueState, ValueEffect> {
  const { state } = next;
  const { past, content, comparison, comparing } = state;
  const pair = past === undefined || content.kind !== 'present' ? undefined : largePair(past);
  const known = pair !== undefined && isSamePair(pair, comparison) ? comparison : undefined;
  const wanted = known === undefined ? pair : undefined;
  const kept = known === comparison ? state : { ...state, comparison: known };
  if (isSamePair(wanted, comparing)) return { ...next, state: kept };
  const effect = { type: 'compare-values', key: state.key ?? '', pair: wanted } as const;
  return { ...next, state: { ...kept, comparing: wanted }, effects: [...next.effects, effect] };
}

/** What was waited for is shown. */
export function valuesCompared(
  state: ValueState,
  { comparison }: Extract<ValueEvent, { type: 'values-compared' }>,
): ValueState {
  const { past, key = '', format, comparing } = state;
  if (past === undefined || comparing === undefined || !isSamePair(comparison, comparing)) return state;
  const content = pastContent(past, key, format, { ...state, comparison });
  return withinBounds({ ...state, comparing: undefined, comparison, content });
}
