import { cellWidth, wrap } from '../../presentation/cells.js';
import { counted, duration, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { KeysEvent, KeysState } from '../../store/keys.js';
import { cursorDirectory } from '../../store/keys-cursor.js';
import { rowAt, rowIndex } from '../../store/keys-rows.js';
import { entryOf, loadedKeys, totalKeys } from '../../store/keys-tree.js';
import type { Pane, PaneContent, PaneLine, PaneSize, ViewContext } from '../pane.js';
import { typingText } from '../typing.js';
import { keysBindings } from './bindings.js';
import { type ReadingToEnd, treeRow } from './rows.js';
import { matchLines, searchDialog, searchNote, searchTitle } from './search-view.js';
import { keysTitle } from './title.js';
import { usageDialog } from './usage-dialog.js';

/** What the frame puts beside a note, of the width of its lines. */
const besideNote = 2;

const ofTotal = (state: KeysState): string => {
  const total = totalKeys(state.tree);
  return total === undefined ? '…' : grouped(total);
};

/** What the directory that is read has cost: `0.4 s read · 67 requests`. */
function costText(state: KeysState): string {
  const { cost } = state.tree.directories.get(cursorDirectory(state)) ?? {};
  if (cost === undefined || cost.requests === 0) return '';
  return ` · ${duration(cost.ms)} read · ${counted(cost.requests, 'request')}`;
}

/** How far back the past goes: what was compacted nobody can look at. */
function edgeText({ moment, oldest }: KeysState): string {
  if (moment === undefined || oldest === undefined) return '';
  return oldest <= 1 ? ' · nothing is compacted' : ` · compacted before ${grouped(oldest)}`;
}

function note(state: KeysState, columns: number): Row {
  const { search } = state;
  if (search !== undefined) return searchNote(search, ofTotal(state));
  if (state.tree.directories.get('')?.revision === undefined) return [];
  const told = `${grouped(loadedKeys(state.tree))} of ${ofTotal(state)} loaded${edgeText(state)}`;
  const cost = costText(state);
  return [span(cellWidth(told + cost) <= columns - besideNote ? `${told}${cost}` : told, 'dim')];
}

function readingToEnd({ toEnd, tree }: KeysState): ReadingToEnd | undefined {
  if (toEnd === undefined) return undefined;
  return { path: toEnd, total: entryOf(tree, toEnd)?.count };
}

function treeLines(state: KeysState, size: PaneSize, context: ViewContext): readonly PaneLine[] {
  const selected = state.cursor === undefined ? -1 : rowIndex(state.tree, state.cursor);
  const toEnd = readingToEnd(state);
  const lines: PaneLine[] = [];
  for (let index = state.top; index < state.top + size.rows; index += 1) {
    const row = rowAt(state.tree, index);
    if (row === undefined) break;
    const name = row.kind === 'child' ? row.child.name : '…';
    lines.push({
      key: `${row.parent.path}|${name}`,
      row: treeRow(row, { width: size.columns, clock: context, toEnd, sortedBy: state.tree.sortedBy }),
      selected: index === selected,
    });
  }
  return lines;
}

/** Why there is nothing to see, in full: beside keys it has a line to itself, and here it is all there is. */
function failureLines({ tree }: KeysState, columns: number): readonly PaneLine[] | undefined {
  const { reading, children } = tree.directories.get('') ?? {};
  if (reading?.kind !== 'failed' || children === undefined || children.length > 0) return undefined;
  const sentence = `✖ not read: ${safeText(reading.reason)}`;
  return [
    ...wrap(sentence, columns - 2).map((text) => ({ key: text, row: [span(`  ${text}`, 'critical')] })),
    { key: '⏎', row: [span('  ⏎ tries again')], selected: true },
  ];
}

function view(state: KeysState, size: PaneSize, context: ViewContext): PaneContent {
  const { search } = state;
  if (search === undefined) {
    return {
      title: keysTitle(state, size.columns),
      note: note(state, size.columns),
      lines: failureLines(state, size.columns) ?? treeLines(state, size, context),
    };
  }
  return {
    title: searchTitle(search),
    note: note(state, size.columns),
    lines: matchLines(search, size),
    ...(search.isTyping ? { prompt: { label: '/', text: search.text } } : {}),
  };
}

export const keysPane: Pane<KeysState, KeysEvent> = {
  id: 'keys',
  name: 'Keys',
  bindings: keysBindings,
  view,
  dialog: (state, size) => usageDialog(state, size) ?? searchDialog(state, size),
  typing: ({ search }) =>
    search?.isTyping === true
      ? typingText<KeysEvent>(search.text, {
          typed: (text) => [{ type: 'search-typed', text }],
          entered: () => [{ type: 'search-entered' }],
          left: () => [{ type: 'search-left' }],
          moved: (by) => [{ type: 'cursor-moved', by }],
        })
      : null,
  resized: ({ rows }) => ({ type: 'keys-resized', rows }),
};
