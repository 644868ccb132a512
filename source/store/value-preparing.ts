import { pastContent } from './history.js';
import type { Step } from './step.js';
import { type Natures, type StoredValue, storedContent, type ValueContent } from './value-content.js';
import { withinBounds } from './value-cursor.js';
import type { ValueEffect, ValueEvent, ValueState } from './value-state.js';

/** What is shown of the key as it is now, or would be if its history were left. */
const liveContent = ({ content, past }: ValueState): ValueContent => past?.live ?? content;

/**
 * Values that are shown, or would be if their history were left, the first before the others. Newer ones of a key that
 * is looked at in the past can wait.
 */
function awaited({ content, past, upcoming }: ValueState): readonly Uint8Array[] {
  const shown = [content, past?.live].flatMap((each) =>
    each?.kind === 'preparing' ? [each.stored.value] : [],
  );
  return past === undefined ? [...shown, ...upcoming.map(({ value }) => value)] : shown;
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

/** The one that is being taken apart is waited for: else nothing is ever seen of a value that changes all the time. */
export function withUpcoming(state: ValueState, stored: StoredValue): ValueState {
  const underWay = state.upcoming.filter(({ value }) => value === state.preparing);
  return { ...state, upcoming: [...underWay, stored] };
}

/** What was waited for is shown. */
export function prepared(
  state: ValueState,
  { value, nature }: Extract<ValueEvent, { type: 'value-prepared' }>,
): ValueState {
  if (value !== state.preparing) return state;
  const natures = new Map([...state.natures, [value, nature]]);
  const { key = '', format, past, comparison } = state;
  const at = state.upcoming.findIndex((each) => each.value === value);
  const next = state.upcoming[at];
  const known = (content: ValueContent): ValueContent =>
    content.kind === 'preparing' ? storedContent(key, content.stored, format, natures) : content;
  const now = next === undefined ? known(liveContent(state)) : storedContent(key, next, format, natures);
  const live = past === undefined ? undefined : { ...past, live: now };
  const content = live === undefined ? now : pastContent(live, key, format, { natures, comparison });
  const upcoming = state.upcoming.slice(at + 1);
  return withinBounds({ ...state, preparing: undefined, natures, past: live, content, upcoming });
}
