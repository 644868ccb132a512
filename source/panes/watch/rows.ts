import { fit, fitRight } from '../../presentation/cells.js';
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

function markText(mark: LoggedMark): readonly [text: string, tone: Tone] {
  switch (mark.kind) {
    case 'started':
      return [`watching from rev ${grouped(mark.revision + 1)} on`, 'dim'];
    case 'cut':
      return [`cut: ${mark.reason}`, 'warning'];
    case 'reconnected': {
      const where = `reconnected to ${mark.endpoint} at rev ${grouped(mark.revision)}`;
      return mark.nothingLost ? [`${where}, nothing lost`, 'dim'] : [where, 'warning'];
    }
    case 'hole':
      return [
        `revs ${grouped(mark.fromRevision)} to ${grouped(mark.toRevision)} are lost: compacted before they came`,
        'critical',
      ];
  }
}

/** One line of the log, of at most `width` cells. */
export function entryRow(entry: LogEntry, width: number): Row {
  if (entry.kind === 'change') return changeRow(entry, width);
  const [text, tone] = markText(entry);
  return [span(`┄┄ ${safeText(text)} ┄┄`, tone)];
}
