import type { Binding, KeyPress } from '../../keymap/binding.js';
import { cellWidth, cutMiddle, fit } from '../../presentation/cells.js';
import { listWindow } from '../../presentation/list-window.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { ClusterChoice, ContextsDialog, ContextsEvent, ContextsState } from '../../store/contexts.js';
import { paragraph } from '../actions/sections.js';
import type { Dialog, PaneSize } from '../pane.js';
import { typingText } from '../typing.js';

type ContextsDialogView = Dialog<ContextsState, ContextsEvent>;
type ContextsBinding = Binding<ContextsState, ContextsEvent>;

const leave = (hint: string): ContextsBinding => ({
  keys: ['escape'],
  action: 'contexts.leave',
  description: 'back; the session that runs goes on',
  hint,
  run: () => [{ type: 'dialog-left' }],
});

const choose = (hint: string): ContextsBinding => ({
  keys: ['return'],
  action: 'contexts.choose',
  description: 'connect to the selected cluster',
  hint,
  run: () => [{ type: 'cluster-chosen' }],
});

const move = (keys: readonly string[], action: string, description: string, by: number): ContextsBinding => ({
  keys,
  action,
  description,
  run: () => [{ type: 'cursor-moved', by }],
});

const choosing: readonly ContextsBinding[] = [
  choose('connect'),
  move(['up', 'k'], 'contexts.up', 'up', -1),
  move(['down', 'j'], 'contexts.down', 'down', 1),
  leave('stay here'),
];

/** The dialog as it is drawn; undefined while none is open. */
export function contextsDialog(state: ContextsState, size: PaneSize): ContextsDialogView | undefined {
  const { dialog } = state;
  switch (dialog?.kind) {
    case undefined:
      return undefined;
    case 'listing':
      return {
        title: [span('Clusters')],
        tone: 'plain',
        lines: [[span('Looking at the saved contexts and at the files of this host …')]],
        bindings: [leave('stay here')],
      };
    case 'choosing':
      return choosingView(dialog, state.currentName, size);
    case 'connecting':
      return {
        title: titleOf(dialog.choice),
        tone: 'plain',
        lines: [
          ...detailRows(dialog.choice, size.columns),
          [],
          [span('Connecting …; this session goes on until that cluster answers.')],
        ],
        bindings: [leave('stop')],
      };
    case 'password':
      return passwordView(dialog, size.columns);
    case 'failed':
      return {
        title: titleOf(dialog.choice),
        tone: 'warning',
        lines: [
          ...paragraph(safeText(dialog.reason), size.columns, 'warning'),
          [],
          [span('The session that runs is as it was.', 'dim')],
        ],
        bindings: [choose('try again'), leave('other clusters')],
      };
  }
}

const titleOf = ({ name }: ClusterChoice): Row => [span('Cluster '), span(safeText(name), 'plain', true)];

const detailRows = ({ detail }: ClusterChoice, columns: number): readonly Row[] =>
  paragraph(safeText(detail), columns, 'dim');

const nameColumnsMax = 24;
const sourceColumns = 12;
/** What is left for the problems below the list. */
const problemRows = 4;

function choosingView(
  { choices, problems, cursor }: Extract<ContextsDialog, { kind: 'choosing' }>,
  currentName: string,
  { columns, rows }: PaneSize,
): ContextsDialogView {
  const told = problems.flatMap((problem) => paragraph(safeText(problem), columns, 'warning'));
  const room = Math.max(1, rows - Math.min(told.length, problemRows) - 1);
  const { top, end } = listWindow(0, cursor, choices.length, room);
  const widths = choices.map(({ name }) => cellWidth(safeText(name)));
  const nameColumns = Math.min(nameColumnsMax, Math.max(4, ...widths));
  const listed = choices
    .slice(top, end)
    .map((choice, index) =>
      choiceRow(choice, { nameColumns, columns }, top + index === cursor, choice.name === currentName),
    );
  const none: readonly Row[] = choices.length > 0 ? [] : [[span('There is no other cluster to go to.')]];
  return {
    title: [span('Clusters')],
    tone: 'plain',
    lines: [...listed, ...none, ...(told.length === 0 ? [] : [[], ...told])],
    bindings: choices.length === 0 ? [leave('stay here')] : choosing,
  };
}

function choiceRow(
  { name, source, detail }: ClusterChoice,
  { nameColumns, columns }: { readonly nameColumns: number; readonly columns: number },
  isSelected: boolean,
  isCurrent: boolean,
): Row {
  const label = fit(cutMiddle(safeText(name), nameColumns), nameColumns);
  const room = columns - 4 - nameColumns - sourceColumns - 4;
  return [
    span(isSelected ? '❯ ' : '  ', 'accent', true),
    span(isCurrent ? '● ' : '  ', 'ok'),
    span(label, isSelected ? 'accent' : 'plain', isSelected),
    span(`  ${fit(safeText(source), sourceColumns)}  `, 'dim'),
    span(cutMiddle(safeText(detail), Math.max(0, room)), 'dim'),
  ];
}

const bullet = '•';

function passwordView(
  { choice, user, typed }: Extract<ContextsDialog, { kind: 'password' }>,
  columns: number,
): ContextsDialogView {
  return {
    title: titleOf(choice),
    tone: 'plain',
    lines: [
      ...detailRows(choice, columns),
      [],
      ...paragraph('The password is used to log in and kept nowhere.', columns, 'dim'),
    ],
    prompt: {
      label: `Password of ${safeText(user)}:`,
      text: bullet.repeat(Array.from(typed).length),
    },
    bindings: [{ ...choose('log in'), run: () => [{ type: 'password-entered' }] }, leave('stop')],
  };
}

/** While a password is asked for every key is text, but return and escape. */
export function contextsTyping({
  dialog,
}: ContextsState): ((key: KeyPress) => readonly ContextsEvent[]) | null {
  if (dialog?.kind !== 'password') return null;
  const { typed } = dialog;
  const field = typingText<ContextsEvent>(typed, {
    typed: (text) => [{ type: 'password-typed', text }],
    entered: () => [{ type: 'password-entered' }],
    left: () => [{ type: 'dialog-left' }],
  });
  // An empty field is not left by one backspace too many: what was typed cannot be seen.
  return (key) => (key.name === 'backspace' && typed === '' ? [] : field(key));
}
