import type { Binding } from '../../keymap/binding.js';
import { formatsOf } from '../../store/value-document.js';
import { noDelete, noEdit, noUndelete, noUndo } from '../../store/value-edit.js';
import { noFold, noLine } from '../../store/value-folding.js';
import { noKubectl } from '../../store/value-kubectl.js';
import { noOwner } from '../../store/value-owners.js';
import { noHits, noSearch } from '../../store/value-search.js';
import { isDiff, isEmpty, isMasked, type ValueEvent, type ValueState } from '../../store/value-state.js';

type ValueBinding = Binding<ValueState, ValueEvent>;

const masked = 'The value is masked; m shows it.';

function noLines(state: ValueState): string | undefined {
  const { content } = state;
  if (isMasked(state)) return masked;
  return content.kind === 'present' && content.document.kind === 'text'
    ? undefined
    : 'There are no lines to wrap.';
}

function oneFormat(state: ValueState): string | undefined {
  const { content } = state;
  if (isMasked(state)) return masked;
  if (isEmpty(state)) return 'The value is empty.';
  if (isDiff(state)) return 'A diff has one form; d shows the value.';
  return content.kind === 'present' && formatsOf(content.nature).length > 1
    ? undefined
    : 'The value has no other form.';
}

const noSecret = ({ content }: ValueState): string | undefined =>
  content.kind === 'present' && content.nature.isSecret ? undefined : 'The value is not masked.';

/** No key is shown once the one that was is deleted; its plan promised that this key brings it back. */
const undoesDeletion = ({ key, deletion }: ValueState): boolean =>
  key === undefined && deletion !== undefined;

const noKey = (key: ValueState['key']): string | undefined =>
  key === undefined ? 'No key is selected.' : undefined;

const noPast = ({ past }: ValueState): string | undefined =>
  past === undefined ? 'This is the value as it is now; h steps into its history.' : undefined;

const noOlder = ({ key, past }: ValueState): string | undefined =>
  past !== undefined && past.at >= past.steps.length - 1 ? 'Nothing older is known.' : noKey(key);

const noNewer = (state: ValueState): string | undefined =>
  state.past?.at === 0
    ? 'This is the newest revision that was read; esc shows the value as it is now.'
    : noPast(state);

const historyBindings: readonly ValueBinding[] = [
  {
    keys: ['h', 'left'],
    action: 'value.older',
    description: 'step into the history, and on to older revisions',
    hint: ({ past }) => (past === undefined ? 'history' : 'older'),
    disabled: noOlder,
    run: ({ past }) => [
      past === undefined ? { type: 'history-opened', compare: 'none' } : { type: 'history-moved', by: 1 },
    ],
  },
  {
    keys: ['l', 'right'],
    action: 'value.newer',
    description: 'in the history: to newer revisions',
    hint: 'newer',
    disabled: noNewer,
    run: () => [{ type: 'history-moved', by: -1 }],
  },
  {
    keys: ['d'],
    action: 'value.diff',
    description: 'what this revision changed, and back',
    hint: 'diff',
    disabled: ({ key }) => noKey(key),
    run: ({ past }) => [
      past === undefined
        ? { type: 'history-opened', compare: 'older' }
        : { type: 'history-compared', compare: 'older' },
    ],
  },
  {
    keys: ['D'],
    action: 'value.diff-newer',
    description: 'in the history: what the next newer revision changed, and back',
    disabled: noPast,
    run: () => [{ type: 'history-compared', compare: 'newer' }],
  },
  {
    keys: ['escape'],
    action: 'value.live',
    description: 'end the search, or go from the history back to the value as it is now',
    hint: ({ search }) => (search === undefined ? 'now' : 'end search'),
    disabled: (state) => (state.search === undefined ? noPast(state) : undefined),
    run: ({ search }) => [{ type: search === undefined ? 'history-closed' : 'search-left' }],
  },
];

const searchBindings: readonly ValueBinding[] = [
  {
    keys: ['/'],
    action: 'value.search',
    description: 'search in what is shown; in hex and base64 also bytes, such as 0x6b38',
    hint: 'search',
    disabled: noSearch,
    run: () => [{ type: 'search-begun' }],
  },
  {
    keys: ['n'],
    action: 'value.next-hit',
    description: 'to the next place that is found',
    disabled: noHits,
    run: () => [{ type: 'search-stepped', by: 1 }],
  },
  {
    keys: ['N'],
    action: 'value.previous-hit',
    description: 'to the place that is found before',
    disabled: noHits,
    run: () => [{ type: 'search-stepped', by: -1 }],
  },
];

