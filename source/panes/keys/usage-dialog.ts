import { cutMiddle, fitMiddle, fitRight } from '../../presentation/cells.js';
import { listWindow } from '../../presentation/list-window.js';
import { byteSize, counted, grouped, unknownText } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { UsageProgress, UsageRow } from '../../search/usage.js';
import type { UsageQuestion } from '../../search/usage-survey.js';
import { bytesText as bytesWords, sumOfRows } from '../../search/usage-words.js';
import type { KeysEvent, KeysState } from '../../store/keys.js';
import { insideOf, type KeysUsage } from '../../store/keys-usage.js';
import { paragraph } from '../actions/sections.js';
import type { Dialog, PaneSize } from '../pane.js';
import { bytesText } from './rows.js';

type KeysDialog = Dialog<KeysState, KeysEvent>;
type KeysBinding = KeysDialog['bindings'][number];

const keysWidth = 12;
const bytesWidth = 18;
const errorWidth = 12;

/** Keys and bytes by prefix, kind or namespace; undefined while it is closed. */
export function usageDialog({ usage }: KeysState, { columns, rows }: PaneSize): KeysDialog | undefined {
  if (usage === undefined) return undefined;
  const foot = footRows(usage, columns);
  const room = Math.max(1, rows - foot.length - 2);
  return {
    title: [span('What fills it', 'plain', true), span(` ─ ${questionText(usage.question)}`, 'dim')],
    tone: usage.failure === undefined ? 'plain' : 'warning',
    lines: [...tableRows(usage, columns, room), [], ...foot],
    bindings,
  };
}

function questionText({ by, prefix, kind, namespace, revision }: UsageQuestion): string {
  const past = revision === undefined ? '' : `, as of rev ${grouped(revision)}`;
  if (kind !== undefined) return `${bytesText(kind)} by namespace${past}`;
  if (namespace !== undefined) return `namespace ${bytesText(namespace)} by kind${past}`;
  const place = prefix === '' ? '' : ` below ${bytesText(prefix)}`;
  return `by ${by}${place}, most first${past}`;
}

const heads = { prefix: 'PREFIX', kind: 'KIND', namespace: 'NAMESPACE' } as const;
const restNames = {
  prefix: '(keys in no directory)',
  kind: '(keys of no kind)',
  namespace: '(objects without namespace)',
} as const;

function tableRows(usage: KeysUsage, columns: number, room: number): readonly Row[] {
  const { rows, selected, question, sortBy, isDone } = usage;
  if (rows === undefined) return [];
  const width = Math.max(8, columns - 2 - keysWidth - bytesWidth - errorWidth);
  const { top, end } = listWindow(0, selected, rows.length, room);
  const sorted = isDone ? sortBy : 'keys';
  const mark = (by: KeysUsage['sortBy']): string => `${by.toUpperCase()}${by === sorted ? '↓' : ' '}`;
  const head = [
    `  ${heads[question.by].padEnd(width)}`,
    fitRight(mark('keys'), keysWidth),
    fitRight(mark('bytes'), bytesWidth),
    fitRight('±', errorWidth),
  ].join('');
  const listed = rows
    .slice(top, end)
    .map((row, index) => usageRow(row, question, width, top + index === selected));
  return [[span(head, 'dim')], ...listed].map((row) => cutRow(row, columns));
}

function nameOf({ group }: UsageRow, { by, prefix }: UsageQuestion): string {
  if (group.name === '') return restNames[by];
  return bytesText(
    by === 'prefix' && group.path !== undefined ? group.path.slice(prefix.length) : group.name,
  );
}

function usageRow(row: UsageRow, question: UsageQuestion, width: number, isSelected: boolean): Row {
  const { group, estimate } = row;
  const isExact = estimate === undefined || estimate.sampled >= estimate.keys;
  const bytes = estimate === undefined ? '…' : `${isExact ? '' : 'about '}${byteSize(estimate.bytes)}`;
  return [
    span(isSelected ? '❯ ' : '  ', 'accent'),
    span(fitMiddle(nameOf(row, question), width), group.name === '' ? 'dim' : 'key', isSelected),
    span(fitRight(grouped(group.keys), keysWidth)),
    span(fitRight(bytes, bytesWidth)),
    span(fitRight(isExact ? '' : byteSize(estimate.errorBytes), errorWidth), 'dim'),
  ];
}

