import { grouped } from '../presentation/quantities.js';
import { type Step, step } from './step.js';
import { withinBounds } from './value-cursor.js';
import { aboutLines, bytesPerLine, type ValueDocument } from './value-document.js';
import { countUpTo } from './value-find.js';
import { withLineOpen } from './value-folding.js';
import { isAfter, lastScreen, movedBy, type Place, type Viewport } from './value-scroll.js';
import type { SearchEvent, ValueSearch } from './value-searching.js';
import { isMasked, type ValueEffect, type ValueState } from './value-state.js';

type ValueStep = Step<ValueState, ValueEffect>;

export function noSearch(state: ValueState): string | undefined {
  if (state.content.kind !== 'present') return 'There is no value to search in.';
  return isMasked(state) ? 'The value is masked; m shows it, then it can be searched.' : undefined;
}

export function noHits({ search }: ValueState): string | undefined {
  if (search === undefined) return 'Nothing is searched for; / does.';
  return (search.found?.starts.length ?? 0) === 0 ? `Nothing is found so far.` : undefined;
}

/** `3 of 17`, `12 so far`, `none`; always true. */
export function searchText({ found, at }: ValueSearch): string {
  if (found === undefined) return 'searching …';
  const { starts, isWhole, searched, total } = found;
  const isOver = isWhole || searched >= total;
  if (starts.length === 0) return isOver ? 'not found' : 'searching …';
  const count = `${grouped(starts.length)}${isWhole ? '' : '+'}`;
  const place = at === undefined ? count : `${grouped(at + 1)} of ${count}`;
  const percent = Math.floor((100 * searched) / Math.max(1, total));
  return isWhole ? place : `${place}, searched ${percent} %`;
}

/** Where in the document a row stands, as its searches count. */
function positionOf(document: ValueDocument, { line, offset }: Place, { columns }: Viewport): number {
  if (document.kind === 'text') return (document.starts[line] ?? 0) + offset;
  return Math.max(0, line - aboutLines(document, columns).length) * bytesPerLine(document, columns);
}

function placeOf(document: ValueDocument, position: number, { columns, wrap }: Viewport): Place {
  if (document.kind !== 'text') {
    return {
      line: aboutLines(document, columns).length + Math.floor(position / bytesPerLine(document, columns)),
      offset: 0,
    };
  }
  const line = Math.max(0, countUpTo(document.starts, position) - 1);
  const column = position - (document.starts[line] ?? 0);
  if (!wrap) return { line, offset: 0 };
  const offset = Math.floor(column / columns) * columns;
  const isInsidePair = /[\udc00-\udfff]/.test(document.text.charAt((document.starts[line] ?? 0) + offset));
  return { line, offset: isInsidePair ? offset - 1 : offset };
}

/** Further to the right than what is shown of a line that is cut. */
function isCutOff(document: ValueDocument, end: number, view: Viewport): boolean {
  if (document.kind !== 'text' || view.wrap) return false;
  const { line } = placeOf(document, end - 1, view);
  return end - (document.starts[line] ?? 0) > view.columns;
}

/** Rows that stand above what is gone to, when it was out of sight. */
const rowsAbove = 2;

function shownAt(before: ValueState, document: ValueDocument, search: ValueSearch, at: number): ValueState {
  const start = search.found?.starts[at] ?? 0;
  const wraps = isCutOff(document, start + (search.found?.length ?? 0), before.viewport);
  const wrapped = wraps ? { ...before, viewport: { ...before.viewport, wrap: true } } : before;
  const target = placeOf(document, start, wrapped.viewport);
  const state = withLineOpen(wrapped, target.line);
  const { viewport } = state;
  const top = { ...state.place, offset: viewport.wrap ? state.place.offset : 0 };
  const isSeen =
    !viewport.wrap &&
    !isAfter(top, target) &&
    !isAfter(target, movedBy(document, top, viewport.rows - 1, viewport));
  const wanted = viewport.wrap ? target : movedBy(document, { ...target, offset: 0 }, -rowsAbove, viewport);
  const last = lastScreen(document, viewport);
  const place = isSeen ? top : isAfter(wanted, last) ? last : wanted;
  return withinBounds({
    ...state,
    place,
    cursor: target,
    search: { ...search, at, from: undefined },
  });
}

function started(state: ValueState, search: ValueSearch, from: number | undefined): ValueStep {
  const run = state.searchRuns + 1;
  const { content } = state;
  const next: ValueState = {
    ...state,
    searchRuns: run,
    search: { ...search, run, found: undefined, at: undefined, from },
  };
  if (content.kind !== 'present' || search.query === '') return step(next, [{ type: 'stop-finding' }]);
  return step(next, [{ type: 'find', run, document: content.document, query: search.query }]);
}

/** The same in another document: another form, or a value that changed. */
export function searchedAgain(state: ValueState): ValueStep {
  return state.search === undefined ? step(state) : started(state, state.search, undefined);
}

function told(state: ValueState, { run, found }: Extract<SearchEvent, { type: 'search-told' }>): ValueStep {
  const { search, content } = state;
  if (search?.run !== run || content.kind !== 'present') return step(state);
  const next = { ...search, found };
  if (search.from === undefined || found.starts.length === 0) return step({ ...state, search: next });
  const before = search.from === 0 ? 0 : countUpTo(found.starts, search.from - 1);
  const isOver = found.isWhole || found.searched >= found.total;
  if (before === found.starts.length && !isOver) return step({ ...state, search: next });
  return step(shownAt(state, content.document, next, before % found.starts.length));
}

function stepped(state: ValueState, by: 1 | -1): ValueStep {
  const { search, content } = state;
  const found = search?.found;
  if (search === undefined || found === undefined || content.kind !== 'present') return step(state);
  const count = found.starts.length;
  if (count === 0) return step(state);
  const position = positionOf(content.document, state.cursor, state.viewport);
  const first = countUpTo(found.starts, Math.max(0, position - 1)) - (by < 0 ? 0 : 1);
  const at = ((search.at ?? first) + by + count) % count;
  return step(shownAt(state, content.document, search, at));
}

export function reduceSearch(state: ValueState, event: SearchEvent): ValueStep {
  const { search, content } = state;
  switch (event.type) {
    case 'search-begun': {
      const run = state.searchRuns;
      const begun = { query: '', isTyping: true, run, found: undefined, at: undefined, from: undefined };
      return step({ ...state, search: begun }, [{ type: 'stop-finding' }]);
    }
    case 'search-typed': {
      if (search === undefined || content.kind !== 'present') return step(state);
      const from = positionOf(content.document, state.cursor, state.viewport);
      return started(state, { ...search, query: event.text }, from);
    }
    case 'search-entered':
      return search === undefined || search.query === ''
        ? step({ ...state, search: undefined })
        : step({ ...state, search: { ...search, isTyping: false } });
    case 'search-left':
      return step({ ...state, search: undefined }, [{ type: 'stop-finding' }]);
    case 'search-stepped':
      return stepped(state, event.by);
    case 'search-told':
      return told(state, event);
  }
}
