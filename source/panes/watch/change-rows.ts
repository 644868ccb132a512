import { hunksOf, linesOf } from '../../history/hunks.js';
import { diffLines, diffValues } from '../../history/value-diff.js';
import { describeValue, type KubeObject } from '../../kube/describe.js';
import { type Change, diffObjects, pathText } from '../../kube/diff.js';
import { isSecret, withoutSecrets } from '../../kube/mask.js';
import { maskedChange } from '../../kube/mask-change.js';
import { TooLargeError } from '../../kube/print.js';
import { yamlText } from '../../kube/print-yaml.js';
import { isList, isMap, type KubeMap, type KubeTree } from '../../kube/tree.js';
import { cellWidth } from '../../presentation/cells.js';
import { counted } from '../../presentation/quantities.js';
import type { Row, Tone } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';

/** Nobody reads on after this many lines of one value, or of all. */
const valueLinesMax = 80;
const linesMax = 1_500;
/** Longer lines are cut: what a terminal shows of them is a part anyway. */
const lineCharactersMax = 2_000;

type Sign = '+' | '−' | '~';

const tones: Readonly<Record<Sign, Tone>> = { '+': 'added', '−': 'removed', '~': 'changed' };

const safeLine = (line: string): string =>
  safeText(line.length > lineCharactersMax ? `${line.slice(0, lineCharactersMax)}…` : line);

function signed(sign: Sign, text: string, indent = ''): Row {
  return [span(`${indent}${sign} `, tones[sign], true), span(safeLine(text), tones[sign])];
}

/** A value as YAML has it, in lines. */
function valueLines(value: KubeTree): readonly string[] {
  if (isMap(value) && value.size > 0) return treeLines(value);
  if (isList(value) && value.length > 0) return treeLines(value);
  if (isMap(value)) return ['{}'];
  if (isList(value)) return ['[]'];
  return String(value).split('\n');
}

function treeLines(value: KubeTree): readonly string[] {
  try {
    return yamlText(value).trimEnd().split('\n');
  } catch (error) {
    if (error instanceof TooLargeError) return [error.message];
    throw error;
  }
}

function bounded(rows: readonly Row[], max: number): readonly Row[] {
  if (rows.length <= max) return rows;
  return [...rows.slice(0, max), [span(`  … ${counted(rows.length - max, 'more line')}`, 'dim')]];
}

const isScalar = (value: KubeTree): boolean => !isMap(value) && !isList(value);

/** Texts of several lines, such as a file in a ConfigMap, line by line. */
function textRows(before: string, after: string): readonly Row[] {
  return hunksOf(linesOf(before), linesOf(after)).flatMap(({ lines }) =>
    lines.map(({ kind, text }): Row => {
      if (kind === 'same') return [span(`      ${safeLine(text)}`, 'dim')];
      return signed(kind === 'added' ? '+' : '−', text, '    ');
    }),
  );
}

const isText = (value: KubeTree | undefined): value is string =>
  typeof value === 'string' && value.includes('\n');

function bothSides(path: string, before: KubeTree, after: KubeTree, columns: number): readonly Row[] {
  if (isText(before) || isText(after)) {
    return [signed('~', path), ...textRows(String(before), String(after))];
  }
  if (isScalar(before) && isScalar(after)) {
    const line = `${path}  ${String(before)} → ${String(after)}`;
    if (cellWidth(safeLine(line)) <= columns - 2) return [signed('~', line)];
  }
  return [
    signed('~', path),
    ...valueLines(before).map((line) => signed('−', line, '    ')),
    ...valueLines(after).map((line) => signed('+', line, '    ')),
  ];
}

function oneSide(sign: Sign, path: string, value: KubeTree, columns: number): readonly Row[] {
  const [first = '', ...more] = valueLines(value);
  const line = `${path}  ${first}`;
  if (more.length === 0 && cellWidth(safeLine(line)) <= columns - 2) return [signed(sign, line)];
  return [signed(sign, path), ...[first, ...more].map((each) => signed(sign, each, '    '))];
}

function changeRows({ path, before, after }: Change, columns: number): readonly Row[] {
  const place = pathText(path) || '(all of it)';
  if (before !== undefined && after !== undefined) return bothSides(place, before, after, columns);
  if (after !== undefined) return oneSide('+', place, after, columns);
  return before === undefined ? [] : oneSide('−', place, before, columns);
}