function footRows(usage: KeysUsage, columns: number): readonly Row[] {
  const { failure, rows, progress, isDone, revision } = usage;
  if (failure !== undefined) return paragraph(`✖ ${safeText(failure)}`, columns, 'warning');
  if (rows === undefined || !isDone) return [[span(progressText(progress, rows !== undefined), 'dim')]];
  const sum = sumOfRows(rows);
  const bytes = sum.bytes === undefined ? unknownText : bytesWords({ ...sum, bytes: sum.bytes });
  const all = `${counted(sum.keys, 'key')}, ${bytes}, at rev ${grouped(revision)}`;
  const about = sum.sampled < sum.keys ? 'About: a sample of values, ± two standard errors. ' : '';
  const history = 'Old versions are not counted; Members shows the database with them.';
  return [[span(cutMiddle(all, columns))], ...paragraph(`${about}${history}`, columns, 'dim')];
}

function progressText(progress: UsageProgress | undefined, isCounted: boolean): string {
  switch (progress?.kind) {
    case undefined:
      return 'Counting …';
    case 'counting':
      return isCounted
        ? 'Keys are counted; reading some values …'
        : `Counted ${counted(progress.keys, 'key')} …`;
    case 'sampling':
      return `Keys are counted; read some values of ${grouped(progress.done)} rows of ${grouped(progress.of)} …`;
    case 'reading':
      return `Read ${grouped(progress.keys)} of ${counted(progress.of, 'key')} …`;
  }
}

const move = (keys: readonly string[], action: string, description: string, by: number): KeysBinding => ({
  keys,
  action,
  description,
  run: () => [{ type: 'usage-moved', by }],
});

const noPlace = ({ usage }: KeysState): string | undefined =>
  usage?.rows?.[usage.selected]?.group.path === undefined ? 'This is in more than one directory.' : undefined;

const nothingInside = ({ usage }: KeysState): string | undefined =>
  usage === undefined || insideOf(usage) === undefined ? 'There is nothing finer to show.' : undefined;

const nothingFailed = ({ usage }: KeysState): string | undefined =>
  usage?.failure === undefined ? 'Nothing failed.' : undefined;

const pageRows = 10;

const bindings: readonly KeysBinding[] = [
  {
    keys: ['return'],
    action: 'keys.usage-enter',
    description: 'go to this directory in the tree',
    hint: 'go there',
    disabled: noPlace,
    run: () => [{ type: 'usage-entered' }],
  },
  {
    keys: ['right', 'l'],
    action: 'keys.usage-open',
    description: 'what is in it: namespaces of a kind, kinds of a namespace',
    hint: 'look inside',
    disabled: nothingInside,
    run: () => [{ type: 'usage-opened' }],
  },
  {
    keys: ['s'],
    action: 'keys.usage-sort',
    description: 'most bytes or most keys first',
    hint: 'sort',
    run: () => [{ type: 'usage-sorted' }],
  },
  {
    keys: ['r'],
    action: 'keys.usage-retry',
    description: 'find out anew what failed',
    hint: 'try again',
    disabled: nothingFailed,
    run: () => [{ type: 'usage-retried' }],
  },
  move(['up', 'k'], 'keys.usage-up', 'up', -1),
  move(['down', 'j'], 'keys.usage-down', 'down', 1),
  move(['pageup', 'ctrl+u'], 'keys.usage-page-up', 'a page up', -pageRows),
  move(['pagedown', 'ctrl+d'], 'keys.usage-page-down', 'a page down', pageRows),
  {
    keys: ['escape'],
    action: 'keys.usage-leave',
    description: 'back to the table before, or to the keys; what is being counted stops',
    hint: 'back',
    run: () => [{ type: 'usage-left' }],
  },
];
