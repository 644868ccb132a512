import { cellWidth, fit, fitRight } from '../../presentation/cells.js';
import { byteSize, clockTime, clockTimeMs, grouped } from '../../presentation/quantities.js';
import type { Row, Tone } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { LogEntry, LoggedChange, LoggedMark } from '../../store/watch-log.js';
import { nameSpans } from './name.js';
import { previewText } from './preview.js';

interface ChangeColumns {
  readonly milliseconds: boolean;
  readonly name: number;
  /** 0: not shown. */
  readonly preview: number;
  readonly size: number;
  readonly revision: number;
}

const sizeWidth = 8;
const revisionWidth = 12;

/** What is least needed goes first when it gets narrow: the value, its size, milliseconds, the revision. */
function columnsFor(width: number): ChangeColumns {
  const milliseconds = width >= 50;
  const revision = width >= 44 ? revisionWidth : 0;
  const size = width >= 72 ? sizeWidth : 0;
  const left = width - (milliseconds ? 12 : 8) - 4 - revision - size;
  const preview = width >= 96 ? Math.floor(left * 0.45) : 0;
  return { milliseconds, name: Math.max(1, left - preview), preview, size, revision };
}

const signs: Readonly<Record<LoggedChange['type'], readonly [sign: string, tone: Tone]>> = {
  created: ['+', 'added'],
  updated: ['~', 'changed'],
  deleted: ['−', 'removed'],
};

function changeRow(change: LoggedChange, width: number): Row {
  const columns = columnsFor(width);
  const [sign, tone] = signs[change.type];
  const time = columns.milliseconds ? clockTimeMs(change.atMs) : clockTime(change.atMs);
  const size = change.size === undefined ? '' : byteSize(change.size);
  const preview =
    columns.preview > 0 && change.size !== undefined ? previewText(change.key, change.head, change.size) : '';
  return [
    span(`${time}  `, 'dim'),
    span(sign, tone, true),
    span(' '),
    ...nameSpans(change.key, columns.name),
    ...(columns.preview > 0 ? [span(` ${fit(preview, columns.preview - 1)}`, 'dim')] : []),
    ...(columns.size > 0 ? [span(fitRight(size, columns.size), 'dim')] : []),
    ...(columns.revision > 0 ? [span(fitRight(grouped(change.revision), columns.revision))] : []),
  ];
}

interface MarkText {
  readonly tone: Tone;
  /** The same in fewer and fewer words; the first that fits is shown. */
  readonly texts: readonly string[];
}

const hostOf = (endpoint: string): string => endpoint.replace(/^https?:\/\//, '');

function markText(mark: LoggedMark): MarkText {
  switch (mark.kind) {
    case 'started':
      return { tone: 'dim', texts: [`watching from rev ${grouped(mark.revision + 1)} on`] };
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

/** One line of the log, of at most `width` cells. */
export function entryRow(entry: LogEntry, width: number): Row {
  if (entry.kind === 'change') return changeRow(entry, width);
  const { tone, texts } = markText(entry);
  const marked = texts.map((text) => `┄┄ ${safeText(text)} ┄┄`);
  return [span(marked.find((text) => cellWidth(text) <= width) ?? marked.at(-1) ?? '', tone)];
}
