import { wrap } from '../../presentation/cells.js';
import { counted, grouped, perSecond } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { keyText, safeText } from '../../presentation/text.js';
import {
  changeRate,
  foldedCounts,
  shownEntries,
  type WatchEvent,
  type WatchState,
} from '../../store/watch.js';
import { type ByteString, toBytes } from '../../tree/byte-string.js';
import type { Pane, PaneContent, PaneLine, PaneSize } from '../pane.js';
import { typingText } from '../typing.js';
import { watchBindings } from './bindings.js';
import { entryRows } from './rows.js';
import { changeWords } from './words.js';

const separator = span(' ─ ', 'dim');

export function watchedText(prefix: ByteString): string {
  return prefix === '' ? 'everything' : keyText(toBytes(prefix));
}

function streamSpans({ stream, pause, log }: WatchState): Row {
  if (pause !== undefined && log !== undefined) {
    return [span(`paused +${grouped(log.next - pause.at)}`, 'warning')];
  }
  switch (stream.kind) {
    case 'starting':
      return [span('starting', 'dim')];
    case 'live':
      return [span('live', 'ok')];
    case 'cut':
      return [span('▲ cut, reconnecting', 'warning')];
    case 'refused':
      return [span('✖ refused', 'critical')];
  }
}

function filterSpans({ filter }: WatchState): Row {
  const types = filter.types === 'all' ? [] : [separator, span(`${filter.types} only`, 'accent')];
  if (filter.text === '') return types;
  return [...types, separator, span(`/${safeText(toBytes(filter.text))}`, 'accent')];
}

function foldSpans(state: WatchState): Row {
  const { rules } = foldedCounts(state);
  return rules === 0 ? [] : [separator, span(`${counted(rules, 'kind')} folded`, 'dim')];
}

function title(state: WatchState): Row {
  const watched = span(watchedText(state.prefix));
  return [watched, separator, ...streamSpans(state), ...filterSpans(state), ...foldSpans(state)];
}

/** `12/s · 1,204 changes`, and what the log no longer has. */
function note(state: WatchState): Row {
  const { log } = state;
  if (log === undefined) return [];
  const rate = changeRate(state);
  const kept = log.next - log.first;
  const count =
    log.first === 0 ? counted(log.changes, 'change') : `last ${grouped(kept)} of ${grouped(log.changes)}`;
  const { changes } = foldedCounts(state);
  const folded = changes === 0 ? '' : ` · ${grouped(changes)} folded`;
  return [span(`${rate === undefined ? '' : `${perSecond(rate)} · `}${count}${folded}`, 'dim')];
}

/** Faster changes are gone before they can be read: they are not taken apart. */
const readableRate = 300;

function isReadable(state: WatchState): boolean {
  return state.pause !== undefined || (changeRate(state) ?? 0) <= readableRate;
}

/** Why there is nothing to show. */
function emptyLines(state: WatchState, size: PaneSize): readonly PaneLine[] {
  const { stream } = state;
  if (stream.kind !== 'cut' && stream.kind !== 'refused') return [];
  return wrap(safeText(stream.reason), size.columns).map((text, index) => ({
    key: `reason ${index}`,
    row: [span(text, 'warning')],
  }));
}

/** An entry can take several lines: of all that there are, the last that fit, and the selected one for sure. */
function fitting(lines: readonly PaneLine[], rows: number): readonly PaneLine[] {
  const selected = lines.findIndex((line) => line.selected === true);
  const end = selected < 0 ? lines.length : Math.min(lines.length, Math.max(selected + rows, rows));
  return lines.slice(Math.max(0, end - rows), end);
}

function logLines(state: WatchState, size: PaneSize): readonly PaneLine[] {
  const wordsOf = isReadable(state) ? changeWords : () => undefined;
  const lines = shownEntries(state).flatMap((number): readonly PaneLine[] => {
    const entry = state.log?.at(number);
    if (entry === undefined) return [];
    const isSelected = state.pause?.selected === number;
    return entryRows(entry, size.columns, wordsOf).map((row, index) => ({
      key: `${number} ${entry.kind} ${index}`,
      row,
      selected: isSelected && index === 0,
    }));
  });
  return fitting(lines, size.rows);
}

function view(state: WatchState, size: PaneSize): PaneContent {
  const lines = logLines({ ...state, rows: Math.max(0, size.rows) }, size);
  return {
    title: title(state),
    note: note(state),
    lines: lines.length > 0 ? lines : emptyLines(state, size),
    ...(state.typed === undefined ? {} : { prompt: { label: '/', text: state.typed } }),
  };
}

export const watchPane: Pane<WatchState, WatchEvent> = {
  id: 'watch',
  name: 'Watch',
  bindings: watchBindings,
  view,
  typing: ({ typed }) =>
    typed === undefined
      ? null
      : typingText<WatchEvent>(typed, {
          typed: (text) => [{ type: 'filter-typed', text }],
          entered: () => [{ type: 'filter-entered' }],
          left: () => [{ type: 'filter-cleared' }],
        }),
  resized: ({ rows }) => ({ type: 'watch-resized', rows }),
};
