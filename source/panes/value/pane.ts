import { cellWidth, cutEnd, cutMiddle, wrap } from '../../presentation/cells.js';
import { byteSize, counted, grouped } from '../../presentation/quantities.js';
import type { Row, Tone } from '../../presentation/row.js';
import { rowWidth, span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { PresentContent } from '../../store/value-content.js';
import { lineCount, type ValueFormat } from '../../store/value-document.js';
import { factRows } from '../../store/value-facts.js';
import { foldedText } from '../../store/value-folding.js';
import type { Viewport } from '../../store/value-scroll.js';
import { searchText } from '../../store/value-search.js';
import {
  currentFormat,
  isDiff,
  isEmpty,
  isMasked,
  storedValue,
  type ValueEvent,
  type ValueState,
} from '../../store/value-state.js';
import { keyName } from '../key-name.js';
import type { Pane, PaneContent, PaneLine, PaneSize, ViewContext } from '../pane.js';
import { firstFitting, titleRoom } from '../title-room.js';
import { typingText } from '../typing.js';
import { valueBindings } from './bindings.js';
import { valueDialog } from './dialog.js';
import { factRowsOf, hasMovedOn, kubeRowsOf, pastRowsOf } from './facts.js';
import { documentRows, type Hits } from './rows.js';

const formatNames: Readonly<Record<ValueFormat, string>> = {
  yaml: 'YAML',
  json: 'JSON',
  text: 'text',
  hex: 'hex',
  base64: 'base64',
};

/** In which form the value is shown, or why not. */
function formText(state: ValueState): readonly [text: string, tone: Tone] | undefined {
  if (state.content.kind === 'deleted') return ['✖ deleted', 'warning'];
  if (state.content.kind === 'absent') return ['○ not there', 'warning'];
  if (isMasked(state)) return ['masked', 'warning'];
  if (isEmpty(state)) return ['empty', 'plain'];
  if (isDiff(state)) return [state.past?.compare === 'newer' ? 'diff to newer' : 'diff to older', 'accent'];
  const format = currentFormat(state);
  if (format === undefined) return undefined;
  return [formatNames[format], 'plain'];
}

/** Less of a key does not say which one it is. */
const keyMin = 12;

/** Nobody may take the past for what is there now: it stands first, where it is never cut. */
function pastTitle({ past, moment }: ValueState, room: number): Row {
  const step = past?.steps[past.at];
  const ofStep = step?.kind === 'written' ? step.kv.modRevision : step?.revision;
  if (past === undefined && moment === undefined) return [];
  const revision = ofStep ?? moment;
  const at = revision === undefined ? '' : grouped(revision);
  const text = at === '' ? '▲ history' : firstFitting([`▲ as of rev ${at}`, `▲ rev ${at}`], room);
  return [span(text, 'warning', true), join];
}

const join = span(' ─ ', 'dim');

/** The key is cut in its middle where it is too long, so that what stands behind it is seen. */
function title(state: ValueState, columns: number): Row {
  if (state.key === undefined) return [];
  const form = formText(state);
  const shown = form === undefined ? [] : [join, span(...form)];
  const { resource, name } = keyName(state.key, storedValue(state));
  const text = resource === undefined ? name : `${resource} ${name}`;
  const room = titleRoom('Value', columns) - rowWidth(shown);
  const past = pastTitle(state, room - Math.min(cellWidth(text), 2 * keyMin) - rowWidth([join]));
  return [...past, span(cutMiddle(text, Math.max(keyMin, room - rowWidth(past)))), ...shown];
}

function linesText(state: ValueState): string {
  const { content, cursor, viewport } = state;
  if (content.kind !== 'present' || isMasked(state)) return '';
  if (isEmpty(state)) return '';
  const lines = lineCount(content.document, viewport.columns);
  const wrapped = viewport.wrap && content.document.kind === 'text' ? ' · wrapped' : '';
  const text =
    lines <= viewport.rows && cursor.line === 0
      ? counted(lines, 'line')
      : `line ${grouped(cursor.line + 1)} of ${grouped(lines)}`;
  const folded = foldedText(state);
  return `${folded === '' ? '' : `${folded} · `}${text}${wrapped}`;
}

/** What is shown is not the newest there is. */
function newerText({ past, upcoming }: ValueState): string {
  const newest = upcoming.at(-1);
  if (past !== undefined) return hasMovedOn(past, upcoming) ? 'changed since' : '';
  return newest === undefined ? '' : `rev ${grouped(newest.modRevision)} is being laid out`;
}

function note(state: ValueState): Row {
  const { search } = state;
  const hits =
    search === undefined || search.query === ''
      ? ''
      : `"${cutEnd(safeText(search.query), 20)}" ${searchText(search)} · `;
  const lines = `${hits}${linesText(state)}`;
  const newer = newerText(state);
  const join = newer !== '' && lines !== '' ? ' · ' : '';
  return [span(`${newer}${join}`, 'changed'), span(lines, 'dim')].filter(({ text }) => text !== '');
}

function sentenceLines(text: string, tone: Tone, columns: number): readonly PaneLine[] {
  return wrap(text, columns).map((line, index) => ({ key: `said ${index}`, row: [span(line, tone)] }));
}

function maskedText({ stored, nature }: PresentContent): string {
  const kind = nature.kube?.kind === 'object' ? `${nature.kube.objectKind} ` : '';
  return `This may be a secret: ${safeText(kind)}${byteSize(stored.value.length)}, masked. m shows it on this screen.`;
}

function presentLines(state: ValueState, content: PresentContent, view: Viewport): readonly PaneLine[] {
  if (isMasked(state)) return sentenceLines(maskedText(content), 'warning', view.columns);
  if (isEmpty(state)) return sentenceLines('The value is empty.', 'dim', view.columns);
  const rows = documentRows(content.document, state.place, state.cursor, view, hitsOf(state));
  return rows.map(({ place, row, isSelected }) => ({
    key: `${place.line}.${place.offset}`,
    row,
    selected: isSelected,
  }));
}

function hitsOf({ search }: ValueState): Hits | undefined {
  const { found, at } = search ?? {};
  return found === undefined ? undefined : { ...found, at };
}

function bodyLines(state: ValueState, view: Viewport): readonly PaneLine[] {
  const { content } = state;
  if (state.key === undefined) return sentenceLines('Select a key to see its value.', 'dim', view.columns);
  switch (content.kind) {
    case 'reading':
      return sentenceLines('reading …', 'dim', view.columns);
    case 'preparing':
      return sentenceLines(`laying out ${byteSize(content.stored.value.length)} …`, 'dim', view.columns);
    case 'failed':
      return sentenceLines(safeText(content.reason), 'critical', view.columns);
    case 'absent':
      return sentenceLines(
        `There is no such key at rev ${grouped(content.revision)}.`,
        'warning',
        view.columns,
      );
    case 'deleted':
      return sentenceLines(
        `The key was deleted at rev ${grouped(content.revision)}.`,
        'warning',
        view.columns,
      );
    case 'present':
      return presentLines(state, content, view);
  }
}

function factRowsFor(state: ValueState, size: PaneSize, context: ViewContext): readonly Row[] {
  const { content, past } = state;
  if (past !== undefined) return [...pastRowsOf(past, content, size.columns), ...kubeRowsOf(state, size)];
  return content.kind === 'present'
    ? [...factRowsOf(state, content.stored, context), ...kubeRowsOf(state, size)]
    : [];
}

/** What is being searched for; drawn in place of the last line. */
function promptOf({ search }: ValueState): Pick<PaneContent, 'prompt'> {
  return search?.isTyping === true ? { prompt: { label: 'Search:', text: safeText(search.query) } } : {};
}

function view(state: ValueState, size: PaneSize, context: ViewContext): PaneContent {
  const facts = factRows(state, size.rows);
  const viewport = { ...state.viewport, columns: size.columns, rows: Math.max(1, size.rows - facts) };
  const body = bodyLines(state, viewport);
  const factRowsShown = facts === 0 ? [] : factRowsFor(state, size, context);
  if (factRowsShown.length === 0)
    return { title: title(state, size.columns), note: note(state), lines: body, ...promptOf(state) };
  const blank = Array.from({ length: Math.max(0, viewport.rows - body.length) }, (_, index) => ({
    key: `blank ${index}`,
    row: [],
  }));
  const factLines = factRowsShown.map((row, index) => ({ key: `fact ${index}`, row }));
  return {
    title: title(state, size.columns),
    note: note(state),
    lines: [...body, ...blank, ...factLines],
    ...promptOf(state),
  };
}

const typingQuery = (query: string) =>
  typingText<ValueEvent>(query, {
    typed: (text) => [{ type: 'search-typed', text }],
    entered: () => [{ type: 'search-entered' }],
    left: () => [{ type: 'search-left' }],
  });

export const valuePane: Pane<ValueState, ValueEvent> = {
  id: 'value',
  name: 'Value',
  bindings: valueBindings,
  view,
  dialog: valueDialog,
  typing: ({ search }) => (search?.isTyping === true ? typingQuery(search.query) : null),
  resized: ({ columns, rows }) => ({ type: 'value-resized', columns, rows }),
};
