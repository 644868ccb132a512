import { cellWidth, fitRight } from '../../presentation/cells.js';
import { byteSize, clockTime, clockTimeMs, grouped } from '../../presentation/quantities.js';
import type { Row, Tone } from '../../presentation/row.js';
import { fitRow, rowWidth, span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { LogEntry, LoggedChange, LoggedMark } from '../../store/watch-log.js';
import { tellingValue } from '../../store/watch-object.js';
import type { ChangeWords } from '../../store/watch-words.js';
import { nameSpans, nameWidth } from './name.js';
import { previewText } from './preview.js';

/** What happened to a change's object; undefined when it cannot be said in words. */
export type WordsOf = (change: LoggedChange) => ChangeWords | undefined;

interface ChangeColumns {
  readonly milliseconds: boolean;
  readonly name: number;
  /** What happened, or the beginning of the value; 0: not shown. */
  readonly words: number;
  readonly size: number;
  readonly revision: number;
}

const sizeWidth = 8;
const revisionWidth = 12;
/** Names longer than this leave room for words. */
const nameMax = 44;
const nameMin = 18;
/** Fewer cells say nothing. */
const wordsMin = 16;

/** What is least needed goes first when it gets narrow: the size, the revision, milliseconds, the words. */
function columnsFor(width: number): ChangeColumns {
  const milliseconds = width >= 72;
  const revision = width >= 96 ? revisionWidth : 0;
  const size = width >= 120 ? sizeWidth : 0;
  const left = width - (milliseconds ? 12 : 8) - 4 - revision - size;
  const name = Math.min(nameMax, Math.max(nameMin, Math.floor(left * 0.4)));
  const words = left - name;
  return words >= wordsMin
    ? { milliseconds, name, words, size, revision }
    : { milliseconds, name: Math.max(1, left), words: 0, size, revision };
}

const signs: Readonly<Record<LoggedChange['type'], readonly [sign: string, tone: Tone]>> = {
  created: ['+', 'added'],
  updated: ['~', 'changed'],
  deleted: ['−', 'removed'],
};

const between = ' · ';
const byWriter = ({ writer }: ChangeWords): string => (writer === '' ? '' : `by ${writer}`);

/** The beginning of the value; cut where it is long, but not shorter than this. */
const previewMin = 24;

/** What stands beside the name, a blank before it, and the cells that it needs. */
function besideName(
  change: LoggedChange,
  words: ChangeWords | undefined,
): { readonly row: Row; readonly needs: number } {
  if (words === undefined) {
    const preview = change.size === undefined ? '' : previewText(change.key, change.head, change.size);
    const row: Row = [span(` ${preview}`, 'dim')];
    return { row, needs: Math.min(previewMin, rowWidth(row)) };
  }
  const writer = byWriter(words);
  const row: Row = [span(` ${words.parts.join(between)}`), span(writer === '' ? '' : `  ${writer}`, 'dim')];
  return { row, needs: rowWidth(row) };
}

/** Words that do not fit beside the name stand below it, in so many lines at most. */
const linesBelowMax = 2;

/** As many parts to a line as fit; what does not fit any more makes the last line too long. */
function packed(parts: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last}${between}${part}`;
    const isFull = cellWidth(longer) > room && lines.length < linesBelowMax;
    if (last === undefined || isFull) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function wordsBelow(words: ChangeWords, indent: number, width: number): readonly Row[] {
  const room = Math.max(1, width - indent);
  const lines = packed(words.parts, room);
  const rows = lines.map((line): Row => [span(line)]);
  const writer = byWriter(words);
  if (writer === '') return indented(rows, indent, room);
  const last = lines.at(-1) ?? '';
  const hasRoom = cellWidth(`${last}  ${writer}`) <= room;
  if (hasRoom || lines.length === linesBelowMax)
    rows[rows.length - 1] = [span(last), span(`  ${writer}`, 'dim')];
  else rows.push([span(writer, 'dim')]);
  return indented(rows, indent, room);
}

function indented(rows: readonly Row[], indent: number, room: number): readonly Row[] {
  return rows.map((row) => [span(' '.repeat(indent)), ...fitRow(row, room)]);
}

/** What stands right of the name and the words. */
function figures(change: LoggedChange, { size, revision }: ChangeColumns): Row {
  const bytes = change.size === undefined ? '' : byteSize(change.size);
  return [
    ...(size > 0 ? [span(fitRight(bytes, size), 'dim')] : []),
    ...(revision > 0 ? [span(fitRight(grouped(change.revision), revision))] : []),
  ];
}

/** What is read again does not say when it happened. */
function timeText({ atMs, isReplayed }: LoggedChange, milliseconds: boolean): string {
  const time = milliseconds ? clockTimeMs(atMs) : clockTime(atMs);
  return isReplayed === true ? 'earlier'.padEnd(time.length) : time;
}

function changeRows(change: LoggedChange, width: number, wordsOf: WordsOf): readonly Row[] {
  const columns = columnsFor(width);
  const [sign, tone] = signs[change.type];
  const time = timeText(change, columns.milliseconds);
  const lead: Row = [span(`${time}  `, 'dim'), span(sign, tone, true), span(' ')];
  const tail = figures(change, columns);
  const room = columns.name + columns.words;
  const named = (cells: number): Row => [...lead, ...nameSpans(change.key, cells, tellingValue(change))];
  if (columns.words === 0) return [[...named(room), ...tail]];
  const words = wordsOf(change);
  const { row, needs } = besideName(change, words);
  if (words !== undefined && needs > columns.words) {
    return [[...named(room), ...tail], ...wordsBelow(words, rowWidth(lead), width)];
  }
  // A long name takes what the words leave; short ones keep the words in a column.
  const name = Math.max(columns.name, Math.min(nameWidth(change.key, tellingValue(change)), room - needs));
  return [[...named(name), ...fitRow(row, room - name), ...tail]];
}

interface MarkText {
  readonly tone: Tone;
  /** The same in fewer and fewer words; the first that fits is shown. */
  readonly texts: readonly string[];
}

const hostOf = (endpoint: string): string => endpoint.replace(/^https?:\/\//, '');

function startedTexts({ since, revision }: Extract<LoggedMark, { kind: 'started' }>): readonly string[] {
  if (since === undefined) return [`watching from rev ${grouped(revision + 1)} on`];
  const from = `from rev ${grouped(since)} on`;
  return [`watching ${from}, up to rev ${grouped(revision)} read again`, `watching ${from}, read again`];
}

function markText(mark: LoggedMark): MarkText {
  switch (mark.kind) {
    case 'started':
      return { tone: 'dim', texts: startedTexts(mark) };
    case 'cut':
      return { tone: 'warning', texts: [`cut: ${mark.reason}`] };
    case 'reconnected': {
      const lost = mark.nothingLost ? ', nothing lost' : '';
      const at = `at rev ${grouped(mark.revision)}${lost}`;
      return {
        tone: mark.nothingLost ? 'dim' : 'warning',
        texts: [`reconnected to ${hostOf(mark.endpoint)} ${at}`, `reconnected ${at}`],
      };
    }
    case 'hole': {
      const lost = `revs ${grouped(mark.fromRevision)} to ${grouped(mark.toRevision)} are lost`;
      return { tone: 'critical', texts: [`${lost}: compacted before they came`, `${lost} (compacted)`] };
    }
  }
}

/** An entry of the log, in lines of at most `width` cells; the first one names what it is about. */
export function entryRows(entry: LogEntry, width: number, wordsOf: WordsOf): readonly Row[] {
  if (entry.kind === 'change') return changeRows(entry, width, wordsOf);
  const { tone, texts } = markText(entry);
  const marked = texts.map((text) => `┄┄ ${safeText(text)} ┄┄`);
  return [[span(marked.find((text) => cellWidth(text) <= width) ?? marked.at(-1) ?? '', tone)]];
}
