import { cursorDirectory, type KeysStep } from './keys-cursor.js';
import { extentOf, type KeysSearch, newSearch, reportOf, type WidePhase, withReport } from './keys-search.js';
import type { KeysEvent, KeysState } from './keys-state.js';
import { step } from './step.js';

type EventOf<Type extends KeysEvent['type']> = Extract<KeysEvent, { type: Type }>;

type WideEvent = EventOf<
  'search-widened' | 'search-planned' | 'search-agreed' | 'search-told' | 'search-failed' | 'search-left'
>;

/** What a search of everything does next. */
export function widelySearched(state: KeysState, event: WideEvent): KeysStep {
  const { search } = state;
  if (search === undefined) return step(state);
  if ('number' in event && event.number !== search.number) return step(state);
  switch (event.type) {
    case 'search-widened':
      return widened(state, search, event);
    case 'search-planned':
      return withPhase(state, search, { kind: 'offered', extent: event.extent, cost: event.cost });
    case 'search-agreed':
      return agreed(state, search);
    case 'search-told':
      return step({ ...state, search: withReport(search, event.matches, event.report) });
    case 'search-failed':
      return failed(state, search, event.reason);
    case 'search-left':
      return left(state, search);
  }
}

function withPhase(state: KeysState, search: KeysSearch, phase: WidePhase): KeysStep {
  const { wide } = search;
  return step(wide === undefined ? state : { ...state, search: { ...search, wide: { ...wide, phase } } });
}

function widened(state: KeysState, search: KeysSearch, event: EventOf<'search-widened'>): KeysStep {
  const number = state.nextNumber;
  const prefix = event.isEverywhere ? '' : cursorDirectory(state);
  const { value } = event;
  if (search.text === '' && value === undefined) return step(state);
  const wide = { prefix, text: search.text, value, revision: state.moment };
  const next: KeysSearch = {
    ...search,
    number,
    isTyping: false,
    isDone: true,
    wide: { search: wide, phase: { kind: 'planning' } },
  };
  return step({ ...state, search: next, nextNumber: number + 1 }, [{ type: 'plan-search', number, wide }]);
}

/** Begins, or goes on where it stopped. */
function agreed(state: KeysState, search: KeysSearch): KeysStep {
  const { wide, number } = search;
  const extent = wide === undefined ? undefined : extentOf(wide.phase);
  if (wide === undefined || extent === undefined) return step(state);
  const report = reportOf(wide.phase);
  const goesOn = report !== undefined;
  const fresh = goesOn ? {} : { matches: [], matchCount: 0, searched: 0, selected: 0 };
  const phase = { kind: 'running', extent, report } as const;
  const next = { ...search, ...fresh, isDone: false, wide: { ...wide, phase } };
  return step({ ...state, search: next }, [
    { type: 'search-all', number, wide: wide.search, extent, goesOn },
  ]);
}

/** A search that was cut goes on where it stopped. */
export function searchResumed(state: KeysState): KeysStep {
  const phase = state.search?.wide?.phase;
  if (state.search === undefined || phase?.kind !== 'failed' || phase.report === undefined)
    return step(state);
  return agreed(state, state.search);
}

function failed(state: KeysState, search: KeysSearch, reason: string): KeysStep {
  const { wide } = search;
  if (wide === undefined) return step(state);
  const { phase } = wide;
  const next = { ...search, isDone: true };
  return withPhase(state, next, { kind: 'failed', extent: extentOf(phase), report: reportOf(phase), reason });
}

/** What is under way is stopped first, and what was found stays; then the search is left. */
function left(state: KeysState, search: KeysSearch): KeysStep {
  const { wide } = search;
  switch (wide?.phase.kind) {
    case 'running': {
      const { extent, report } = wide.phase;
      const phase = { kind: 'stopped', extent, report } as const;
      const stopped = { ...search, isDone: true, wide: { ...wide, phase } };
      return step({ ...state, search: stopped }, [{ type: 'stop-search' }]);
    }
    case 'planning':
    case 'offered':
      return declined(state, search);
    case undefined:
    case 'stopped':
    case 'done':
    case 'failed':
      return step({ ...state, search: undefined });
  }
}

/** Back to what is loaded, which is searched anew: it went on changing. */
function declined(state: KeysState, { text }: KeysSearch): KeysStep {
  if (text === '') return step({ ...state, search: undefined }, [{ type: 'stop-search' }]);
  const number = state.nextNumber;
  const search = { ...newSearch(number, text), isTyping: false };
  return step({ ...state, search, nextNumber: number + 1 }, [
    { type: 'search-keys', number, text, tree: state.tree },
  ]);
}
