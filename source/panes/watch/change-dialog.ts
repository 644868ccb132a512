import { type ByteString, toBytes } from '../../bytes/byte-string.js';
import { noiseRules } from '../../kube/noise.js';
import { cutMiddle, fit, wrap } from '../../presentation/cells.js';
import { byteSize, calendarDay, clockTimeMs, grouped, hexLease } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, span } from '../../presentation/rows.js';
import { keyText, safeText } from '../../presentation/text.js';
import type { ChangeDialog } from '../../store/watch-dialog.js';
import { type KeyFacts, type LoggedChange, wholeBytesMax } from '../../store/watch-log.js';
import { changedObject, tellingValue } from '../../store/watch-object.js';
import { holdsSecrets } from '../../store/watch-secrets.js';
import { writerOfChange } from '../../store/watch-sieve.js';
import { keyName } from '../key-name.js';
import type { PaneSize } from '../pane.js';
import { differenceRows } from './change-rows.js';

const labelWidth = 10;
/** Of a longer key, and most are far shorter, only the beginning is shown; the tree has all of it. */
const keyLinesMax = 4;
const keyBytesMax = 1_000;

function shownKey(key: ByteString): string {
  const text = keyText(toBytes(key.slice(0, keyBytesMax)));
  return key.length > keyBytesMax ? `${text}… ${byteSize(key.length)} in all` : text;
}

function labelled(label: string, text: string, columns: number): readonly Row[] {
  const lines = wrap(text, columns - labelWidth);
  const shown = lines.length > keyLinesMax ? [...lines.slice(0, keyLinesMax - 1), `…${lines.at(-1)}`] : lines;
  return shown.map(
    (line, index): Row => [span(fit(index === 0 ? label : '', labelWidth), 'dim'), span(line)],
  );
}

function factsText(facts: KeyFacts | undefined, size: number | undefined): string {
  if (facts === undefined) return '';
  const lease = facts.lease === 0n ? '' : ` · lease ${hexLease(facts.lease)}`;
  const bytes = size === undefined ? '' : ` · ${byteSize(size)}`;
  return `rev ${grouped(facts.modRevision)} · version ${grouped(facts.version)}${bytes}${lease}`;
}

const happened: Readonly<Record<LoggedChange['type'], string>> = {
  created: 'created',
  updated: 'changed',
  deleted: 'deleted',
};

function writerText(change: LoggedChange): string {
  if (change.type === 'deleted') return 'not known: a deletion does not say';
  const writer = writerOfChange(change);
  if (writer !== '') return `${safeText(writer)}, as its managedFields say`;
  return changedObject(change) === undefined
    ? 'not known: etcd does not keep who writes'
    : 'not known: its managedFields name nobody';
}

function wasText({ was, before, type }: LoggedChange): string {
  if (was !== undefined) return factsText(was, before?.length);
  return type === 'created' ? 'nothing: the key is new' : 'not known: the server did not send it';
}

function noiseText({ noise }: LoggedChange): string {
  const rule = noiseRules.find(({ id }) => id === noise);
  return rule === undefined ? '' : `${rule.name}: ${rule.why}`;
}

function headRows(change: LoggedChange, columns: number): readonly Row[] {
  const { type, atMs, revision, key, now, size } = change;
  const read = `${clockTimeMs(atMs)} on ${calendarDay(atMs)}`;
  const came =
    change.isReplayed === true ? `before ${read}, when it was read again` : `${read}, when it came here`;
  const when = `${came}; rev ${grouped(revision)}`;
  const facts: readonly (readonly [label: string, text: string])[] = [
    [happened[type], when],
    ['key', shownKey(key)],
    ['by', writerText(change)],
    ['before', wasText(change)],
    ['now', type === 'deleted' ? 'gone' : factsText(now, size)],
    ['noise', noiseText(change)],
  ];
  return facts.filter(([, text]) => text !== '').flatMap(([label, text]) => labelled(label, text, columns));
}

/** Values that were too large to be kept cannot be compared. */
function comparison({ change, isRevealed, showsManagers }: ChangeDialog, columns: number): readonly Row[] {
  const { type, before, after, was } = change;
  const isUnkept = (type !== 'deleted' && after === undefined) || (was !== undefined && before === undefined);
  const missing = `Values of more than ${byteSize(wholeBytesMax)} are not kept: v shows it as it is now, and its history.`;
  if (isUnkept) return wrap(missing, columns).map((line) => [span(line, 'warning')]);
  if (type === 'updated' && was === undefined) return [[span('What it was before is not known.', 'warning')]];
  const isMasked = !isRevealed && holdsSecrets(change);
  const rows = differenceRows(change, columns, { isMasked, showsManagers });
  return isMasked ? [...rows, [span('Values of Secrets are masked; m shows them.', 'dim')]] : rows;
}

function linesOf(dialog: ChangeDialog, columns: number): readonly Row[] {
  const rows: readonly Row[] = [...headRows(dialog.change, columns), [], ...comparison(dialog, columns)];
  return rows.map((row) => cutRow(row, columns));
}

/** Longer names leave no room for what happened. */
const titleWidth = 44;

export function changeTitle({ change }: ChangeDialog): Row {
  const { resource, name } = keyName(change.key.slice(0, keyBytesMax), tellingValue(change));
  const text = cutMiddle(resource === undefined ? name : `${resource} ${name}`, titleWidth);
  return [span(text, 'key'), span(` ─ ${happened[change.type]} at rev ${grouped(change.revision)}`, 'dim')];
}

/** A dialog is asked for its lines many times a second, and they cost what decoding two values costs. */
const known = new WeakMap<ChangeDialog, { readonly columns: number; readonly lines: readonly Row[] }>();

export function changeLines(dialog: ChangeDialog, { columns }: PaneSize): readonly Row[] {
  const remembered = known.get(dialog);
  if (remembered?.columns === columns) return remembered.lines;
  const lines = linesOf(dialog, columns);
  known.set(dialog, { columns, lines });
  return lines;
}
