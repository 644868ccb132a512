import { fit, wrap } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import { type ReaderPage, readerRoom } from './reader-box.js';
import type { ScreenRoom } from './room.js';

export type NoticeTone = 'ok' | 'warning' | 'critical';

const symbols: Readonly<Record<NoticeTone, string>> = { ok: '✔', warning: '▲', critical: '✖' };
/** A sentence that is longer is cut; it must not hide what it is about. */
const rowsMax = 3;

/** A sentence over the lower edge of the panes, `width` cells wide at most. */
export function noticeRows(tone: NoticeTone, text: string, width: number): readonly Row[] {
  const room = width - 4;
  const all = wrap(text, room);
  const lines = all.length > rowsMax ? [...all.slice(0, rowsMax - 1), all.slice(rowsMax - 1).join(' ')] : all;
  return lines.map((line, index) => [
    span(` ${index === 0 ? symbols[tone] : ' '} `, tone, true),
    span(`${fit(line, room)} `, tone),
  ]);
}

export interface PastNotice {
  readonly tone: NoticeTone;
  /** Safe text. */
  readonly text: string;
  /** `10:42:07` */
  readonly time: string;
}

const pageColumnsMax = 100;

function pastRows({ tone, text, time }: PastNotice, width: number): readonly Row[] {
  const lead = time.length + 4;
  return wrap(text, Math.max(1, width - lead)).map((line, index) =>
    index === 0
      ? [span(time, 'dim'), span(`  ${symbols[tone]} `, tone, true), span(line)]
      : [span(' '.repeat(lead)), span(line)],
  );
}

/** What was told so far, whole sentences, to read. */
export function noticesPage(notices: readonly PastNotice[], screen: ScreenRoom): ReaderPage {
  const { columns } = readerRoom(pageColumnsMax, screen);
  const rows = notices.flatMap((notice) => pastRows(notice, columns));
  const none: Row = [span('Nothing yet: what is told at the bottom of the screen is kept here.', 'dim')];
  return { name: 'Notices', rows: rows.length > 0 ? rows : [none], columnsMax: pageColumnsMax };
}
