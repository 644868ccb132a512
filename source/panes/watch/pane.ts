import { type ByteString, toBytes } from '../../bytes/byte-string.js';
import { cellWidth, cutMiddle, wrap } from '../../presentation/cells.js';
import { byteSize, counted, grouped, perSecond } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, rowWidth, span } from '../../presentation/rows.js';
import { keyText, safeText } from '../../presentation/text.js';
import { changeRate, foldedCounts, type WatchEvent, type WatchState } from '../../store/watch-state.js';
import { shownEntries } from '../../store/watch-window.js';
import { changeWords } from '../../store/watch-words.js';
import type { Dialog, Pane, PaneContent, PaneLine, PaneSize } from '../pane.js';
import { titleRoom } from '../title-room.js';
import { typingText } from '../typing.js';
import { watchBindings } from './bindings.js';
import { changeLines, changeTitle } from './change-dialog.js';
import { changeBindings, noiseBindings, topBindings } from './dialog-bindings.js';
import { nameSpans, nameWidth } from './name.js';
import { noiseLines, noiseTitle } from './noise-dialog.js';
import { entryRows } from './rows.js';
import { topLines, topTitle } from './top-dialog.js';

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

function typesSpans({ filter: { types } }: WatchState): Row {
  return types === 'all' ? [] : [separator, span(`${types} only`, 'accent')];
}

/** Less says nothing of what is asked for. */
const askedMin = 16;

/** The key that is followed, cut in its middle, and the words that are looked for, cut at their end. */
function askedSpans({ filter: { followed, text, terms } }: WatchState, room: number): Row {
  const words = terms.length === 0 ? [] : [separator, span(`/${safeText(text)}`, 'accent')];
  if (followed === undefined) return cutRow(words, room);
  const only = [separator, span('only ')];
  const left = room - rowWidth(only) - Math.min(rowWidth(words), Math.max(0, room - 2 * askedMin));
  const name = nameSpans(followed, Math.min(Math.max(askedMin, left), nameWidth(followed)));
  return cutRow([...only, ...name, ...words], room);
}

/** The rules that fold something; the note below says how much. */
function foldedSpans(state: WatchState): Row {
  const { rules } = foldedCounts(state);
  return rules === 0 ? [] : [separator, span(`${counted(rules, 'kind')} folded`, 'dim')];
}

/** Whether what is hidden is all of it: a filter that reads values can be slower than what comes. */
function behindSpans({ sieve }: WatchState): Row {
  const { behind = 0, unseen = 0 } = sieve ?? {};
  return [
    ...(behind === 0 ? [] : [separator, span(`filtering behind by ${grouped(behind)}`, 'warning')]),
    ...(unseen === 0 ? [] : [separator, span(`${grouped(unseen)} left unfiltered`, 'warning')]),
  ];
}

/** As much of what is watched is shown whatever stands behind it. */
const watchedMin = 12;

/** How the stream is and what is told of it is never cut: what is watched is, and then what is asked for. */
function title(state: WatchState, columns: number): Row {
  const told = [separator, ...streamSpans(state), ...typesSpans(state)];
  const behind = behindSpans(state);
  const room = titleRoom('Watch', columns) - rowWidth(told) - rowWidth(behind);
  const whole = watchedText(state.prefix);
  const wanted = rowWidth(askedSpans(state, Number.POSITIVE_INFINITY));
  const watched = cutMiddle(whole, Math.max(watchedMin, room - wanted));
  const asked = askedSpans(state, Math.max(askedMin, room - cellWidth(watched)));
  const folded = foldedSpans(state);
  const fits = cellWidth(watched) + rowWidth(asked) + rowWidth(folded) <= room;
  return [span(watched), ...told, ...asked, ...(fits ? folded : []), ...behind];
}

/** What a filter can say, while there is none. */
const filterHelp = 'text · kind:pods · ns:shop · type:delete · by:kubelet · re:^/a · -not';

/** `last 8,211 of 20,000 changes (16 MB)`: the log keeps so many, and so many bytes. */
function keptText({ first, next, changes, bytes }: NonNullable<WatchState['log']>): string {
  if (first === 0) return counted(changes, 'change');
  return `last ${grouped(next - first)} of ${grouped(changes)} (${byteSize(bytes)})`;
}

/** `12/s · 1,204 changes`, what the log no longer has, and how much of it is hidden. */
function note(state: WatchState): Row {
  const { log, sieve, problem, typed } = state;
  if (problem !== undefined) return [span(`✖ ${safeText(problem)}`, 'critical')];
  if (typed === '') return [span(filterHelp, 'dim')];
  if (log === undefined) return [];
  const rate = changeRate(state);
  const { changes } = foldedCounts(state);
  const filtered = sieve?.filtered ?? 0;
  const parts = [
    ...(rate === undefined ? [] : [perSecond(rate)]),
    keptText(log),
    ...(changes === 0 ? [] : [`${grouped(changes)} folded`]),
    ...(filtered === 0 ? [] : [`${grouped(filtered)} filtered`]),
  ];
  return [span(parts.join(' · '), 'dim')];
}

/** Where more come in a second, and what is in sight came in less than so many milliseconds, nobody can read. */
const readableRate = 300;
const readableMs = 300;

/** What is gone before it can be read is not taken apart. */
function isReadable(state: WatchState, shown: readonly number[]): boolean {
  if (state.pause !== undefined || (changeRate(state) ?? 0) <= readableRate) return true;
  const oldest = state.log?.at(shown[0] ?? -1)?.atMs ?? 0;
  const newest = state.log?.at(shown.at(-1) ?? -1)?.atMs ?? 0;
  return shown.length < state.rows || newest - oldest >= readableMs;
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
  const shown = shownEntries(state);
  const wordsOf = isReadable(state, shown) ? changeWords : () => undefined;
  const lines = shown.flatMap((number): readonly PaneLine[] => {
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
    title: title(state, size.columns),
    note: note(state),
    lines: lines.length > 0 ? lines : emptyLines(state, size),
    ...(state.typed === undefined ? {} : { prompt: { label: '/', text: state.typed } }),
  };
}

/** Every second has its sample; as long as nothing comes, the rate stays the same. */
function shows(state: WatchState): readonly unknown[] {
  const { nowMs: _now, samples: _samples, dialog: _dialog, ...shown } = state;
  return [...Object.values(shown), changeRate(state)];
}

function dialog(state: WatchState, size: PaneSize): Dialog<WatchState, WatchEvent> | undefined {
  const open = state.dialog;
  switch (open?.kind) {
    case undefined:
      return undefined;
    case 'change':
      return {
        title: changeTitle(open),
        tone: 'plain',
        lines: changeLines(open, size),
        bindings: changeBindings,
      };
    case 'noise':
      return {
        title: noiseTitle(state),
        tone: 'plain',
        lines: noiseLines(state, open, size),
        bindings: noiseBindings,
      };
    case 'top':
      return { title: topTitle(open), tone: 'plain', lines: topLines(open, size), bindings: topBindings };
  }
}

export const watchPane: Pane<WatchState, WatchEvent> = {
  id: 'watch',
  name: 'Watch',
  bindings: watchBindings,
  view,
  shows,
  dialog,
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
