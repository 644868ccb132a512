import { lineCount, type ValueDocument } from './value-document.js';
import { shownLine } from './value-folds.js';
import {
  documentStart,
  isAfter,
  lastRow,
  lastScreen,
  movedBy,
  type Place,
  scrolled,
  type Viewport,
} from './value-scroll.js';
import type { ValueState } from './value-state.js';

/** The row that a place is in, when rows begin elsewhere than they did, or the place is folded away. */
function settledPlace(document: ValueDocument, { line, offset }: Place, view: Viewport): Place {
  const inside = Math.min(line, Math.max(0, lineCount(document, view.columns) - 1));
  const shown = shownLine(view.folds, inside);
  return { line: shown, offset: view.wrap && shown === line ? offset : 0 };
}

/** Where the window begins so that the cursor is in it: as it is, if it can. */
function placeAround(document: ValueDocument, top: Place, cursor: Place, view: Viewport): Place {
  if (isAfter(top, cursor)) return cursor;
  const lowest = movedBy(document, cursor, 1 - view.rows, view);
  return isAfter(lowest, top) ? lowest : top;
}

/** A shorter value, other room or what was folded must leave neither window nor cursor past the end. */
export function withinBounds(state: ValueState): ValueState {
  const { content, viewport } = state;
  if (content.kind !== 'present') return state;
  const { document } = content;
  const cursor = settledPlace(document, state.cursor, viewport);
  const last = lastScreen(document, viewport);
  const wanted = settledPlace(document, state.place, viewport);
  const top = isAfter(wanted, last) ? last : wanted;
  return { ...state, cursor, place: placeAround(document, top, cursor, viewport) };
}

/** The cursor `by` rows on or back. More than one row, and the window goes with it. */
export function cursorMoved(state: ValueState, by: number): ValueState {
  const { content, viewport } = state;
  if (content.kind !== 'present') return state;
  const { document } = content;
  const cursor = movedBy(document, state.cursor, by, viewport);
  const place = Math.abs(by) > 1 ? scrolled(document, state.place, by, viewport) : state.place;
  return { ...state, cursor, place: placeAround(document, place, cursor, viewport) };
}

export function cursorAtStart(state: ValueState): ValueState {
  return { ...state, cursor: documentStart, place: documentStart };
}

export function cursorAtEnd(state: ValueState): ValueState {
  const { content, viewport } = state;
  if (content.kind !== 'present') return state;
  const { document } = content;
  return { ...state, cursor: lastRow(document, viewport), place: lastScreen(document, viewport) };
}
