import { pastContent } from './history.js';
import type { Step } from './step.js';
import { type Natures, storedContent, type ValueContent } from './value-content.js';
import { withinBounds } from './value-cursor.js';
import type { ValueEffect, ValueEvent, ValueState } from './value-state.js';

/** Values that are shown, or would be if their history were left. */
function awaited({ content, past }: ValueState): readonly Uint8Array[] {
  return [content, past?.live].flatMap((each) => (each?.kind === 'preparing' ? [each.stored.value] : []));
}

/** What large values are is kept for those that are looked at alone. */
function keptNatures({ content, past, natures }: ValueState): Natures {
  const looked = [content, past?.live].flatMap((each) =>
    each?.kind === 'present' ? [each.stored.value] : [],
  );
  const kept = [...natures].filter(([value]) => looked.includes(value));
  return kept.length === natures.size ? natures : new Map(kept);
}

/** One large value after the other is taken apart, and given up when nobody waits for it any more. */
export function withPreparation(next: Step<ValueState, ValueEffect>): Step<ValueState, ValueEffect> {
  const { state } = next;
  const waiting = awaited(state);
  const natures = keptNatures(state);
  const kept = natures === state.natures ? state : { ...state, natures };
  const { preparing } = state;
  const isUnderWay = preparing === undefined ? waiting.length === 0 : waiting.includes(preparing);
  if (isUnderWay) return kept === state ? next : { ...next, state: kept };
  const [value] = waiting;
  const effect = { type: 'prepare-value', key: state.key ?? '', value } as const;
  return { ...next, state: { ...kept, preparing: value }, effects: [...next.effects, effect] };
}

/** What was waited for is shown. */
export function prepared(
  state: ValueState,
  { value, nature }: Extract<ValueEvent, { type: 'value-prepared' }>,
): ValueState {
  if (value !== state.preparing) return state;
  const natures = new Map([...state.natures, [value, nature]]);
  const { key = '', format, past } = state;
  const known = (content: ValueContent): ValueContent =>
    content.kind === 'preparing' ? storedContent(key, content.stored, format, natures) : content;
  const live = past === undefined ? undefined : { ...past, live: known(past.live) };
  const content = live === undefined ? known(state.content) : pastContent(live, key, format, natures);
  return withinBounds({ ...state, preparing: undefined, natures, past: live, content });
}
