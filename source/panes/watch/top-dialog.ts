import { toBytes } from '../../bytes/byte-string.js';
import { cellWidth, fitMiddle, fitRight } from '../../presentation/cells.js';
import { byteSize, grouped, perSecond, sparkline } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import { type TopDialog, topCursor } from '../../store/watch-dialog.js';
import { type RateDimension, type RateRow, unnamed } from '../../store/watch-rates.js';
import type { PaneSize } from '../pane.js';

const rateWidth = 11;
const sparkWidth = 20;
const sparkSeconds = 60;

const heads: Readonly<Record<RateDimension, string>> = { kind: 'KIND', prefix: 'PREFIX', writer: 'WRITER' };

/** Kinds and prefixes are parts of keys; writers are text. */
function nameText(by: RateDimension, name: string): string {
  return safeText(by === 'writer' || name.startsWith('(') ? name : toBytes(name));
}

/** A minute in a few cells: each is as high as its seconds are together. */
function minuteLine(history: readonly number[]): string {
  const each = sparkSeconds / sparkWidth;
  const sums = Array.from({ length: sparkWidth }, (_, index) =>
    history.slice(index * each, (index + 1) * each).reduce((sum, count) => sum + count, 0),
  );
  return sparkline(sums, sparkWidth);
}

/** `12 kB/s` */
export const bytesPerSecondText = (rate: number): string => `${byteSize(rate)}/s`;

function rateRow(by: RateDimension, row: RateRow, width: number, isSelected: boolean): Row {
  const name = nameText(by, row.name);
  return [
    span(isSelected ? '❯ ' : '  ', 'accent'),
    span(fitMiddle(name, width), row.name.startsWith('(') ? 'dim' : 'key', isSelected),
    span(fitRight(perSecond(row.eventsPerSecond), rateWidth)),
    span(fitRight(bytesPerSecondText(row.bytesPerSecond), rateWidth)),
    span(`  ${minuteLine(row.history)}`, 'accent'),
  ];
}

export function topTitle({ by, seconds, sortBy, table }: TopDialog): Row {
  const over = table.seconds < seconds ? `${table.seconds} of ${seconds} s` : `${seconds} s`;
  return [
    span('Top', 'plain', true),
    span(` ─ by ${by}, over ${over}, most ${sortBy} first`, 'dim'),
    span(` ─ ${perSecond(table.eventsPerSecond)} · ${bytesPerSecondText(table.bytesPerSecond)}`),
  ];
}

/** As many rows as there is room for, the cursor among them. */
export function topLines(dialog: TopDialog, { columns, rows }: PaneSize): readonly Row[] {
  const { by, table } = dialog;
  const width = Math.max(8, columns - 2 - 2 * rateWidth - sparkWidth - 2);
  const cursor = topCursor(dialog);
  const room = Math.max(1, rows - 3);
  const top = Math.max(0, cursor - room + 1);
  const shown = table.rows.slice(top, top + room);
  const head = [
    `  ${heads[by].padEnd(width)}`,
    fitRight('EVENTS', rateWidth),
    fitRight('BYTES', rateWidth),
    '  LAST MINUTE',
  ].join('');
  return [
    [span(head, 'dim')],
    ...shown.map((row, index) => rateRow(by, row, width, top + index === cursor)),
    ...(table.rows.length === 0 ? [[span('  Nothing changed in the last minute.', 'dim')]] : []),
    ...footRows(dialog, shown.length),
  ].map((row) => cutRow(row, columns));
}

/** What is not in sight, and what a name in brackets means. */
function footRows({ by, table }: TopDialog, shown: number): readonly Row[] {
  const hidden = table.rows.length - shown;
  const more = hidden > 0 ? `${grouped(hidden)} more not in sight` : '';
  const isUnread = by === 'writer' && table.rows.some(({ name }) => name === unnamed.unread);
  const unread = isUnread ? 'more came than could be looked into for their writers' : '';
  const text = [more, unread].filter((part) => part !== '').join(' · ');
  return text === '' ? [] : [[span(`  ${text}`, cellWidth(unread) > 0 ? 'warning' : 'dim')]];
}