/** What of an object is to be seen. */
export interface Shown {
  /** Nothing of what Secrets hold. */
  readonly isMasked: boolean;
  readonly showsManagers: boolean;
}

const isManagers = ({ path }: Change): boolean => pathText(path).startsWith('metadata.managedFields');

/** Every difference of two objects; who wrote what, which is long, in a line unless it is asked for. */
function objectRows(
  before: KubeMap,
  after: KubeMap,
  columns: number,
  { isMasked, showsManagers }: Shown,
): readonly Row[] {
  const { changes: found, isWhole } = diffObjects(before, after);
  const changes = isMasked ? found.map(maskedChange) : found;
  const managers = showsManagers ? [] : changes.filter(isManagers);
  const told = changes.filter((change) => !managers.includes(change));
  const rows = told.flatMap((change) => bounded(changeRows(change, columns), valueLinesMax));
  const folded = `~ metadata.managedFields, ${counted(managers.length, 'change')}: M shows them`;
  return [
    ...(changes.length === 0 ? [[span('Written again, unchanged.', 'dim')]] : rows),
    ...(managers.length === 0 ? [] : [[span(folded, 'dim')]]),
    ...(isWhole ? [] : [[span('There are more differences than are told.', 'warning')]]),
  ];
}

function withoutManagers(tree: KubeMap): KubeMap {
  const metadata = tree.get('metadata');
  if (!isMap(metadata)) return tree;
  const kept = new Map([...metadata].filter(([name]) => name !== 'managedFields'));
  return new Map([...tree, ['metadata', kept]]);
}

function wholeRows(sign: Sign, tree: KubeMap, showsManagers: boolean): readonly Row[] {
  return treeLines(showsManagers ? tree : withoutManagers(tree)).map((line) => signed(sign, line));
}

const plainSigns: Readonly<Record<string, Tone>> = {
  '+': 'added',
  '-': 'removed',
  '~': 'changed',
  '@': 'accent',
};

/** JSON that is too deep to be read is text; indented, it would be thousands of times as long. */
const isPlainText = (bytes: Uint8Array | undefined): boolean =>
  bytes === undefined || bytes.length === 0 || describeValue(bytes).kind === 'text';

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array());

/** Values that are no objects: leaves of JSON, lines of text, or bytes. */
function plainRows(before: Uint8Array | undefined, after: Uint8Array | undefined): readonly Row[] {
  if (isPlainText(before) && isPlainText(after)) {
    const rows = textRows(textOf(before), textOf(after));
    return rows.length > 0 ? rows : [[span('Written again, unchanged.', 'dim')]];
  }
  return diffLines(diffValues(before, after)).map((line) => [
    span(safeLine(line.replace(/^-/, '−')), plainSigns[line[0] ?? '']),
  ]);
}

const maskedRow: Row = [span('Nothing of it is shown.', 'dim')];

/** What is compared; undefined: there was, or is, nothing. */
export interface Compared {
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

function described(bytes: Uint8Array | undefined): KubeObject | undefined {
  const value = bytes === undefined ? undefined : describeValue(bytes);
  return value?.kind === 'object' ? value : undefined;
}

/**
 * Every difference between two values, safe for a terminal: of objects by their fields, else as JSON, text or
 * bytes. With `isMasked` nothing is shown of what Secrets hold, and nothing at all of values kept where Secrets are
 * that are none.
 */
export function differenceRows({ before, after }: Compared, columns: number, how: Shown): readonly Row[] {
  const { isMasked, showsManagers } = how;
  const [old, now] = [described(before), described(after)];
  const isHidden = isMasked && [old, now].some((object) => object !== undefined && !isSecret(object));
  if (isHidden) return [maskedRow];
  const isObject = (old !== undefined || before === undefined) && (now !== undefined || after === undefined);
  if (isObject && old !== undefined && now !== undefined) {
    return bounded(objectRows(old.tree, now.tree, columns, how), linesMax);
  }
  const only = isObject ? (old ?? now) : undefined;
  if (only !== undefined) {
    const { tree } = isMasked ? withoutSecrets(only) : only;
    return bounded(wholeRows(now === undefined ? '−' : '+', tree, showsManagers), linesMax);
  }
  if (isMasked) return [maskedRow];
  return bounded(plainRows(before, after), linesMax);
}