const foldBindings: readonly ValueBinding[] = [
  {
    keys: ['return'],
    action: 'value.fold',
    description: 'fold the block at the cursor to a line, or open it',
    hint: 'fold',
    disabled: noFold,
    run: () => [{ type: 'fold-toggled' }],
  },
  {
    keys: ['-'],
    action: 'value.fold-block',
    description: 'fold the block at the cursor, and then the one around it',
    disabled: noFold,
    run: () => [{ type: 'fold-closed' }],
  },
  {
    keys: ['+'],
    action: 'value.open-block',
    description: 'open the block at the cursor',
    disabled: noFold,
    run: () => [{ type: 'fold-opened' }],
  },
  {
    keys: ['_'],
    action: 'value.fold-all',
    description: 'fold all outermost blocks',
    disabled: noFold,
    run: () => [{ type: 'folds-closed' }],
  },
  {
    keys: ['='],
    action: 'value.open-all',
    description: 'open every block',
    disabled: noFold,
    run: () => [{ type: 'folds-opened' }],
  },
  {
    keys: ['y'],
    action: 'value.copy-line',
    description: 'copy the value of the line at the cursor, or the block that begins there',
    disabled: noLine,
    run: () => [{ type: 'line-copied' }],
  },
];

const kubeBindings: readonly ValueBinding[] = [
  {
    keys: ['o', 'J'],
    action: 'value.owner',
    description: 'to the owner of the object; of several one is chosen',
    hint: 'owner',
    disabled: noOwner,
    run: () => [{ type: 'owners-wanted' }],
  },
  {
    keys: ['K'],
    action: 'value.kubectl',
    description: 'copy the kubectl line that prints the object',
    disabled: noKubectl,
    run: () => [{ type: 'kubectl-copied' }],
  },
];

const changeBindings: readonly ValueBinding[] = [
  {
    keys: ['e'],
    action: 'value.edit',
    description: 'edit the value in $EDITOR; it is written once its plan is confirmed',
    hint: 'edit',
    disabled: noEdit,
    run: () => [{ type: 'edit-wanted', bypasses: false }],
  },
  {
    keys: ['u'],
    action: 'value.undo',
    description: 'undo the last change, or a deletion; in the history: put this revision back',
    disabled: (state) => (undoesDeletion(state) ? noUndelete(state) : noUndo(state)),
    run: (state) => [
      undoesDeletion(state) ? { type: 'undelete-wanted' } : { type: 'undo-wanted', bypasses: false },
    ],
  },
  {
    keys: ['delete'],
    action: 'value.delete',
    description: 'delete the key, once its plan is confirmed',
    disabled: noDelete,
    run: () => [{ type: 'delete-wanted', bypasses: false }],
  },
];

const scroll = (keys: readonly string[], action: string, description: string, by: (rows: number) => number) =>
  ({
    keys,
    action,
    description,
    run: ({ viewport }) => [{ type: 'value-scrolled', by: by(viewport.rows) }],
  }) satisfies ValueBinding;

export const valueBindings: readonly ValueBinding[] = [
  {
    keys: ['f'],
    action: 'value.format',
    description: 'JSON, YAML, text, hex or base64 in turn',
    hint: 'format',
    disabled: oneFormat,
    run: () => [{ type: 'format-cycled' }],
  },
  {
    keys: ['x'],
    action: 'value.hex',
    description: 'hex dump, and back',
    hint: 'hex',
    disabled: oneFormat,
    run: () => [{ type: 'hex-toggled' }],
  },
  {
    keys: ['w'],
    action: 'value.wrap',
    description: 'wrap long lines, or cut them',
    hint: 'wrap',
    disabled: noLines,
    run: () => [{ type: 'wrap-toggled' }],
  },
  {
    keys: ['m'],
    action: 'value.mask',
    description: 'show a value that may be a secret, or hide it again',
    hint: (state) => (isMasked(state) ? 'show' : 'mask'),
    disabled: noSecret,
    run: () => [{ type: 'mask-toggled' }],
  },
  {
    keys: ['r'],
    action: 'value.reload',
    description: 'read the value again',
    hint: 'reload',
    disabled: ({ key, past }) =>
      past === undefined ? noKey(key) : 'The past does not change; esc goes back to the value.',
    run: () => [{ type: 'value-reload' }],
  },
  ...historyBindings,
  ...searchBindings,
  ...foldBindings,
  ...kubeBindings,
  ...changeBindings,
  scroll(['up', 'k'], 'value.up', 'a line up', () => -1),
  scroll(['down', 'j'], 'value.down', 'a line down', () => 1),
  scroll(['pageup', 'ctrl+u'], 'value.page-up', 'a page up', (rows) => -rows),
  scroll(['pagedown', 'ctrl+d', 'space'], 'value.page-down', 'a page down', (rows) => rows),
  {
    keys: ['g', 'home'],
    action: 'value.start',
    description: 'to the start',
    run: () => [{ type: 'value-start' }],
  },
  { keys: ['G', 'end'], action: 'value.end', description: 'to the end', run: () => [{ type: 'value-end' }] },
];
